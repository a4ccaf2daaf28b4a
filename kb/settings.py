"""Every setting of the product, read once from the environment that ``app.py`` passes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from kb.errors import SettingsError, shorten
from kb.languages import is_language_code

PREFIX = "KB_"


@dataclass(frozen=True)
class Settings:
    """How one site is set up. docs/settings.md describes each; a test holds that page to this class.

    ``articles_dir`` and ``data_dir`` are made absolute; ``base_url`` has no slash at its end; an empty
    ``default_language`` means: found out from the articles; no ``embedding_models``: the bundled ones that are
    installed (``search.recipes`` reads the entries).
    """

    articles_dir: Path = Path("articles")
    data_dir: Path = Path("data")
    site_name: str = "Help centre"
    base_url: str = ""
    contact_url: str = ""
    default_language: str = ""
    embedding_models: tuple[str, ...] = ()
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 8
    database_url: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], **given: Any) -> Settings:
        """Read ``KB_…`` variables; ``given`` values that are not None win (command line options).

        Raises:
            SettingsError: a variable is unknown or has a value that cannot be used.

        """
        known = {f"{PREFIX}{field.name.upper()}": field.name for field in fields(cls)}
        unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
        if unknown:
            raise SettingsError(f"unknown setting {unknown[0]}; the settings are {', '.join(sorted(known))}")
        values: dict[str, Any] = {}
        for variable, name in known.items():
            if environment.get(variable):
                values[name] = _parse(variable, name, environment[variable])
        values |= {name: value for name, value in given.items() if value is not None}
        settings = cls(**values)
        return replace(
            settings,
            articles_dir=Path(settings.articles_dir).expanduser().absolute(),
            data_dir=Path(settings.data_dir).expanduser().absolute(),
        )

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database: the one set, else a file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'kb.sqlite'}"


def _address(text: str) -> SplitResult | None:
    try:
        return urlsplit(text)
    except ValueError:  # brackets of an IPv6 address that do not match
        return None


def _parse(variable: str, name: str, text: str) -> Any:
    def refuse(expected: str) -> SettingsError:
        return SettingsError(f"{variable}={shorten(text)} is not {expected}")

    if name in ("port", "threads"):
        top = 65_535 if name == "port" else 64
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= top:
            raise refuse(f"a number from 1 to {top}")
        return int(text)
    if name == "base_url":
        parts = _address(text)
        if not parts or parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
            raise refuse("an address like https://help.example.com")
        if parts.path.strip("/"):
            raise refuse("an address like https://help.example.com (no path)")
        return text.rstrip("/")
    if name == "contact_url":
        parts = _address(text)
        if not parts or parts.scheme not in ("http", "https", "mailto"):
            raise refuse("an address that starts with https:, http: or mailto:")
        return text
    if name == "default_language":
        if not is_language_code(text):
            raise refuse("a language code like en, fa or pt-BR")
        return text
    if name == "embedding_models":
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return Path(text) if name.endswith("_dir") else text
