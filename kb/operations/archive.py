"""The file of a backup: a ``tar.gz`` whose last entry tells what is in it, with a checksum of each file.

A file that was cut short has no such entry, so it is no backup. Names that lead elsewhere or that git would take for
its own, links, devices, and what would unfold into more than a backup does are refused.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from kb.core.errors import KbError
from kb.core.text import shorten
from kb.operations.archive_bounds import MANIFEST_BYTES, BoundedStream, Bounds, TooMuchError
from kb.operations.archive_names import ARTICLES, DATABASE, KEY, MANIFEST, is_plain

__all__ = ["ARTICLES", "DATABASE", "KEY", "MANIFEST", "BackupError", "Manifest", "pack", "unpack"]

FORMAT = 1


class BackupError(KbError):
    """Nothing was backed up or restored; everything is as it was."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself: ``files`` are checksums (BLAKE2b) by name, ``made_at`` is ISO in UTC."""

    made_at: str
    revision: str
    files: dict[str, str]

    @property
    def articles(self) -> list[str]:
        """The names of the files that belong to the articles folder."""
        return [name for name in self.files if name.startswith(f"{ARTICLES}/")]


def pack(draft: Path, contents: Iterable[tuple[str, Path]], now: datetime, revision: str) -> Manifest:
    """Write files by their names, and the manifest last.

    Raises:
        OSError: one cannot be read, or the draft not written.

    """
    manifest = Manifest(now.isoformat(timespec="seconds"), revision, {})
    with draft.open("wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
            for name, path in contents:
                with path.open("rb") as stream:
                    manifest.files[name] = _add(archive, name, stream, path.stat().st_size, now)
            about = json.dumps({"format": FORMAT, **vars(manifest)}, ensure_ascii=False, indent=1).encode()
            _add(archive, MANIFEST, io.BytesIO(about), len(about), now)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _add(archive: tarfile.TarFile, name: str, stream: IO[bytes], size: int, now: datetime) -> str:
    """Add ``size`` bytes of ``stream`` and tell their checksum."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = size, int(now.timestamp()), 0o600
    read = _Summed(stream)
    archive.addfile(entry, read)
    return read.checksum


class _Summed(io.RawIOBase):
    """Reads from a stream and sums up what was read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._hash = hashlib.blake2b(digest_size=16)

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self._hash.update(chunk)
        return chunk

    @property
    def checksum(self) -> str:
        return self._hash.hexdigest()


def unpack(file: Path, staging: Path) -> Manifest:
    """Write the files of a backup into ``staging``, each with a plain name and the checksum of the manifest.

    Raises:
        BackupError: it is no sound backup.
        OSError: it cannot be read, or ``staging`` not written.

    """
    found: dict[str, str] = {}
    about: bytes | None = None
    bounds = Bounds(file.stat().st_size, staging)
    try:
        with gzip.GzipFile(file) as unpacked, tarfile.open(fileobj=BoundedStream(unpacked), mode="r:") as archive:
            for entry in archive:
                plain = entry.isreg() and not entry.issparse() and is_plain(entry.name)
                stream = archive.extractfile(entry) if plain else None
                if stream is None or entry.name in found:
                    raise BackupError(f"{file} is no backup of ours: it holds {shorten(entry.name)}")
                bounds.admit(entry)
                if entry.name == MANIFEST:
                    about = _read_bounded(stream)
                    continue
                found[entry.name] = _unpack_one(stream, staging / entry.name)
    except TooMuchError as error:
        raise BackupError(f"{file} is not restored: {error}") from error
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, RecursionError, ValueError) as error:
        raise BackupError(f"{file} is no backup of ours or was cut short: {error}") from error
    manifest = _read_manifest(file, about)
    if damaged := sorted(name for name in found.keys() | manifest.files if found.get(name) != manifest.files.get(name)):
        raise BackupError(f"{file} is damaged: {damaged[0]} is not as it was backed up")
    return manifest


def _unpack_one(stream: IO[bytes], target: Path) -> str:
    """Write one file for its owner's eyes only, and tell its checksum."""
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as copy:
        read = _Summed(stream)
        shutil.copyfileobj(read, copy)
        copy.flush()
    return read.checksum


def _read_bounded(stream: IO[bytes]) -> bytes:
    about = bytearray()
    while part := stream.read(2**20):
        about += part
        if len(about) > MANIFEST_BYTES:
            raise TooMuchError(f"its {MANIFEST} has more than {MANIFEST_BYTES / 2**20:.0f} MB")
    return bytes(about)


def _read_manifest(file: Path, about: bytes | None) -> Manifest:
    try:
        told = json.loads(about or b"")
        if told["format"] != FORMAT:
            raise BackupError(f"{file} was made by another version: its format is {told['format']}, ours is {FORMAT}")
        manifest = Manifest(str(told["made_at"]), str(told["revision"]), dict(told["files"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{file} is no backup of ours or was cut short: it has no manifest") from error
    if DATABASE not in manifest.files:
        raise BackupError(f"{file} is no backup of ours: it has no database")
    return manifest
