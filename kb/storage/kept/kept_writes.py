"""Keeps what the database could not take, in files, and writes it when it is back: in its order, each exactly once.

A file is there whole or not at all, also after a crash, and only for the eyes of whoever runs the site. Processes that
share a data folder write what any of them has kept.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, IntegrityError

from kb.core.clock import Clock
from kb.files.private import make_private_folder
from kb.storage.background import Repeating
from kb.storage.database import AWAY, naive_utc, said_by
from kb.storage.kept.which_database import name_of
from kb.storage.kept.written_once import DAYS, forget, is_first, new_name
from kb.storage.retention import RetentionRule

logger = logging.getLogger(__name__)

FOLDER = "kept"
MOST_FILES = 10_000
MOST_BYTES = 200_000_000
LOOK_SECONDS = 0.5
DRAFT = ".draft-"
DRAFT_SECONDS = 60
"""A draft as old as that was left by a process that died."""
REFUSED = ".refused"
"""The end of the name of a file that can never be written for what is in it: an operator may look at it."""
UNWRITABLE = (ValueError, LookupError, TypeError, DataError, IntegrityError)
"""What says so. All else may pass: a process with too many files open, a table that a rolling update brings later."""
Write = Callable[[Connection, Any], object]
"""Writes what was kept, as JSON gives it back."""


class KeptWrites(Repeating):
    """What waits in the folder ``root`` until ``database`` takes it."""

    def __init__(
        self,
        root: Path,
        database: Engine,
        clock: Clock,
        most: int = MOST_FILES,
        most_bytes: int = MOST_BYTES,
        whose: Callable[[Engine], str] = lambda _: "",
    ) -> None:
        """``whose`` tells databases apart; empty where it cannot now."""
        super().__init__("writing what was kept", self.carry_out, LOOK_SECONDS)
        self._root, self._database, self._clock, self._most = root, database, clock, most
        self._most_bytes = most_bytes
        self._writers: dict[str, Write] = {}
        self._told: set[str] = set()
        self._whose, self._name = whose, whose(database)
        self._others: set[str] = set()

    def start(self) -> None:
        """Begin, and delete what processes that died have left half written."""
        self._delete_before(time.time() - DRAFT_SECONDS, DRAFT + "*")
        super().start()

    def takes(self, kind: str, write: Write) -> None:
        """Have what is kept as ``kind`` (letters and dashes) written by ``write``."""
        self._writers[kind] = write

    def write(self, kind: str, what: Any) -> None:
        """Write ``what`` (as JSON knows it) now or, where the database is away, later; exactly once.

        Raises:
            SQLAlchemyError: the database does not take it for another reason.
            OSError: it is away, and nothing can be kept.

        """
        name = new_name()
        try:
            self._write_once(kind, what, name)
        except AWAY as error:
            self.keep(kind, what, name)
            logger.warning("%s wait until the database takes them: %s", kind, said_by(error))

    def keep(self, kind: str, what: Any, name: str, changed: str = "") -> None:
        """Keep ``what`` until it can be written; ``name`` is its own, under which it may have been written already,
        ``changed`` that of what it changes, where it changes something (both of letters and digits).

        Raises:
            OSError: there is no room for it.

        """
        make_private_folder(self._root)
        sizes = [*map(_size, self._root.glob("*-*.json"))]
        if len(sizes) >= self._most or sum(sizes) >= self._most_bytes:
            raise OSError(errno.ENOSPC, f"{len(sizes)} files wait in {self._root}")
        called = f"{name}.{changed}" if changed else name
        descriptor, draft = tempfile.mkstemp(prefix=DRAFT, dir=self._root)  # for our eyes only
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump({"database": self._name, "what": what}, stream)
                stream.flush()
                os.fsync(stream.fileno())
            Path(draft).rename(self._root / f"{time.time_ns():020d}-{kind}-{called}.json")
            self._sync()
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise

    def note(self, connection: Connection, name: str, before: str = "") -> None:
        """Note in the transaction that writes it that what ``name`` names is written; ``before`` is known to be."""
        is_first(connection, name, naive_utc(self._clock()))
        if before:
            forget(connection, before)

    def waits(self, name: str) -> bool:
        """Whether what has this ``name``, or a change of it, is kept here and not written yet."""
        return any(True for _ in self._root.glob(f"*[-.]{name}.json"))

    def waiting(self) -> int:
        """How many pieces of work are kept here: what waits, and what was put aside."""
        return sum(1 for _ in self._root.glob("*-*.json*"))

    def forget_before(self, day: date) -> None:
        """Delete what was kept before ``day`` and can never be written, or is of another database, and drafts of
        processes that died.
        """
        begins = datetime.combine(day, datetime.min.time(), UTC).timestamp()
        self._delete_before(begins, f"*{REFUSED}", DRAFT + "*", *self._others)

    def forget_refused(self, *kinds: str) -> int:
        """Delete what was kept as one of these ``kinds`` and can never be written, whatever is in it; how many."""
        refused = [file for kind in kinds for file in self._root.glob(f"*-{kind}-*{REFUSED}")]
        for file in refused:
            file.unlink(missing_ok=True)
        return len(refused)

    def _delete_before(self, begins: float, *patterns: str) -> None:
        for file in [file for pattern in patterns for file in self._root.glob(pattern)]:
            with suppress(FileNotFoundError):
                if file.stat().st_mtime < begins:
                    file.unlink()

    def carry_out(self) -> int:
        """Write what was kept, the oldest first, until the database takes no more; how many were. Where one cannot be
        written now, what is kept as the same kind stays behind it.
        """
        done, stuck = 0, set[str]()
        for file in sorted(self._root.glob("*-*.json")):
            kind, name = _kind_and_name(file)
            if self.is_closed:
                break
            if kind in stuck or kind not in self._writers or file.name in self._others:
                continue  # behind another; of a version that knows it; of another database
            try:
                done += self._carry_out(file, kind, name)
            except AWAY:
                break
            except Exception:
                stuck.add(kind)
                if file.name not in self._told:  # not twice a second
                    self._told.add(file.name)
                    logger.exception("%s that were kept in %s cannot be written yet", kind, file.name)
        if done:
            logger.info("%d pieces of work that waited for the database are written", done)
        return done

    def _carry_out(self, file: Path, kind: str, name: str) -> bool:
        """Write what ``file`` keeps; whether that was done here."""
        try:
            kept = json.loads(file.read_text("utf-8"))
            if self._is_of_another(kept["database"], file):
                return False
            self._write_once(kind, kept["what"], name)
        except FileNotFoundError:
            return False  # another process was first
        except UNWRITABLE:
            logger.exception("%s that were kept in %s cannot be written; the file stays", kind, file.name)
            with suppress(OSError):
                file.rename(file.with_name(file.name + REFUSED))
            return False
        file.unlink(missing_ok=True)
        return True

    def _is_of_another(self, database: str, file: Path) -> bool:
        self._name = self._name or self._whose(self._database)
        if database in ("", self._name):
            return False
        logger.warning("%s was kept for another database than that of KB_DATABASE_URL: it waits for that", file.name)
        self._others.add(file.name)
        return True

    def _write_once(self, kind: str, what: Any, name: str) -> None:
        with self._database.begin() as connection:
            if is_first(connection, name, naive_utc(self._clock())):
                self._writers[kind](connection, what)

    def _sync(self) -> None:
        """Have the name of a file last as well as what is in it."""
        with suppress(OSError):  # some file systems cannot
            folder = os.open(self._root, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _size(file: Path) -> int:
    """In bytes; 0 where another process has just written what is in it."""
    with suppress(FileNotFoundError):
        return file.stat().st_size
    return 0


def _kind_and_name(file: Path) -> tuple[str, str]:
    """As what it is kept, and its own name."""
    kind, _, called = file.stem.partition("-")[2].rpartition("-")
    return kind, called.partition(".")[0]


def retention(kept: KeptWrites | None) -> tuple[RetentionRule, ...]:
    """How long what can never be written is kept; nothing where nothing is."""
    if kept is None:
        return ()
    return (RetentionRule("files that could not be written", DAYS, lambda _, day: kept.forget_before(day)),)


def open_kept_writes(data: Path, database: Engine | None, clock: Clock) -> KeptWrites | None:
    """That of a site with the data folder ``data``; None where the database is a file on the same disk, or none."""
    if database is None or database.dialect.name != "postgresql":
        return None
    return KeptWrites(data / FOLDER, database, clock, whose=name_of)
