"""Writes an export for another system: JSON page after page, with pictures beside it; all of it or nothing."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kb.catalog.article import Article, Status
from kb.exchange.exporting import exported_file, folder_beside, put_in_place, refuse_taken

PAGE = 100
"""Articles in one file, as the APIs give them."""
NO_CATEGORY = "General"
"""Where articles without a category stand there."""
Row = dict[str, Any]


@dataclass
class ForeignExport:
    """``root`` is the folder that is being written; ``told`` counts what could not be said there, by what it was."""

    root: Path
    articles_dir: Path
    told: Counter[str] = field(default_factory=Counter)
    count: int = 0
    _files: dict[str, str] = field(default_factory=dict)
    _taken: dict[int, str] = field(default_factory=dict)

    def write(self, name: str, content: Any) -> None:
        """Write one file of JSON."""
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")

    def take(self, path: str, name: str) -> None:
        """Put the file ``path`` beside the articles into the export as ``name``, once."""
        if path not in self._files:
            target = self.root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(exported_file(self.articles_dir, path))
            self._files[path] = name

    def number(self, what: str) -> int:
        """A number that names something, the same in every export."""
        found = 10**11 + int.from_bytes(hashlib.blake2b(what.encode(), digest_size=8).digest()) % (9 * 10**11)
        while self._taken.setdefault(found, what) != what:
            found += 1
        return found

    def tell_of_withdrawn(self, article: Article, there: str) -> None:
        """Count an article that was published and that readers do not see, by what it is ``there``."""
        if article.status is Status.ARCHIVED:
            self.told[f"archived articles are {there}"] += 1
        elif article.status is Status.PUBLISHED and not article.is_published:
            self.told[f"articles whose time has not come or is over are {there}"] += 1

    @property
    def files(self) -> int:
        """How many files were taken along."""
        return len(self._files)


@contextmanager
def foreign_export(target: Path, articles_dir: Path) -> Iterator[ForeignExport]:
    """A folder that is ``target`` once the block ends without an error.

    Raises:
        ExportFailedError: there is something at ``target`` already, or a file cannot be read or written.

    """
    refuse_taken(target, articles_dir)
    with folder_beside(target) as folder:
        made = ForeignExport(folder / "made", articles_dir)
        made.root.mkdir()
        yield made
        put_in_place(made.root, target)


def moment(day: date | None) -> str | None:
    """A day as these APIs say it."""
    return f"{day.isoformat()}T00:00:00Z" if day else None
