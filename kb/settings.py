"""Every setting of the product, read once from the environment that ``app.py`` passes in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kb.article import ReviewInterval
from kb.errors import SettingsError, shorten
from kb.languages import CALENDARS, OWN_DIGITS, is_language_code
from kb.metadata import parse_interval
from kb.role_mapping import RoleRule, read_rules

PREFIX = "KB_"
SECRETS = ("mail_server", "review_webhook", "oidc_client_secret")  # with a password in them: never printed
LOOPBACK = ("localhost", "127.0.0.1", "::1")
HALF_A_YEAR, A_YEAR = ReviewInterval(months=6), ReviewInterval(months=12)


@dataclass(frozen=True)
class Settings:
    """How one site is set up. docs/settings.md describes each; a test holds that page to this class.

    ``articles_dir`` and ``data_dir`` are made absolute; ``base_url`` has no slash at its end; an empty
    ``default_language`` means: found out from the articles; no ``embedding_models``: the bundled ones that are
    installed (``search.recipes`` reads the entries). ``overdue_note`` is ``on``, ``off`` or the wording itself;
    ``mail_server`` is like ``smtp://user:password@host:587``, ``review_mail`` gets what has no owner with an address.
    ``sign_in_roles`` is for all who sign in elsewhere: by OpenID Connect or at a ``trusted_proxy``. Proxies of
    ``trusted_networks`` are believed from which address a request comes, and nothing else.
    """

    articles_dir: Path = Path("articles")
    data_dir: Path = Path("data")
    site_name: str = "Help centre"
    base_url: str = ""
    contact_url: str = ""
    security_contact: str = ""
    default_language: str = ""
    calendars: tuple[tuple[str, str], ...] = ()
    digits: tuple[tuple[str, str], ...] = ()
    embedding_models: tuple[str, ...] = ()
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 8
    database_url: str = ""
    review_due: ReviewInterval = HALF_A_YEAR
    review_overdue: ReviewInterval = A_YEAR
    overdue_note: str = "on"
    offline: bool = True
    git_commit: bool = False
    git_programs: bool = False
    mail_server: str = ""
    mail_from: str = ""
    review_mail: str = ""
    review_webhook: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = ""
    sign_in_roles: tuple[RoleRule, ...] = ()
    trusted_proxy: tuple[IPv4Network | IPv6Network, ...] = ()
    trusted_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    cors_origins: tuple[str, ...] = ()
    retention_days: int = 365
    audit_days: int = 730

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], **given: Any) -> Settings:
        """Read ``KB_…`` variables; ``given`` values that are not None win (command line options).

        Raises:
            SettingsError: a variable is unknown or has a value that cannot be used.

        """
        known = {f"{PREFIX}{each.name.upper()}": each.name for each in fields(cls)}
        unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
        if unknown:
            raise SettingsError(f"unknown setting {unknown[0]}; the settings are {', '.join(sorted(known))}")
        values: dict[str, Any] = {}
        for variable, name in known.items():
            if environment.get(variable):
                values[name] = _parse(variable, name, environment[variable])
        values |= {name: value for name, value in given.items() if value is not None}
        settings = cls(**values)
        if not settings.review_due.never and not settings.review_overdue.is_longer_than(settings.review_due):
            raise SettingsError("KB_REVIEW_OVERDUE comes after KB_REVIEW_DUE (default 6 months), so it must be longer")
        settings._check_sign_in()
        return replace(
            settings,
            articles_dir=Path(settings.articles_dir).expanduser().absolute(),
            data_dir=Path(settings.data_dir).expanduser().absolute(),
        )

    def _check_sign_in(self) -> None:
        """Signing in elsewhere is set up whole or not at all: half of it would be a door that nobody looks at."""
        of_provider = ("oidc_issuer", "oidc_client_id", "oidc_client_secret")
        needed: tuple[str, ...] = ("sign_in_roles",) if self.trusted_proxy else ()
        if any(getattr(self, name) for name in (*of_provider, "oidc_name")):
            needed = (*of_provider, "sign_in_roles", "base_url")  # to the last the provider sends people back
        missing = [f"{PREFIX}{name.upper()}" for name in needed if not getattr(self, name)]
        if missing:
            raise SettingsError(f"signing in elsewhere (KB_OIDC_…, KB_TRUSTED_PROXY) needs {', '.join(missing)}")
        if self.sign_in_roles and not needed:
            raise SettingsError("KB_SIGN_IN_ROLES needs KB_OIDC_ISSUER or KB_TRUSTED_PROXY as well")

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database: the one set, else a file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'kb.sqlite'}"

    @property
    def database_file(self) -> Path | None:
        """The file of the database; None where it is in memory or on a server."""
        kind, _, name = self.database.partition(":///")
        return (
            Path(name.partition("?")[0]) if kind.partition("+")[0] == "sqlite" and name[:1] not in ("", ":") else None
        )


class _ExpectedError(ValueError):
    """The message says what was expected."""


def _parse(variable: str, name: str, text: str) -> Any:
    read, expected = _READERS.get(name, (Path if name.endswith("_dir") else str, ""))
    try:
        return read(text)
    except ValueError as error:
        better = str(error) if isinstance(error, _ExpectedError) else expected
        written = "" if name in SECRETS else f"={shorten(text)}"
        raise SettingsError(f"{variable}{written} is not {better}") from None


def _number(top: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= top:
            raise _ExpectedError(f"a number from 1 to {top}")
        return int(text)

    return read


def _address(*schemes: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        parts = urlsplit(text)
        if parts.scheme not in schemes or (parts.scheme != "mailto" and not parts.hostname):
            raise ValueError
        return text

    return read


def _base_url(text: str) -> str:
    parts = urlsplit(_address("http", "https")(text))
    if parts.query or parts.fragment:
        raise ValueError
    if parts.path.strip("/"):
        raise _ExpectedError("an address like https://help.example.com (no path)")
    return text.rstrip("/")


def _issuer(text: str) -> str:
    parts = urlsplit(_address("https", "http")(text))
    plain = parts.scheme == "https" or parts.hostname in LOOPBACK
    if not plain or parts.query or parts.fragment or parts.username is not None:
        raise ValueError
    return text


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    found = tuple(map(ip_network, _list(text)))
    if any(network.prefixlen == 0 for network in found):
        raise ValueError  # then anybody could say who they are
    return found


def _language(text: str) -> str:
    if not is_language_code(text):
        raise ValueError
    return text


def _mail_address(text: str) -> str:
    if "@" not in parseaddr(text)[1]:
        raise ValueError
    return text


def _switch(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError
    return text == "1"


def _origins(text: str) -> tuple[str, ...]:
    """Origins as browsers write them: nothing after the host, small letters, no port that goes without saying."""
    for origin in (found := _list(text)):
        parts = urlsplit(_address("http", "https")(origin))
        usual_port = {"http": 80, "https": 443}[parts.scheme]
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        port = f":{parts.port}" if parts.port not in (None, usual_port) else ""
        if not origin.isascii() or origin != f"{parts.scheme}://{host}{port}":
            raise ValueError
    return found


def _by_language(choices: Mapping[str, Collection[str]]) -> Callable[[str], tuple[tuple[str, str], ...]]:
    def read(text: str) -> tuple[tuple[str, str], ...]:
        found = {language.strip(): value.strip() for language, _, value in (one.partition("=") for one in _list(text))}
        if any(value not in choices.get(language, ()) for language, value in found.items()):
            raise ValueError
        return tuple(found.items())

    return read


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


_READERS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "port": (_number(65_535), ""),
    "threads": (_number(64), ""),
    "retention_days": (_number(3_650), ""),
    "audit_days": (_number(3_650), ""),
    "base_url": (_base_url, "an address like https://help.example.com"),
    "contact_url": (_address("https", "http", "mailto"), "an address that starts with https:, http: or mailto:"),
    "security_contact": (_address("https", "mailto"), "an address that starts with https: or mailto:"),
    "default_language": (_language, "a language code like en, fa or pt-BR"),
    "calendars": (_by_language(CALENDARS), f"a list like fa=solar (languages: {', '.join(CALENDARS)})"),
    "digits": (
        _by_language(dict.fromkeys(OWN_DIGITS, ("own", "latin"))),
        f"a list like ar=own,fa=latin (languages: {', '.join(OWN_DIGITS)})",
    ),
    "embedding_models": (_list, ""),
    "review_due": (parse_interval, "an interval like '6 months', '52 weeks' or 'never'"),
    "review_overdue": (parse_interval, "an interval like '6 months', '52 weeks' or 'never'"),
    "offline": (_switch, "0 or 1"),
    "git_commit": (_switch, "0 or 1"),
    "git_programs": (_switch, "0 or 1"),
    "mail_server": (_address("smtp", "smtps"), "a server like smtp://user:password@mail.example.com:587 (or smtps:)"),
    "mail_from": (_mail_address, "an e-mail address like help@example.com"),
    "review_mail": (_mail_address, "an e-mail address like help@example.com"),
    "review_webhook": (_address("https", "http"), "an address that starts with https: or http:"),
    "oidc_issuer": (_issuer, "an address that starts with https: (http: only on this machine)"),
    "sign_in_roles": (read_rules, "a list like groups:kb-admins=admin,groups:support=staff (claim:value=role)"),
    "trusted_proxy": (_networks, "a list of addresses or networks like 127.0.0.1,10.0.0.0/24"),
    "trusted_networks": (_networks, "a list of addresses or networks like 172.18.0.5,10.0.0.0/24"),
    "cors_origins": (_origins, "a list of origins like https://shop.example.com, with commas between them"),
}
"""How each value is read, and what is expected of it; an error may say that better."""
