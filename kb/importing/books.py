"""The books of imports: each act on their rows is one transaction."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from kb.core.clock import Clock
from kb.core.roles import Person, Role
from kb.importing.import_rows import (
    DISCARDABLE,
    MAX_LABEL,
    MAX_NAME,
    ImportFileRow,
    ImportReportRow,
    ImportRow,
    ImportState,
    remove_rows,
)
from kb.storage.database import insert_into, naive_utc

SILENT = timedelta(minutes=15)
"""After so long without a word, whoever wrote is taken for gone, and another machine may write."""
MOST_LISTED = 50
_OPEN = (*DISCARDABLE, ImportState.READING)


@dataclass(frozen=True)
class NewImport:
    """What somebody asks for: an empty ``system`` is to be recognised, an empty ``origin`` is that."""

    system: str = ""
    origin: str = ""
    language: str = ""
    fetches: bool = False


class ImportBooks:
    """Reads and writes the rows of imports in ``database``."""

    def __init__(self, database: Engine, clock: Clock) -> None:
        self.database, self._clock = database, clock

    def add(self, person: Person, folder: str, wanted: NewImport) -> int:
        """Begin one; its number."""
        now = naive_utc(self._clock())
        who = {"account": person.account, "name": person.name[:MAX_NAME], "email": person.email[:320]}
        row: dict[str, Any] = {
            **who,
            "at": now,
            "folder": folder,
            "label": "",
            "size": 0,
            "system": wanted.system,
            "origin": wanted.origin,
            "language": wanted.language,
            "fetches": wanted.fetches,
            "state": str(ImportState.SENDING),
            "noted": False,
            "beaten_at": now,
            "done": 0,
            "total": 0,
            "trouble": "",
            "not_committed": "",
            "summary": {},
            "asked": {},
        }
        with self.database.begin() as connection:
            return connection.scalar(insert(ImportRow).values(row).returning(ImportRow.id)) or 0

    def find(self, number: int) -> Row[Any] | None:
        """One of them."""
        with self.database.connect() as connection:
            return connection.execute(select(ImportRow.__table__).where(ImportRow.id == number)).first()

    def everyone(self) -> Sequence[Row[Any]]:
        """The newest, newest first."""
        columns = [column for column in ImportRow.__table__.c if column.name not in ("summary", "asked")]
        with self.database.connect() as connection:
            return connection.execute(select(*columns).order_by(ImportRow.id.desc()).limit(MOST_LISTED)).all()

    def open_uploads(self) -> int:
        """How many have an upload that is not imported yet."""
        states = [str(state) for state in _OPEN]
        with self.database.connect() as connection:
            counted = select(func.count()).select_from(ImportRow).where(ImportRow.state.in_(states))
            return connection.scalar(counted) or 0

    def in_state(self, *states: ImportState) -> Sequence[Row[Any]]:
        """Those in one of ``states``, the oldest first."""
        wanted = ImportRow.state.in_([str(state) for state in states])
        with self.database.connect() as connection:
            return connection.execute(select(ImportRow.__table__).where(wanted).order_by(ImportRow.id)).all()

    def of_folders(self, folders: Sequence[str]) -> Sequence[Row[Any]]:
        """Number, folder, label and state of those whose uploads are called so."""
        columns = [ImportRow.__table__.c[name] for name in ("id", "folder", "label", "state")]
        with self.database.connect() as connection:
            return connection.execute(select(*columns).where(ImportRow.folder.in_(folders))).all()

    def later_done(self, number: int, origin: str) -> int | None:
        """The number of a later import of the same origin that stands; None where there is none."""
        wanted = (ImportRow.id > number, ImportRow.origin == origin)
        stands = ImportRow.state.in_([str(ImportState.DONE), str(ImportState.IMPORTING), str(ImportState.WAITING)])
        with self.database.connect() as connection:
            return connection.scalar(select(func.max(ImportRow.id)).where(*wanted, stands))

    def move(self, number: int, before: Sequence[ImportState], to: ImportState, **values: Any) -> bool:
        """Bring one from a state of ``before`` to another; False where it was in none of them."""
        if "label" in values:
            values["label"] = values["label"][:MAX_LABEL]
        given = {**values, "state": str(to), "beaten_at": naive_utc(self._clock())}
        is_there = (ImportRow.id == number, ImportRow.state.in_([str(state) for state in before]))
        with self.database.begin() as connection:
            return connection.execute(update(ImportRow).where(*is_there).values(**given)).rowcount > 0

    def take_turn(self, number: int, before: ImportState, to: ImportState) -> bool:
        """The same for one that begins to write, unless another does."""
        silent = naive_utc(self._clock() - SILENT)
        with self.database.begin() as connection:
            gone = (ImportRow.turn.is_not(None), ImportRow.beaten_at < silent)
            connection.execute(update(ImportRow).where(*gone).values(turn=None))
        try:
            return self.move(number, [before], to, turn=1, done=0)
        except IntegrityError:
            return False

    def beat(self, number: int, done: int) -> None:
        """Say how far it is."""
        now = naive_utc(self._clock())
        with self.database.begin() as connection:
            connection.execute(update(ImportRow).where(ImportRow.id == number).values(done=done, beaten_at=now))

    def forget(self, number: int) -> None:
        """Take everything of it away."""
        with self.database.begin() as connection:
            remove_rows(connection, [number])

    def forget_files(self, number: int) -> None:
        """Nothing was written after all."""
        with self.database.begin() as connection:
            connection.execute(delete(ImportFileRow).where(ImportFileRow.import_id == number))

    def files(self, number: int) -> Sequence[Row[Any]]:
        """What it made and changed, by path."""
        query = select(ImportFileRow.__table__).where(ImportFileRow.import_id == number).order_by(ImportFileRow.path)
        with self.database.connect() as connection:
            return connection.execute(query).all()

    def left(self, number: int, most: int) -> Sequence[Row[Any]]:
        """The first of what undoing it left."""
        wanted = (ImportFileRow.import_id == number, ImportFileRow.left != "")
        query = select(ImportFileRow.__table__).where(*wanted).order_by(ImportFileRow.path).limit(most)
        with self.database.connect() as connection:
            return connection.execute(query).all()

    def report(self, number: int, *, as_data: bool) -> bytes | None:
        """Its newest report, as JSON or as a page; None where there is none."""
        column = ImportReportRow.data if as_data else ImportReportRow.page
        with self.database.connect() as connection:
            found = connection.scalar(select(column).where(ImportReportRow.import_id == number))
        return zlib.decompress(found) if found else None


def keep_report(connection: Connection, number: int, page: bytes, data: bytes) -> None:
    """Keep the newest report of an import."""
    values = {"page": zlib.compress(page), "data": zlib.compress(data)}
    new = insert_into(connection, ImportReportRow).values(import_id=number, **values)
    connection.execute(new.on_conflict_do_update(index_elements=["import_id"], set_=values))


def person_of(row: Row[Any]) -> Person:
    """Who asked for an import."""
    return Person(Role.ADMIN, row.name, row.email, row.account)
