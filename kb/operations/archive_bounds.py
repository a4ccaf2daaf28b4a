"""How much a backup may unfold into: a small file can claim to hold any size."""

from __future__ import annotations

import io
import shutil
import tarfile
from pathlib import Path

MOST_FILES = 100_000
MOST_AT_ONCE = 256 * 2**10  # of one read: names and headers are read in one, whatever size they claim
MANIFEST_BYTES = 32 * 2**20
FREE_OF_RATIO = 256 * 2**20
MOST_RATIO = 100  # text packs about four times, a database up to twenty
SPARE = 32 * 2**20  # left free on the disk


class TooMuchError(ValueError):
    """A backup would unfold into more than it may; the message says what and how much."""


class Bounds:
    """Counts what is unpacked from one backup of ``packed`` bytes into ``folder``."""

    def __init__(self, packed: int, folder: Path) -> None:
        self._most = max(FREE_OF_RATIO, packed * MOST_RATIO)
        self._folder = folder
        self._files = 0
        self._bytes = 0

    def admit(self, entry: tarfile.TarInfo) -> None:
        """Count an entry before it is unpacked.

        Raises:
            TooMuchError: it would be too many, too much, or more than the disk has room for.

        """
        self._files += 1
        self._bytes += entry.size
        if self._files > MOST_FILES:
            raise TooMuchError(f"it holds more than {MOST_FILES:,} files")
        if self._bytes > self._most:
            raise TooMuchError(f"it would unfold to more than {self._most / 2**20:,.0f} MB; no backup of its size does")
        check_room(self._folder, entry.size)


def check_room(folder: Path, size: int) -> None:
    """See to it that the disk of ``folder`` has room for ``size`` bytes.

    Raises:
        TooMuchError: it has not.

    """
    free = shutil.disk_usage(folder).free
    if size + SPARE > free:
        raise TooMuchError(
            f"{folder} has {free / 2**20:,.0f} MB free, and {(size + SPARE) / 2**20:,.0f} MB are needed; make room"
        )


class BoundedStream(io.BufferedIOBase):
    """A stream of an archive that never gives more than so much at once, whatever a header asks for."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream = stream

    def read(self, size: int | None = -1, /) -> bytes:
        """Up to ``size`` bytes.

        Raises:
            TooMuchError: that would be too much in one piece.

        """
        if size is None or not 0 <= size <= MOST_AT_ONCE:
            raise TooMuchError("one of its headers claims a size that no backup has")
        return self._stream.read(size)

    def seek(self, position: int, whence: int = 0, /) -> int:
        """Go to a position of what is unpacked."""
        return self._stream.seek(position, whence)

    def tell(self) -> int:
        """The position in what is unpacked."""
        return self._stream.tell()
