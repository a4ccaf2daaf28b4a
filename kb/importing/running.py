"""Does what one import asks for: reads its upload, imports it, undoes it, or settles what a crash left of it."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, update

from kb.accounts.audit_log import AuditEvent
from kb.core.clock import Clock
from kb.core.errors import KbError
from kb.core.setting_groups import ImportSettings
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.copying import copy_folder
from kb.exchange.fetching.web_fetcher import WebFetcher
from kb.exchange.recognising import MARKDOWN, recognise
from kb.exchange.report import ImportReport, PlannedWrite
from kb.exchange.report_page import report_page
from kb.exchange.systems.registry import READERS
from kb.exchange.writing.ledger import FOLDER
from kb.exchange.writing.sample import ImportSample
from kb.exchange.writing.staging import staging
from kb.files.saving import fingerprint_of_file
from kb.importing.books import ImportBooks, keep_report, person_of
from kb.importing.import_rows import ImportFileRow, ImportState
from kb.importing.summary import summary_of
from kb.importing.undoing import FileOutcome, Undoing
from kb.importing.uploads import UploadRefusedError, Uploads
from kb.importing.write_path import IMPORT_UNDONE, IMPORTED, WritePath, as_json
from kb.storage.database import few_at_a_time, naive_utc
from kb.web.outside import may_reach

logger = logging.getLogger(__name__)
_BEAT = 25
UNRECOGNISED, RESTARTED, UNEXPECTED = "unrecognised", "restarted", "unexpected"
"""What pages have words for, among what went wrong; all else is what the importer says."""


class StoppedError(Exception):
    """The site ends: nothing more is done, and nothing was."""


@dataclass(frozen=True)
class ImportRunner:
    """Works on the imports of one site; ``is_ending`` says that nothing more is to be begun."""

    books: ImportBooks
    uploads: Uploads
    ways: WritePath
    settings: ImportSettings
    clock: Clock
    default_language: str
    about: str
    is_ending: Callable[[], bool]

    def read(self, job: Row[Any]) -> None:
        """Say what importing the upload would do."""
        sample = ImportSample(self.uploads.sample(job.folder, anew=True))
        try:
            report = self._run(job, sample=sample)
        except (KbError, UploadRefusedError) as error:
            self._refuse(job, error, ImportState.READING, ImportState.REFUSED)
            return
        self._keep(job, report)
        given = {"summary": summary_of(report) | {"sample": sample.taken}, "total": len(report.versions)}
        origin = job.origin or report.system
        self.books.move(
            job.id, [ImportState.READING], ImportState.READY, system=report.system, origin=origin, trouble="", **given
        )

    def carry_out(self, job: Row[Any]) -> None:
        """Import it: all of it, or nothing."""
        person = person_of(job)
        try:
            report = self._run(job, note=lambda planned: self._note(job, planned))
        except (KbError, UploadRefusedError) as error:
            self.books.forget_files(job.id)
            self._refuse(job, error, ImportState.IMPORTING, ImportState.FAILED)
            return
        self._finish(job, summary_of(report) | {"sample": []})
        logger.info("%s imported %s of %s", person.name, job.label, report.system)

    def undo(self, job: Row[Any]) -> None:
        """Take it back, but for what was changed since and not chosen."""
        person, ways = person_of(job), self.ways
        rows = self.books.files(job.id)
        work = Undoing(ways.library, ways.database, rows, job.asked, self._beat(job))
        work.run()
        changed = work.outcomes
        ways.finish([row for row in rows if changed[row.path].is_undone and row.before], person, IMPORT_UNDONE)
        why = ways.commit(sorted({*work.touched}), f"Undo the import of {job.label}", person)
        left = sum(not one.is_undone for one in changed.values())
        self._keep_outcomes(job.id, changed)
        counts = {"undone": len(changed) - left, "left": left}
        ways.record(AuditEvent.IMPORT_UNDONE, person, job.label, **counts)
        values: dict[str, Any] = {
            "turn": None,
            "not_committed": why,
            "asked": {},
            "finished_at": naive_utc(self.clock()),
        }
        self.books.move(job.id, [ImportState.UNDOING], ImportState.UNDONE, summary=job.summary | counts, **values)

    def settle(self, job: Row[Any]) -> None:
        """What a process left that ended in the middle: an import whose last file is in place is done, else it goes
        back; an undo is done again.
        """
        if job.state == ImportState.UNDOING:
            self.books.move(job.id, [ImportState.UNDOING], ImportState.UNDO_WAITING, turn=None)
            return
        rows = self.books.files(job.id) if job.noted else []
        ledger = next((row for row in rows if row.path.startswith(f"{FOLDER}/")), None)
        root = self.ways.library.root
        self._sweep()
        if ledger is not None and fingerprint_of_file(root / ledger.path) == ledger.after:
            logger.warning("the import of %s was interrupted after its last file, and is done now", job.label)
            self._finish(job, job.summary | {"sample": []})
            return
        if rows:
            files = [row for row in rows if row is not ledger]
            Undoing(self.ways.library, self.ways.database, files, {row.path: row.after for row in files}).run()
            self.ways.library.refresh()
        self.books.forget_files(job.id)
        values: dict[str, Any] = {"turn": None, "noted": False, "trouble": RESTARTED}
        self.books.move(job.id, [ImportState.IMPORTING], ImportState.FAILED, **values)
        logger.warning("the import of %s was interrupted, and everything is as it was before", job.label)

    def _run(self, job: Row[Any], *, sample: ImportSample | None = None, note: Any = None) -> ImportReport:
        from kb.exchange.importer import run_import  # with a writer of Markdown that nothing else needs

        files = Packed(self.uploads.path(job.folder))
        library = self.ways.library
        try:
            system = job.system or recognise(files)
            if not system:
                raise ExportError(UNRECOGNISED)
            ways: dict[str, Any] = {"is_dry": note is None, "progress": self._beat(job), "sample": sample}
            ways |= {"before_writing": note} if note else {}
            if system == MARKDOWN:
                report = copy_folder(files, library.root, job.origin or system, **ways)
            else:
                reachable = may_reach(self.settings.import_networks)
                fetcher = WebFetcher(self.about, may_visit=reachable) if job.fetches else None
                bundle = READERS[system](files, ImportNotes(), job.language)
                report = run_import(
                    *(bundle, library.root, job.origin or system, self.default_language),
                    fetcher=fetcher,
                    clock=self.clock,
                    **ways,
                )
        finally:
            files.close()
        return report

    def _note(self, job: Row[Any], planned: PlannedWrite) -> None:
        self.ways.note(job.id, person_of(job), planned)
        self._keep(job, planned.report)
        self.books.move(job.id, [ImportState.IMPORTING], ImportState.IMPORTING, summary=summary_of(planned.report))

    def _finish(self, job: Row[Any], summary: dict[str, Any]) -> None:
        """The files are there: everything else that an import does follows."""
        person, ways = person_of(job), self.ways
        rows = self.books.files(job.id)
        ways.finish(rows, person, IMPORTED)
        counts = {name: count for name, count in summary["counts"].items() if count}
        title = f"Import {job.label} of {job.origin or job.system}"
        why = ways.commit([row.path for row in rows], title, person)
        ways.record(AuditEvent.IMPORTED, person, job.label, **counts)
        values: dict[str, Any] = {
            "turn": None,
            "trouble": "",
            "not_committed": why,
            "finished_at": naive_utc(self.clock()),
        }
        self.books.move(job.id, [ImportState.IMPORTING], ImportState.DONE, summary=summary, **values)
        self.uploads.empty(job.folder)

    def _beat(self, job: Row[Any]) -> Callable[[int], None]:
        def beat(done: int) -> None:
            if self.is_ending():
                raise StoppedError
            if done % _BEAT == 0:
                self.books.beat(job.id, done)

        return beat

    def _keep(self, job: Row[Any], report: ImportReport) -> None:
        report.source, report.target = job.label, self.ways.library.root.name
        with self.ways.database.begin() as connection:
            keep_report(connection, job.id, report_page(report).encode(), as_json(report.as_json()))

    def _keep_outcomes(self, number: int, outcomes: Mapping[str, FileOutcome]) -> None:
        """Have ``import_files`` say what became of each."""
        names = ("is_undone", "left", "place", "now")
        table = ImportFileRow.__table__
        wanted = (table.c.import_id == number, table.c.path == bindparam("path_"))
        values: dict[str, Any] = {name: bindparam(f"{name}_") for name in names}
        statement = update(ImportFileRow).where(*wanted).values(values).execution_options(synchronize_session=False)
        for part in few_at_a_time(list(outcomes.values())):
            given = [{f"{name}_": getattr(one, name) for name in ("path", *names)} for one in part]
            with self.ways.database.begin() as connection:
                connection.execute(statement, given)

    def _refuse(self, job: Row[Any], error: Exception, before: ImportState, to: ImportState) -> None:
        """Say why, with names of files as whoever sent them knows them."""
        said, root = str(error), str(self.ways.library.root)
        for folder in (*self.uploads.places(job.folder), f"{root}/"):
            said = said.replace(folder, "")
        values: dict[str, Any] = {"turn": None, "noted": False, "trouble": said.replace(root, "articles")[:4_000]}
        self.books.move(job.id, [before], to, **values)

    def _sweep(self) -> None:
        """Take the drafts away that a killed import left, unless another is at work."""
        root = self.ways.library.root
        try:
            with staging(root, is_dry=False) as drafts:
                for folder in (root / FOLDER).glob("new-*"):
                    if folder != drafts.folder:
                        shutil.rmtree(folder, ignore_errors=True)
        except KbError as error:
            logger.warning("what an interrupted import left could not be cleared away: %s", error)
