"""What another system had counted of an article when it was imported: starting numbers, which no rate of ours has.

They lie in the ledgers beside the articles, and an article is told by the ``imported_from`` of its file: so they follow
it wherever it moves, and go where the folder goes, with or without a database.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any, Self

from kb.catalog.article import ArticleId
from kb.catalog.catalog import Catalog
from kb.exchange.bundle.system_names import SYSTEMS
from kb.exchange.writing.ledger import COUNTED, FOLDER, ORIGIN

logger = logging.getLogger(__name__)
_MOST = 10**12
_MOST_LEDGER_BYTES = 256 * 2**20
_Stamps = tuple[tuple[str, int, int], ...]
_Versions = dict[tuple[str, str], tuple["CountedBefore", str]]
"""By origin and language: what was counted, and the path that the import wrote it to."""


@dataclass(frozen=True, slots=True)
class CountedBefore:
    """What ``system`` had counted by the day ``on`` when it was read: votes that it helped or not (None: it gives
    none), and views (the same).
    """

    system: str
    on: date
    helpful: int | None = None
    not_helpful: int | None = None
    views: int | None = None

    @property
    def source(self) -> str:
        """What people call the system."""
        return SYSTEMS.get(self.system, self.system)

    @property
    def votes(self) -> int | None:
        """All votes; None where it gives none."""
        return None if self.helpful is None or self.not_helpful is None else self.helpful + self.not_helpful

    def as_json(self) -> dict[str, Any]:
        """The same for programs: the day in ISO."""
        counts = {"helpful": self.helpful, "not_helpful": self.not_helpful, "views": self.views}
        return {"system": self.system, "on": self.on.isoformat(), **counts}

    @classmethod
    def read(cls, system: str, told: object) -> Self | None:
        """What a ledger says of one version; None where it says nothing, or what no import wrote."""
        if not isinstance(told, Mapping):
            return None
        helpful, not_helpful, views = (_count(told.get(name)) for name in ("helpful", "not_helpful", "views"))
        if helpful is None or not_helpful is None:
            helpful = not_helpful = None
        try:
            on = date.fromisoformat(str(told.get("on")))
        except ValueError:
            return None
        return None if helpful is None and views is None else cls(system, on, helpful, not_helpful, views)


class CountedBeforeReader:
    """Reads the ledgers below ``root`` when they are new, and tells which articles of a catalog they are about."""

    def __init__(self, root: Path) -> None:
        self._root, self._lock = root, Lock()
        self._stamps: _Stamps | None = None
        self._versions: _Versions = {}
        self._found: tuple[Catalog | None, dict[ArticleId, CountedBefore]] = (None, {})

    def of(self, catalog: Catalog) -> Mapping[ArticleId, CountedBefore]:
        """What was counted of each article of ``catalog`` before it came here; only those that have any."""
        with self._lock:
            stamps = tuple(self._look())
            if stamps != self._stamps:
                self._versions = {key: one for file, _, _ in stamps for key, one in self._read(file).items()}
                self._stamps, self._found = stamps, (None, {})
            if self._found[0] is not catalog:
                self._found = (catalog, _by_article(catalog, self._versions) if self._versions else {})
            return self._found[1]

    def _look(self) -> Iterator[tuple[str, int, int]]:
        folder = self._root / FOLDER
        if folder.is_symlink():
            return
        for file in sorted(folder.glob("*.json")):
            try:
                found = file.lstat()
            except OSError:
                continue
            if not file.is_symlink() and found.st_size <= _MOST_LEDGER_BYTES:
                yield file.name, found.st_mtime_ns, found.st_size

    def _read(self, name: str) -> _Versions:
        """One ledger; whoever can read nothing in it does without: the next import says what is wrong."""
        try:
            told = json.loads((self._root / FOLDER / name).read_bytes())
            system, articles = str(told.get("system") or ""), told["articles"]
            return dict(_versions_of(name.removesuffix(".json"), system, articles))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            logger.warning("%s/%s tells nothing of what was counted before the move: %s", FOLDER, name, error)
            return {}


def _versions_of(name: str, system: str, articles: Any) -> Iterator[tuple[tuple[str, str], tuple[CountedBefore, str]]]:
    for id_, languages in articles.items():
        for language, entry in languages.items():
            if counted := CountedBefore.read(system, entry.get(COUNTED)):
                yield (f"{name}:{id_}", language), (counted, str(entry.get("path") or ""))


def _by_article(catalog: Catalog, versions: _Versions) -> dict[ArticleId, CountedBefore]:
    """By the article that each is about. Of several with one origin, which somebody copied, only one: that at the place
    where it was written to, else the first.
    """
    at: dict[tuple[str, str], ArticleId] = {}
    for article in catalog.articles.values():
        origin = (str(article.extra.get(ORIGIN) or ""), article.language)
        if origin in versions and (origin not in at or article.path == versions[origin][1]):
            at[origin] = article.id
    return {id_: versions[origin][0] for origin, id_ in at.items()}


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST else None
