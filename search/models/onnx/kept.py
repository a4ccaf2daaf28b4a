"""What is made of a model's package once and kept in the data folder.

It is only for this very file of this very package and this way of making it, and checked by its hash before it is
believed. Where nothing can be kept it is made anew at each start.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import logging
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from pathlib import Path

from kb.files.private import keep_whole
from search.models.embedder import EmbedderError

logger = logging.getLogger(__name__)


class DamagedModelError(EmbedderError):
    """A package's file is not as it was made: no engine may read it."""


def kept_or_made(kept: Path | None, of: str, make: Callable[[], Sequence[bytes]]) -> list[bytes]:
    """The parts that ``make`` makes of what ``of`` names, out of the file ``kept`` where they are there, else made and
    kept; without a file nothing is kept.

    Raises:
        EmbedderError: they cannot be made.

    """
    found = _read(kept, of) if kept else None
    if found is None:
        found = list(make())
        if kept:
            _keep(kept, of, found)
    return found


def stamp(made_by: int, package: str, file: Path) -> str:
    """Changes with the package, its file and the way in which parts are made."""
    state = file.stat()
    return f"{made_by} {importlib.metadata.version(package)} {state.st_size} {state.st_mtime_ns}"


def must_be_whole(package: str, name: str, file: Path) -> None:
    """Refuse a ``file`` that is not as ``package`` has it by ``name``: a damaged one makes vectors that mean nothing.

    Raises:
        DamagedModelError: its SHA-256 is not the one that the package names.

    """
    named = next((one.hash for one in importlib.metadata.files(package) or () if str(one) == name), None)
    with file.open("rb") as stream:
        found = urlsafe_b64encode(hashlib.file_digest(stream, "sha256").digest()).rstrip(b"=").decode()
    if named is not None and named.mode == "sha256" and named.value != found:
        raise DamagedModelError(f"the model file {file} is damaged or was changed; install {package} anew")


def _read(file: Path, wanted: str) -> list[bytes] | None:
    """What is kept, if it is whole and of what is wanted: a line about the parts, then the parts."""
    try:
        with file.open("rb") as stream:
            about = json.loads(stream.readline())
            found = [stream.read(int(size)) for size in about["sizes"]]
        return found if about["of"] == wanted and about["hash"] == _hash(found) else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        logger.info("%s cannot be used, it is made anew: %s", file, error)
        return None


def _keep(file: Path, wanted: str, parts: Sequence[bytes]) -> None:
    """Put the parts in place whole; where that fails, the next start makes them again."""
    about = json.dumps({"of": wanted, "sizes": [len(part) for part in parts], "hash": _hash(parts)})
    try:
        keep_whole(file, lambda stream: stream.writelines([about.encode(), b"\n", *parts]))
    except OSError as error:
        logger.info("%s could not be kept: %s", file, error)


def _hash(parts: Sequence[bytes]) -> str:
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        found.update(part)
    return found.hexdigest()
