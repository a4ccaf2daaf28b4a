"""The folder of a static site: written beside the one that is there, then put in its place.

What did not change keeps its file, by a hard link, so that whoever copies the folder to a host copies only what did.
"""

from __future__ import annotations

import filecmp
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from search.static_site.static_addresses import StaticSiteError

MARKER = ".kb-static-site.json"
"""Lists the files that an export wrote: nothing else in a folder is ever taken away."""


@contextmanager
def static_folder(target: Path) -> Iterator[StaticFolder]:
    """A folder to write into, which is ``target`` once the block ends without an error; else all stays as it was.

    Raises:
        StaticSiteError: ``target`` holds what no export wrote, or cannot be written.

    """
    known = _known_files(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        aside.chmod(0o755)
        try:
            made = StaticFolder(aside / "new", target, known)
            made.root.mkdir()
            yield made
            made.put_in_place(aside / "old")
        finally:
            if target.exists() or not (aside / "old").exists():  # else that is the only site there is
                shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise StaticSiteError(
            f"{error.filename or target}: {error.strerror or error}; the site was not exported"
        ) from error


class StaticFolder:
    """``root`` is where the new files are until the end; ``changed`` counts those that are new or not as before."""

    def __init__(self, root: Path, target: Path, known: frozenset[str]) -> None:
        self.root, self._target, self._known = root, target, known
        self._files: set[str] = set()
        self.changed = 0

    def write(self, file: str, content: bytes | str) -> None:
        """Write one file, or another version of one that was written before."""
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        self._files.add(file)

    def write_chunks(self, file: str, chunks: Iterable[bytes]) -> None:
        """The same of a file that may be large."""
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            for chunk in chunks:
                stream.write(chunk)
        self._files.add(file)

    def read(self, file: str) -> bytes:
        """What was written."""
        return (self.root / file).read_bytes()

    @property
    def files(self) -> list[str]:
        """What was written, sorted."""
        return sorted(self._files)

    def put_in_place(self, old: Path) -> None:
        """Make it what stands at the target; what stood there is ``old`` for a moment.

        Raises:
            StaticSiteError: somebody else's file or folder stands where a new one would.

        """
        self._refuse_foreign()
        told = json.dumps({"written_by": "kb export site", "files": self.files}, ensure_ascii=False, indent=0)
        self.write(MARKER, f"{told}\n")
        for file in self.files:
            self._keep_unchanged(file)
        os.sync()
        if not self._target.exists():
            self.root.replace(self._target)
            return
        ours = _tops(self._known)
        self._target.replace(old)
        try:
            for foreign in [one for one in old.iterdir() if not (self.root / one.name).exists()]:
                if foreign.name not in ours:
                    foreign.replace(self.root / foreign.name)  # CNAME, .git: of whoever hosts the folder
            self.root.replace(self._target)
        except OSError:
            for foreign in [one for one in self.root.iterdir() if one.name not in _tops(self._files)]:
                with suppress(OSError):
                    foreign.replace(old / foreign.name)
            old.replace(self._target)
            raise

    def _refuse_foreign(self) -> None:
        new = sorted(_tops(self._files) - _tops(self._known))
        taken = [top for top in new if os.path.lexists(self._target / top)]
        if taken:
            raise StaticSiteError(
                f"{self._target} holds {', '.join(taken)}: no export wrote that, and this one would; take it away first"
            )

    def _keep_unchanged(self, file: str) -> None:
        new, before = self.root / file, self._target / file
        if file in self._known and before.is_file() and not before.is_symlink():
            with suppress(OSError):
                if filecmp.cmp(new, before, shallow=False):
                    linked = new.with_name(f"{new.name}.kept")
                    os.link(before, linked)
                    linked.replace(new)
                    return
        self.changed += file != MARKER


def _tops(files: frozenset[str] | set[str]) -> set[str]:
    return {file.partition("/")[0] for file in files} | {MARKER}


def _known_files(target: Path) -> frozenset[str]:
    """The files that an export wrote into a folder; none where there is no folder or an empty one.

    Raises:
        StaticSiteError: it is no folder, or holds what no export wrote among what one did.

    """
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise StaticSiteError(f"{target} is a link or a file; name a folder that an export may have for itself")
    if not target.exists() or not any(target.iterdir()):
        return frozenset()
    try:
        told = json.loads((target / MARKER).read_text("utf-8"))
        known = frozenset(map(str, told["files"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StaticSiteError(
            f"{target} holds files and was not written by `kb export site`; name another folder, or empty it"
        ) from error
    tops = _tops(known) - {MARKER}
    for top in sorted(tops):
        for folder, _, names in os.walk(target / top):
            for name in names:
                file = (Path(folder) / name).relative_to(target).as_posix()
                if file not in known:
                    raise StaticSiteError(f"{target / file} was not written by an export; take it away first")
    return known
