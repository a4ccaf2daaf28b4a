"""The file of a backup: a ``tar.gz`` whose last entry tells what is in it, with a checksum of each file.

A file that was cut short has no such entry, so it is no backup; names that lead elsewhere and links are refused.
"""

from __future__ import annotations

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

from kb.errors import KbError

FORMAT = 1
MANIFEST, DATABASE, KEY, ARTICLES = "manifest.json", "kb.sqlite", "secret_key", "articles"


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
    try:
        with tarfile.open(file, "r:gz") as archive:
            for entry in archive:
                stream = archive.extractfile(entry) if entry.isfile() and _is_plain(entry.name) else None
                if stream is None or entry.name in found:
                    raise BackupError(f"{file} is no backup of ours: it holds {entry.name!r}")
                if entry.name == MANIFEST:
                    about = stream.read()
                    continue
                target = staging / entry.name
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as copy:
                    read = _Summed(stream)
                    shutil.copyfileobj(read, copy)
                found[entry.name] = read.checksum
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise BackupError(f"{file} is no backup of ours or was cut short: {error}") from error
    manifest = _read_manifest(file, about)
    if damaged := sorted(name for name in found.keys() | manifest.files if found.get(name) != manifest.files.get(name)):
        raise BackupError(f"{file} is damaged: {damaged[0]} is not as it was backed up")
    return manifest


def _is_plain(name: str) -> bool:
    """Whether a name can only lead into the folder that is restored; all others are those of an attack."""
    if name in (MANIFEST, DATABASE, KEY):
        return True
    parts = name.split("/")
    return parts[0] == ARTICLES and len(parts) > 1 and not {"", ".", ".."} & set(parts) and "\\" not in name


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
