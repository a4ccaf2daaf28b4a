"""Writes what an import decided: all of it, or nothing that anybody sees.

New files are written into a hidden folder beside the articles first. Only when the last of them is there, they are put
in their places; should one of them not go there, those that went are taken away again.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from kb.core.errors import FileError
from kb.exchange.bundle.packed import ExportError
from kb.exchange.writing.ledger import FOLDER, MOST_FILE_BYTES
from kb.exchange.writing.sample import ImportSample
from kb.files.inside import OutsideError, is_inside, leads_inside, read_inside
from kb.files.saving import SaveError, fingerprint, replace_file


@dataclass
class Staging:
    """What is to be written below ``root``; ``folder`` is None where nothing shall be, but a ``sample`` for people to
    look at where there is one.
    """

    root: Path
    folder: Path | None
    new: dict[str, Path] = field(default_factory=dict)
    changed: dict[str, tuple[Path, str]] = field(default_factory=dict)
    """By path: the new version, and the fingerprint of the one that it was made from."""
    sample: ImportSample | None = None

    def add(self, path: str, content: bytes) -> None:
        """Have a new file at ``path``.

        Raises:
            SaveError: it cannot be written.

        """
        self.new[path] = self._draft(content)
        self._show(path, content)

    def add_stream(self, path: str, stream: IO[bytes]) -> None:
        """The same for a file that may be large.

        Raises:
            SaveError: it cannot be written.

        """
        draft = self._draft(b"")
        self.new[path] = draft
        if self.folder is None and self.sample is not None:
            self.sample.take_stream(path, stream)
        if self.folder is not None:
            try:
                with draft.open("wb") as copy:
                    shutil.copyfileobj(stream, copy, 2**20)
            except OSError as error:
                raise SaveError(self.root / path, f"cannot be written: {error.strerror or error}") from error

    def change(self, path: str, before: bytes, content: bytes) -> None:
        """Have another version of the file ``path``, which is ``before`` now.

        Raises:
            SaveError: it cannot be written.

        """
        self.changed[path] = (self._draft(content), fingerprint(before))
        self._show(path, content)

    def content_of(self, path: str) -> bytes | None:
        """What is at ``path`` by now; None for nothing.

        Raises:
            OSError: it is a link, lies elsewhere by one, or cannot be read.

        """
        try:
            if (self.root / path).is_symlink():
                raise OutsideError("a symbolic link is there", self.root / path)
            return read_inside(self.root, path, MOST_FILE_BYTES)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def put_in_place(self, ledger: Path, told: str) -> None:
        """Make all of it what people see, and keep the ledger ``told`` of it.

        Raises:
            FileError: one file cannot be put there; none was.

        """
        if self.folder is None:
            return
        os.sync()
        made: list[Path] = []
        replaced: list[tuple[Path, bytes, str]] = []
        try:
            for path, draft in self.new.items():
                self._create(path, draft)
                made.append(self.root / path)
            for path, (draft, expected) in self.changed.items():
                file = self._own_file(path)
                old = file.read_bytes()
                replaced.append((file, old, replace_file(file, draft.read_bytes(), expected)))
            _keep(ledger, told, self.folder)
        except (OSError, FileError) as error:
            for file, old, now in reversed(replaced):
                with suppress(OSError, FileError):
                    replace_file(file, old, now)
            for file in reversed(made):
                with suppress(OSError):
                    file.unlink()
            if isinstance(error, FileError):
                raise
            raise SaveError(
                self.root, f"cannot be written ({error.strerror or error}); nothing was imported"
            ) from error

    def _show(self, path: str, content: bytes) -> None:
        if self.folder is None and self.sample is not None:
            self.sample.take(path, content)

    def _own_file(self, path: str) -> Path:
        """The file that is to be replaced; not what a link leads to, nor what is hidden by its name."""
        file = self.root / path
        if os.path.lexists(file) and (file.is_symlink() or not is_inside(self.root, file)):
            raise SaveError(file, "is a link, lies elsewhere by one, or is hidden; nothing was imported")
        return file

    def _create(self, path: str, draft: Path) -> None:
        file = self.root / path
        if not leads_inside(self.root, file.parent):
            raise SaveError(file, "would lie outside of the folder, by a link; nothing was imported")
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(draft, file)
        except FileExistsError:
            raise SaveError(file, "was made by somebody else meanwhile; nothing was imported, run it again") from None
        except OSError:  # no hard links here
            with file.open("xb") as copy:
                try:
                    with draft.open("rb") as stream:
                        shutil.copyfileobj(stream, copy)
                    copy.flush()
                except OSError:
                    file.unlink()
                    raise

    def _draft(self, content: bytes) -> Path:
        if self.folder is None:
            return Path()
        draft = self.folder / f"{len(self.new) + len(self.changed):07}"
        try:
            draft.write_bytes(content)
        except OSError as error:
            raise SaveError(draft, f"cannot be written ({error.strerror or error}); nothing was imported") from error
        return draft


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Keep other imports into ``root`` away; the file is taken away again by nobody but whoever holds its lock."""
    file = root / FOLDER / "lock"
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_ours = os.path.samestat(os.fstat(descriptor), file.stat())  # not one that was taken away meanwhile
        except (BlockingIOError, FileNotFoundError):
            is_ours = False
        if not is_ours:
            raise ExportError(f"another import into {root} is running; wait for its end")
        try:
            yield
        finally:
            file.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def _keep(ledger: Path, told: str, folder: Path) -> None:
    draft = folder / "ledger"
    draft.write_text(told, "utf-8")
    draft.replace(ledger)


@contextmanager
def staging(root: Path, *, is_dry: bool, sample: ImportSample | None = None) -> Iterator[Staging]:
    """A place for drafts below ``root``, which is made where it is missing; both are gone again after a dry run or
    where nothing was put in place. One at a time has it.

    Raises:
        ExportError: another import into ``root`` is running.
        SaveError: the folder cannot be made.

    """
    if is_dry:
        yield Staging(root, None, sample=sample)
        return
    made = [one for one in (root / FOLDER, root, *root.parents) if not one.exists()]
    with ExitStack() as held:
        try:
            (root / FOLDER).mkdir(parents=True, exist_ok=True)
            if (root / FOLDER).is_symlink():
                raise SaveError(root / FOLDER, "is a symbolic link; put the folder itself there")
            held.callback(_take_away, made)
            held.enter_context(_alone(root))
            folder = Path(tempfile.mkdtemp(prefix="new-", dir=root / FOLDER))
        except OSError as error:
            raise SaveError(root, f"cannot be written: {error.strerror or error}") from error
        held.callback(shutil.rmtree, folder, ignore_errors=True)
        yield Staging(root, folder)


def _take_away(folders: Iterable[Path]) -> None:
    """Those that hold nothing."""
    for one in folders:
        with suppress(OSError):
            one.rmdir()
