"""The addresses that Jekyll gave to articles: patterns (``/:title/``) of ``_config.yml`` and of front matter.

A pattern is text with a few names in it that stand for what the file's path says; nothing else is done with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kb.catalog.paths import FilePlace, undated, without_suffix
from kb.core.errors import Problem
from kb.front_matter.parse import FrontMatterError
from kb.front_matter.yaml_file import read_text, read_yaml

CONFIG_FILE = "_config.yml"
MAX_KILOBYTES, MAX_PATTERN, MAX_PATTERNS = 256, 300, 200
STYLES = {
    "pretty": "/:categories/:year/:month/:day/:title/",
    "date": "/:categories/:year/:month/:day/:title.html",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "none": "/:categories/:title.html",
}
_NAME = re.compile(r":([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern and the files it is for: those below ``folder``, in the ``collection`` (empty: any)."""

    text: str
    folder: str = ""
    collection: str = ""

    def is_for(self, path: str, collection: str) -> bool:
        """Whether the file ``path`` of ``collection`` has this pattern."""
        below = not self.folder or path == self.folder or path.startswith(f"{self.folder}/")
        return below and self.collection in ("", collection)


def read_patterns(file: Path) -> tuple[Pattern, ...]:
    """The patterns in ``_config.yml``; none where it cannot be read, for it is a file of another program."""
    text = read_text(file, CONFIG_FILE, MAX_KILOBYTES, "")
    if isinstance(text, Problem):
        return ()
    try:
        values = {key: value.plain() for key, value in read_yaml(text, lambda _message, _line, _key: None).items()}
    except (FrontMatterError, RecursionError):
        return ()
    found: list[Pattern] = []
    for item in _items(values.get("defaults")):
        scope, given = _mapping(item.get("scope")), _mapping(item.get("values"))
        found.append(
            Pattern(_text(given.get("permalink")), _text(scope.get("path")).strip("/"), _text(scope.get("type")))
        )
    for name, collection in _mapping(values.get("collections")).items():
        found.append(Pattern(_text(_mapping(collection).get("permalink")), "", str(name)))
    found.append(Pattern(_text(values.get("permalink"))))
    return tuple(pattern for pattern in found if pattern.text)[:MAX_PATTERNS]


def address(
    pattern: str, path: str, place: FilePlace, dated: date | None, categories: Iterable[str] = ()
) -> str | None:
    """The address that ``pattern`` gives the article at ``path``; None where it needs what is not known here."""
    stem = undated(without_suffix(path).rpartition("/")[2])
    folder = without_suffix(path).split(f"_{place.collection}/", 1)[-1] if place.collection else without_suffix(path)
    known: dict[str, str] = {
        **dict.fromkeys(("title", "slug", "name", "basename"), stem),
        "path": folder,
        "collection": place.collection,
        "categories": "/".join(re.sub(r"[^\w]+", "-", name.lower()).strip("-") for name in categories),
        "output_ext": "",
    }
    if dated:
        known |= {"year": f"{dated.year:04}", "month": f"{dated.month:02}", "day": f"{dated.day:02}"}
        known |= {"i_month": str(dated.month), "i_day": str(dated.day), "short_year": f"{dated.year % 100:02}"}
        known |= {"y_day": f"{dated.timetuple().tm_yday:03}"}
    text = STYLES.get(pattern, pattern)
    if any(name not in known for name in _NAME.findall(text)):
        return None
    made = re.sub(r"/{2,}", "/", _NAME.sub(lambda match: known[match[1]], text)).strip("/")
    made = made.removesuffix(".html").removesuffix("/index")
    return made if made and ".." not in made.split("/") and len(made) <= MAX_PATTERN else None


def _items(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value[:MAX_PATTERNS] if isinstance(item, dict)] if isinstance(value, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value.strip()[:MAX_PATTERN] if isinstance(value, str) else ""
