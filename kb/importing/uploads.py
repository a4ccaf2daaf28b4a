"""The exports that administrators sent, each in a private folder of the data folder until it is imported or too old."""

from __future__ import annotations

import re
import secrets
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from kb.core.text import UNWANTED
from kb.files.private import PRIVATE_FILE, make_private_folder

FOLDER = "imports"
MOST_FILES = 200
MOST_PIECE_BYTES = 4 * 2**20
MOST_AT_ONCE = 14 * 2**20
"""Of a form that is sent in one piece: what the server takes of anybody in the time that a request has."""
_PART, _LONGEST = 2**20, 120
_FOLDERS = re.compile(r"[0-9a-f]{24}")


class UploadRefusedError(Exception):
    """Something sent is not taken: ``reason`` is ``name``, ``most``, ``large``, ``order``, ``none`` or ``disk``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Uploads:
    """What lies in ``data``; one upload may have ``most_bytes``."""

    def __init__(self, data: Path, most_bytes: int) -> None:
        self._root, self.most_bytes = data / FOLDER, most_bytes

    def begin(self) -> str:
        """A new folder; what it is called.

        Raises:
            UploadRefusedError: it cannot be made.

        """
        name = secrets.token_hex(12)
        try:
            make_private_folder(self._root)
            make_private_folder(self._root / name)
            make_private_folder(self._files(name))
        except OSError as error:
            raise UploadRefusedError("disk") from error
        return name

    def is_here(self, name: str) -> bool:
        """Whether this machine holds it."""
        return bool(_FOLDERS.fullmatch(name)) and (self._root / name).is_dir()

    def has_files(self, name: str) -> bool:
        """Whether its files are still there."""
        return self.is_here(name) and any(self._files(name).glob("*"))

    def any_here(self) -> bool:
        """Whether this machine holds any."""
        return self._root.is_dir() and any(True for _ in self._root.iterdir())

    def add(self, name: str, file_name: str, stream: IO[bytes], at: int | None = None) -> int:
        """Add a file, or where ``at`` is given the piece of it that begins there; how many bytes the file has by now.

        A piece that is there already is not written again, so that it can be sent once more.

        Raises:
            UploadRefusedError: it is not taken.

        """
        file = self._files(name) / safe_name(file_name)
        there = file.stat().st_size if file.exists() else 0
        if at is None and there:
            raise UploadRefusedError("name")
        if at is not None and there > at:
            return there
        if at is not None and there < at:
            raise UploadRefusedError("order")
        if not there and sum(1 for _ in self._files(name).iterdir()) >= MOST_FILES:
            raise UploadRefusedError("most")
        left = self.most_bytes - self.size(name)
        try:
            with file.open("ab") as copy:
                while part := stream.read(_PART):
                    left -= len(part)
                    if left < 0:
                        raise UploadRefusedError("large")
                    copy.write(part)
            file.chmod(PRIVATE_FILE)
        except (OSError, UploadRefusedError) as error:
            with suppress(OSError), file.open("ab") as copy:
                copy.truncate(there)
            raise error if isinstance(error, UploadRefusedError) else UploadRefusedError("disk") from error
        return file.stat().st_size

    def size(self, name: str) -> int:
        """How many bytes it has in all."""
        return sum(file.stat().st_size for file in self._files(name).iterdir())

    def label(self, name: str) -> str:
        """The names of its files, as far as people read them."""
        names = sorted(file.name for file in self._files(name).iterdir())
        return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")

    def path(self, name: str) -> Path:
        """What an importer reads: the one file, or the folder of several.

        Raises:
            UploadRefusedError: there is none.

        """
        files = sorted(self._files(name).iterdir()) if self._files(name).is_dir() else []
        if not files:
            raise UploadRefusedError("none")
        return files[0] if len(files) == 1 else self._files(name)

    def places(self, name: str) -> tuple[str, ...]:
        """Its folders on this machine, which are nobody's business: longest first."""
        return f"{self._files(name)}/", str(self._files(name)), f"{self._root / name}/"

    def sample(self, name: str, *, anew: bool = False) -> Path:
        """The folder for the first articles of its preview."""
        folder = self._root / name / "sample"
        if anew:
            shutil.rmtree(folder, ignore_errors=True)
            make_private_folder(folder)
        return folder

    def empty(self, name: str) -> None:
        """Take its files away; the folder stays, by which its machine is known."""
        shutil.rmtree(self._files(name), ignore_errors=True)
        shutil.rmtree(self.sample(name), ignore_errors=True)

    def remove(self, name: str) -> None:
        """Take all of it away."""
        if _FOLDERS.fullmatch(name):
            shutil.rmtree(self._root / name, ignore_errors=True)

    def older_than(self, moment: datetime) -> list[str]:
        """Those that nothing was added to since ``moment``."""
        if not self._root.is_dir():
            return []
        names = [folder.name for folder in self._root.iterdir() if _FOLDERS.fullmatch(folder.name)]
        return [name for name in names if self._changed(name) < moment.timestamp()]

    def _changed(self, name: str) -> float:
        with suppress(OSError):
            return max(one.stat().st_mtime for one in (self._root / name, *self._files(name).glob("*")))
        return 0.0

    def _files(self, name: str) -> Path:
        return self._root / name / "files"


def safe_name(given: str) -> str:
    """What a file is called here: the last part of its name, with its ending.

    Raises:
        UploadRefusedError: nothing is left of it.

    """
    last = UNWANTED.sub("", re.split(r"[/\\]", given[-2_000:])[-1]).strip().lstrip(".")
    stem, dot, ending = last.rpartition(".")
    name = f"{stem[:_LONGEST]}{dot}{ending[:10]}" if dot else last[:_LONGEST]
    while len(name.encode(errors="replace")) > 250:
        name = name[1:]
    if not name.strip("."):
        raise UploadRefusedError("name")
    return name.encode(errors="replace").decode()
