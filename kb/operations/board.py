"""What the processes of one ``kb serve`` tell each other: a byte for each, in memory that all of them see.

Whoever can read it needs no port, no database and no lock: a byte is written whole.
"""

from __future__ import annotations

import mmap
import secrets
from enum import IntEnum

from kb.core.clock import utc_now
from kb.storage.daily_secret import SecretChain

CHANGE_BYTES = 8


class ProcessState(IntEnum):
    """How far a process is."""

    AWAY = 0
    SERVING = 1
    """It answers; a search may have nothing to answer by yet."""
    READY = 2


class Board:
    """The standings of ``count`` processes, and whether all have been ready; made before they are."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.secret = secrets.token_urlsafe(32)
        """What opens the staff pages of all of them before there are accounts (``kb.sign_in.access``)."""
        self.daily = SecretChain(utc_now().date())
        """The secrets of days, by which what a reader does belongs together whoever answers."""
        self._bytes = mmap.mmap(-1, count + 1)
        self._changes = mmap.mmap(-1, count * CHANGE_BYTES)

    def tell(self, number: int, standing: ProcessState) -> None:
        """Say how far the process ``number`` is, from 0."""
        self._bytes[number + 1] = standing
        if self.ready == self.count:
            self._bytes[0] = 1

    def standing(self, number: int) -> ProcessState:
        """How far it is."""
        return ProcessState(self._bytes[number + 1])

    @property
    def ready(self) -> int:
        """How many are ready."""
        return self._bytes[1 : self.count + 1].count(ProcessState.READY)

    @property
    def was_whole(self) -> bool:
        """Whether all were ready at the same time once."""
        return self._bytes[0] == 1

    def note_change(self, number: int) -> None:
        """The process ``number`` has other articles than before; each writes into its own place alone."""
        place = slice(number * CHANGE_BYTES, (number + 1) * CHANGE_BYTES)
        made = int.from_bytes(self._changes[place], "big") + 1
        self._changes[place] = made.to_bytes(CHANGE_BYTES, "big")

    def changes(self, number: int) -> bytes:
        """What is another whenever a process other than ``number`` has noted a change."""
        place = number * CHANGE_BYTES
        return self._changes[:place] + self._changes[place + CHANGE_BYTES :]

    def told(self) -> dict[str, object]:
        """What ``/readyz`` tells of it."""
        return {"all": self.count, "ready": self.ready, "started": self.was_whole}
