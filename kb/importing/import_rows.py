"""What is kept of imports that were asked for in the browser. Times are UTC without a zone."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Connection,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
    delete,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from kb.storage.database import Base
from kb.storage.retention import RetentionRule

KEPT_DAYS = 365
MAX_NAME, MAX_LABEL, MAX_PATH = 200, 300, 1024


class ImportState(StrEnum):
    """How far an import is. What waits is taken up by the machine that holds the upload."""

    SENDING = "sending"
    READING = "reading"
    READY = "ready"
    REFUSED = "refused"
    WAITING = "waiting"
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"
    UNDO_WAITING = "undo_waiting"
    UNDOING = "undoing"
    UNDONE = "undone"


RUNNING: tuple[ImportState, ...] = (ImportState.READING, ImportState.WAITING, ImportState.IMPORTING)
RUNNING += (ImportState.UNDO_WAITING, ImportState.UNDOING)
"""In which something goes on beside the pages."""
DISCARDABLE: tuple[ImportState, ...] = (ImportState.SENDING, ImportState.READY, ImportState.REFUSED, ImportState.FAILED)
"""In which nothing of it is imported and nobody is at work on it, so that its upload may be taken away."""


class ImportRow(Base):
    """One import. ``folder`` is what its upload is called in the data folder, ``label`` the names of its files.

    ``turn`` is 1 while it writes: only one has that at a time, of all machines. ``noted`` says that ``import_files``
    has all that it writes. ``beaten_at`` is when whoever works on it last said so; ``asked`` what is to be undone
    although it was changed since, by path. ``trouble`` says why it failed, ``not_committed`` why there is no commit.
    """

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    account: Mapped[int | None] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)
    email: Mapped[str] = mapped_column(String(320), nullable=False)
    folder: Mapped[str] = mapped_column(String(40), nullable=False, unique=True)
    label: Mapped[str] = mapped_column(String(MAX_LABEL), nullable=False)
    size: Mapped[int] = mapped_column(BigInteger, nullable=False)
    system: Mapped[str] = mapped_column(String(20), nullable=False)
    origin: Mapped[str] = mapped_column(String(40), nullable=False)
    language: Mapped[str] = mapped_column(String(16), nullable=False)
    fetches: Mapped[bool] = mapped_column(Boolean, nullable=False)
    state: Mapped[str] = mapped_column(String(16), nullable=False, index=True)
    turn: Mapped[int | None] = mapped_column(Integer, unique=True)
    noted: Mapped[bool] = mapped_column(Boolean, nullable=False)
    beaten_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    done: Mapped[int] = mapped_column(Integer, nullable=False)
    total: Mapped[int] = mapped_column(Integer, nullable=False)
    trouble: Mapped[str] = mapped_column(Text, nullable=False)
    not_committed: Mapped[str] = mapped_column(Text, nullable=False)
    summary: Mapped[dict[str, Any]] = mapped_column(JSON, nullable=False)
    asked: Mapped[dict[str, str]] = mapped_column(JSON, nullable=False)
    finished_at: Mapped[datetime | None] = mapped_column(DateTime)


class ImportReportRow(Base):
    """The newest report of an import, as HTML and as JSON, each compressed by zlib."""

    __tablename__ = "import_reports"

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    page: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    data: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)


class ImportFileRow(Base):
    """One file that an import made or changed: its fingerprints ``before`` (empty where there was none) and ``after``.

    ``left`` says why undoing left it, empty where it did not; then ``place`` is where it is by now, and ``now`` its
    fingerprint there.
    """

    __tablename__ = "import_files"

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(MAX_PATH), primary_key=True)
    before: Mapped[str] = mapped_column(String(32), nullable=False)
    after: Mapped[str] = mapped_column(String(32), nullable=False)
    origin: Mapped[str] = mapped_column(String(300), nullable=False)
    is_undone: Mapped[bool] = mapped_column(Boolean, nullable=False)
    left: Mapped[str] = mapped_column(String(16), nullable=False)
    place: Mapped[str] = mapped_column(String(MAX_PATH), nullable=False)
    now: Mapped[str] = mapped_column(String(32), nullable=False)


def remove_rows(connection: Connection, numbers: list[int]) -> None:
    """Forget these imports."""
    for table in (ImportFileRow, ImportReportRow):
        connection.execute(delete(table).where(table.import_id.in_(numbers)))
    connection.execute(delete(ImportRow).where(ImportRow.id.in_(numbers)))


def retention() -> tuple[RetentionRule, ...]:
    """Who imported what, the reports, and what an undo needs: a year after the end."""

    def forget(connection: Connection, day: date) -> None:
        old = ImportRow.at < datetime.combine(day, time())
        at_rest = ImportRow.state.not_in([str(state) for state in RUNNING])
        remove_rows(connection, list(connection.scalars(select(ImportRow.id).where(old, at_rest))))

    return (RetentionRule("imports", KEPT_DAYS, forget),)
