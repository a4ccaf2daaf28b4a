"""What a program that was killed leaves in the way of the next one: the files by which it kept others out.

While it runs there is a note of it, a file named after its process; who begins it takes that away when it has ended in
order. So a note of a process that is gone tells that it was killed, or its machine was, and that locks made since are
of nobody.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_NOTED = ("sh", "-c", 'cat "/proc/$$/stat" >"$0/$$" 2>/dev/null; exec "$@"')
"""The process notes itself before it becomes the program, so that nothing comes between."""
_BEGAN = 19
"""Which word in that file tells when a process began: another one of its number began later. The first is its state."""
_ENDED = "ZX"
"""Where nobody asks how a process ended, as in many containers, it stays in the list."""


class NotedPrograms:
    """Programs that are noted in ``folder``, which is made when one is run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def noted(self, command: Iterable[str]) -> tuple[str, ...]:
        """What runs ``command`` with a note; without one where the folder cannot be written."""
        try:
            self._folder.mkdir(exist_ok=True)
        except OSError:
            return tuple(command)
        return (*_NOTED, str(self._folder), *command)

    def ended(self, process: int) -> None:
        """Take the note of a process away, which ended in order."""
        with suppress(OSError):
            (self._folder / str(process)).unlink()

    def remove_locks(self, locks: Iterable[Path]) -> None:
        """Take those of ``locks`` away that were made since one was begun that was killed; none while another runs."""
        notes = list(self._folder.glob("[0-9]*"))
        if not notes or any(map(_is_running, notes)):
            return
        began = min(map(_changed, notes))
        for lock in locks:
            if _changed(lock) >= began:
                lock.unlink(missing_ok=True)
        for note in notes:  # last: where this is cut short too, it is done again
            note.unlink(missing_ok=True)


def _is_running(note: Path) -> bool:
    """Whether the process that a note is named after is still there."""
    try:
        there = _told(Path("/proc", note.name, "stat"))
        return there[0] not in _ENDED and there[_BEGAN] == _told(note)[_BEGAN]
    except (OSError, IndexError):
        pass
    if Path("/proc/self/stat").exists():
        return False
    try:  # a system that does not tell when a process began
        os.kill(int(note.name), 0)
    except OSError as error:
        return isinstance(error, PermissionError)
    return True


def _told(stat: Path) -> list[str]:
    """The words behind the name of the program, which may have any letters in it."""
    return stat.read_text("utf-8", "replace").rpartition(")")[2].split()


def _changed(file: Path) -> int:
    """When a file was written, in nanoseconds; 0 where it is gone."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
