"""What else happens when an import writes: noted before the first file, so that it can be undone, and told after the
last: the catalog, the history of each article, one commit, the audit log.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, insert, update

from kb.accounts.audit_log import AuditEvent, record
from kb.approval.gate import ApprovalGate, FileChange
from kb.catalog.article import ArticleId
from kb.catalog.paths import CATEGORY_FILES, is_article_file, language_folders, place_of, without_suffix
from kb.core.clock import Clock
from kb.core.errors import KbError
from kb.core.roles import Person
from kb.editing.revisions import keep
from kb.exchange.report import PlannedWrite
from kb.files.saving import fingerprint, fingerprint_of_file
from kb.git.folder import GitFolder
from kb.history.kept_versions import VersionNote, note_versions
from kb.importing.import_rows import ImportFileRow, ImportRow
from kb.library.library import Library
from kb.storage.database import few_at_a_time, naive_utc

logger = logging.getLogger(__name__)
IMPORTED, IMPORT_UNDONE = "import", "import_undone"
MOST_KEPT_BYTES = 32 * 2**20
"""Of one file that was changed; a larger one cannot be put back."""
_AT_A_TIME = 100


@dataclass(frozen=True)
class WritePath:
    """What an import of one site goes through."""

    library: Library
    database: Engine
    clock: Clock
    git: GitFolder | None
    gate: ApprovalGate

    def note(self, number: int, person: Person, planned: PlannedWrite) -> None:
        """Keep what there is, what there will be, and by what each is told."""
        catalog = self.library.catalog
        articles = [*(one.path for one in catalog.articles.values()), *filter(is_article_file, planned.drafts.new)]
        languages = language_folders(articles, catalog.default_language)
        ledger = planned.ledger.relative_to(self.library.root).as_posix()
        before = planned.ledger.read_bytes() if planned.ledger.exists() else None
        origins = {one.path: f"{one.language}:{planned.ledger.stem}:{one.id}" for one in planned.report.versions}
        self._write(number, [_row(ledger, before, planned.remembered.encode())], origins)
        changes = self._changes(planned)
        while part := list(islice(changes, _AT_A_TIME)):
            for path, old, new in part:
                if is_article_file(path):
                    self._let(path, old, new.read_bytes(), languages, person)
            self._write(number, [_row(*one) for one in part], origins)
        with self.database.begin() as connection:
            connection.execute(update(ImportRow).where(ImportRow.id == number).values(noted=True))

    def finish(self, files: Iterable[Row[Any]], person: Person, act: str) -> None:
        """Have the site read what was written, and the histories of its articles say so."""
        catalog = self.library.refresh()
        by_path = {article.path: article.id for article in catalog.articles.values()}
        at = naive_utc(self.clock())
        is_back = act == IMPORT_UNDONE
        notes = [
            VersionNote(by_path[row.path], row.path, at, person.name, act, "", *_marks(row, is_back=is_back))
            for row in files
            if row.path in by_path
        ]
        for part in few_at_a_time(notes):
            with self.database.begin() as connection:
                note_versions(connection, part)

    def commit(self, paths: list[str], title: str, person: Person) -> str:
        """One commit of all of it; why there is none, where there should be one."""
        if self.git is None or not paths:
            return ""
        try:
            self.git.commit(paths, title, person.name, person.email)
        except KbError as error:
            logger.warning("%s: not committed: %s", title, error)
            return str(error)
        return ""

    def record(self, event: AuditEvent, person: Person, about: str, **counts: int) -> None:
        """One entry of the audit log."""
        with self.database.begin() as connection:
            record(connection, naive_utc(self.clock()), event, person, about, **counts)

    def _changes(self, planned: PlannedWrite) -> Iterator[tuple[str, bytes | None, Path]]:
        drafts = planned.drafts
        for path, draft in drafts.new.items():
            yield path, None, draft
        for path, (draft, _) in drafts.changed.items():
            yield path, (drafts.root / path).read_bytes(), draft

    def _let(self, path: str, before: bytes | None, after: bytes, languages: frozenset[str], person: Person) -> None:
        """An administrator may; what overrides the owner of a category is recorded."""
        catalog = self.library.catalog
        place = place_of(path, languages, catalog.default_language)
        if without_suffix(path.rpartition("/")[2]) in CATEGORY_FILES:
            self.gate.let_category(ArticleId(place.language, place.folder), person)
        elif before is not None or catalog.asks_approval(place.language, place.folder):
            self.gate.let(FileChange(ArticleId(place.language, place.key), path, before, after), person)

    def _write(self, number: int, rows: list[dict[str, Any]], origins: dict[str, str]) -> None:
        kept = [one for row in rows for one in row.pop("kept")]
        values = [{**row, "import_id": number, "origin": origins.get(row["path"], "")[:300]} for row in rows]
        with self.database.begin() as connection:
            keep(connection, [(fingerprint(content), content) for content in kept])
            connection.execute(insert(ImportFileRow.__table__), values)  # type: ignore[arg-type]


def _row(path: str, before: bytes | None, after: Path | bytes) -> dict[str, Any]:
    content = after if isinstance(after, bytes) else after.read_bytes() if is_article_file(path) else None
    kept = [one for one in (before, content) if one is not None and len(one) <= MOST_KEPT_BYTES]
    return {
        "path": path,
        "before": "" if before is None else fingerprint(before),
        "after": fingerprint(content) if content is not None else fingerprint_of_file(Path(str(after))),
        "is_undone": False,
        "left": "",
        "place": "",
        "now": "",
        "kept": kept,
    }


def _marks(row: Row[Any], *, is_back: bool) -> tuple[str, str]:
    return (row.after, row.before) if is_back else (row.before, row.after)


def as_json(report: dict[str, Any]) -> bytes:
    """A report for programs."""
    return f"{json.dumps(report, ensure_ascii=False, indent=1)}\n".encode()
