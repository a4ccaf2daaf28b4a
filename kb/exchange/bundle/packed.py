"""The files of an export, in a folder, in a ``zip`` or alone: opened within limits, and nowhere else on the machine.

Whoever made the archive may be nobody we know. Names that lead elsewhere, links, devices and what unfolds into more
than an export does are refused before the first byte is unpacked; nothing is ever unpacked to the disk.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kb.core.errors import KbError
from kb.core.text import shorten
from kb.exchange.bundle.top_folder import OURS, is_trace, top_folder

MOST_FILES = 40_000
MOST_BYTES = 8 * 2**30
MOST_TEXT = 64 * 2**20
"""Of one file that is read in one piece."""
FREE_OF_RATIO = 64 * 2**20
MOST_RATIO = 100
"""Text packs about four times, repeated text up to twenty; a bomb a thousand times."""
_PLAINLY_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Of all else Python unfolds a whole piece at once, whatever size the archive tells of: a kilobyte to gigabytes."""


class ExportError(KbError):
    """An export cannot be read; the message names the file, what is wrong, and what to do. Nothing was imported."""


class Packed:
    """The files of one export by their relative names with forward slashes."""

    def __init__(self, path: Path) -> None:
        """Look at a folder, an archive or a single file.

        Raises:
            ExportError: there is none, or it holds what no export does.

        """
        self.path = path
        self._archive: zipfile.ZipFile | None = None
        self._sizes: dict[str, int] = {}
        self._total = 0
        self.above = ""
        """The folder around everything in an archive, with its slash; names are those below it."""
        self.links: tuple[str, ...] = ()
        """Symbolic links in a folder; they are not followed."""
        try:
            if path.is_dir():
                self._root = path.resolve(strict=True)
                self._walk()
            elif zipfile.is_zipfile(path) and path.suffix.lower() in (".zip", ""):
                self._archive = zipfile.ZipFile(path)
                self._list(self._archive)
            else:
                self._root = path.resolve(strict=True).parent
                self._sizes[path.resolve().name] = path.stat().st_size
                _refuse_packed(path)
        except (OSError, zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError) as error:
            what = getattr(error, "strerror", None) or error
            raise ExportError(f"{path} cannot be read ({what}); name the folder, zip or file of an export") from error

    @property
    def names(self) -> list[str]:
        """All files, sorted."""
        return sorted(self._sizes)

    def __contains__(self, name: object) -> bool:
        return name in self._sizes

    def size(self, name: str) -> int:
        """How many bytes a file has."""
        return self._sizes[name]

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A file to be read from its beginning.

        Raises:
            ExportError: it cannot be read, now or while it is being read.

        """
        try:
            if self._archive is not None:
                with self._archive.open(f"{self.above}{name}") as packed:
                    yield packed
                return
            descriptor = os.open(self._real(name), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb") as stream:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise ExportError(f"{self.shown(name)} is no file")
                yield stream
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise ExportError(f"{self.shown(name)} is damaged ({error}); get the export once more") from error
        except OSError as error:
            raise ExportError(f"{self.shown(name)} cannot be read: {error.strerror or error}") from error

    def read(self, name: str, most: int = MOST_TEXT) -> bytes:
        """A whole file of at most ``most`` bytes.

        Raises:
            ExportError: it is larger, or cannot be read.

        """
        if self._sizes[name] > most:
            raise ExportError(f"{self.shown(name)} has more than {most / 2**20:.0f} MB, which nothing of its kind has")
        with self.open(name) as stream:
            return stream.read(most)

    def text(self, name: str, most: int = MOST_TEXT) -> str:
        """A whole file as text: UTF-8, or UTF-16 where it begins as that does.

        Raises:
            ExportError: it is neither, larger, or cannot be read.

        """
        raw = self.read(name, most)
        encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise ExportError(
                f"{self.shown(name)}:{line}: byte 0x{raw[error.start]:02x} is not {encoding[:5].upper()}; "
                "save the file as UTF-8"
            ) from error

    def shown(self, name: str) -> str:
        """A file as messages call it."""
        return f"{self.path}: {self.above}{name}" if self._archive else str(self._root / name)

    def close(self) -> None:
        """Close the archive."""
        if self._archive is not None:
            self._archive.close()

    def _real(self, name: str) -> Path:
        real = (self._root / name).resolve(strict=True)
        if not real.is_relative_to(self._root):
            raise ExportError(f"{name} leads out of {self._root} by a link; copy the file to where the link is")
        return real

    def _walk(self) -> None:
        links = []
        for folder, folders, names in os.walk(self._root):
            place = Path(folder)
            for name in sorted((*folders, *names)):
                one = place / name
                relative = one.relative_to(self._root).as_posix()
                if one.is_symlink():
                    links.append(relative)
                elif name in names and _is_text(relative):
                    self._admit(relative, one.stat().st_size)
            folders[:] = sorted(name for name in folders if name not in (".git", "__MACOSX"))
        self.links = tuple(links)

    def _list(self, archive: zipfile.ZipFile) -> None:
        packed = self.path.stat().st_size
        for entry in archive.infolist():
            name = entry.filename
            if entry.is_dir() or is_trace(name):
                continue
            if why := _no_plain_name(entry):
                raise ExportError(f"{self.path} is no export: {shorten(name)} {why}; nothing was unpacked")
            if entry.compress_type not in _PLAINLY_PACKED:
                raise ExportError(
                    f"{self.path}: {shorten(name)} is packed in a way that is not read here; make the zip anew, as "
                    "systems do it"
                )
            if entry.flag_bits & 1:
                raise ExportError(f"{self.path}: {shorten(name)} is encrypted; export without a password")
            if name in self._sizes:
                raise ExportError(f"{self.path} is no export: it holds {shorten(name)} twice; nothing was unpacked")
            self._admit(name, entry.file_size)
        if self._total > max(FREE_OF_RATIO, packed * MOST_RATIO):
            raise ExportError(
                f"{self.path} has {packed / 2**20:,.1f} MB and would unfold to {self._total / 2**20:,.0f} MB, which no "
                "export does; nothing was unpacked"
            )
        if archive.comment != OURS:
            self.above = top_folder(self._sizes)
            self._sizes = {name.removeprefix(self.above): size for name, size in self._sizes.items()}

    def _admit(self, name: str, size: int) -> None:
        self._sizes[name] = size
        if len(self._sizes) > MOST_FILES:
            raise ExportError(f"{self.path} holds more than {MOST_FILES:,} files; import its parts one after the other")
        self._total += size
        if self._total > MOST_BYTES:
            raise ExportError(f"{self.path} holds more than {MOST_BYTES / 2**30:.0f} GB; import its parts")


def _no_plain_name(entry: zipfile.ZipInfo) -> str:
    """Why the name or the kind of an entry is that of no file of an export; empty where it may be one."""
    parts = entry.filename.split("/")
    if ".." in parts or entry.filename.startswith("/") or "\\" in entry.filename or ":" in parts[0]:
        return "leads out of the folder"
    mode = entry.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is a link or a device"
    return "" if all(part not in ("", ".") for part in parts) and _is_text(entry.filename) else "is no name of a file"


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in name


def _refuse_packed(path: Path) -> None:
    with path.open("rb") as stream:
        head = stream.read(6)
    if head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf", b"Rar!", b"PK\x03\x04")):
        raise ExportError(
            f"{path} is packed in a way that is not read here; unpack it and name the folder, or make a zip"
        )
