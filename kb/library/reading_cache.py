"""Readings of article files, kept between starts: reading 10,000 files takes five seconds, their stamps hardly any.

The file is a pickle, the quickest there is for so many small objects. It is read with nothing allowed in it but the
classes named here, and thrown away whenever it is not of this very version of our code.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import pickle
import sys
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, NoReturn

from kb.catalog.article import Article, ArticleId, ArticleKind, Audience, Phase, Status
from kb.catalog.schedule import PlannedTime, Presence
from kb.core.errors import Problem
from kb.core.intervals import ReviewInterval
from kb.files.private import keep_whole
from kb.folder.folder import Stamp
from kb.library.reader import Reading

logger = logging.getLogger(__name__)
Readings = Mapping[str, tuple[Stamp, Reading]]
# So few new readings are not worth writing all of them.
FEW = 50


class KeptReadings:
    """The readings of one articles folder in one file of the data folder."""

    def __init__(self, file: Path, root: Path) -> None:
        self._file = file
        self._version = f"{_code_version()} {root}"

    def load(self) -> dict[str, tuple[Stamp, Reading]]:
        """What was kept, by path; empty where nothing is, or it is of no use."""
        try:
            with self._file.open("rb") as stream:
                if stream.readline().decode(errors="replace").strip() != self._version:
                    return {}
                return _unpickled(stream)
        except FileNotFoundError:
            return {}
        except Exception as error:  # noqa: BLE001 - a damaged pickle raises anything; the articles are read anew
            logger.warning("kept readings are of no use, reading all articles: %s", error)
            return {}

    def save(self, readings: Readings) -> None:
        """Replace what is kept; where that fails, the next start reads the articles anew."""

        def write(stream: BinaryIO) -> None:
            stream.write(f"{self._version}\n".encode())
            _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(dict(readings))

        try:
            keep_whole(self._file, write)
        except OSError as error:
            logger.info("readings could not be kept: %s", error)


def _unpickled(stream: BinaryIO) -> dict[str, tuple[Stamp, Reading]]:
    """Garbage is not looked for meanwhile: all that is made here stays, and looking would take longer than the work."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        return dict(_Unpickler(stream).load())
    finally:
        if was_on:
            gc.enable()


def _mapping(items: dict[str, Any]) -> MappingProxyType[str, Any]:
    return MappingProxyType(items)


_ENUMS = (ArticleKind, Phase, Presence, Status)
_OURS = (*_ENUMS, Article, ArticleId, Audience, PlannedTime, ReviewInterval, Problem, Reading, _mapping)
_ALLOWED = {(kind.__module__, kind.__qualname__): kind for kind in (*_OURS, date, datetime, timedelta, timezone)}


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: object) -> Any:
        if isinstance(value, MappingProxyType):
            return _mapping, (dict(value),)
        if isinstance(value, Enum):
            return type(value), (value.value,)  # by themselves, Python before 3.11.4 names them by ``getattr``
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        return _ALLOWED.get((module, name)) or self._refuse(f"{module}.{name}")

    def persistent_load(self, _: Any) -> NoReturn:
        self._refuse("a reference")

    @staticmethod
    def _refuse(name: str) -> NoReturn:
        raise pickle.UnpicklingError(f"{name} has no place here")


ROOMS = ("core", "files", "language", "front_matter", "commonmark", "dialects", "catalog", "folder", "library")
"""Where the code that reads articles stands: a change of any of it makes readings of another version."""


@lru_cache(maxsize=1)
def _code_version() -> str:
    """A hash of the code that reads articles, so that what another version read is not believed."""
    found = hashlib.blake2b(sys.version.encode(), digest_size=16)
    house = Path(__file__).parents[1]
    for file in sorted(file for room in ROOMS for file in (house / room).rglob("*.py")):
        found.update(file.read_bytes())
    return found.hexdigest()
