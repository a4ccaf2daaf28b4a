"""One process that converts Markdown, as the process that started it sees it: ask, wait, kill."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing import Pipe
from pathlib import Path

READY = b"ready"
_START_SECONDS = 60.0
_DYING_SECONDS = 5.0
_PATIENCE = 60.0
"""So many seconds a text may take in all where the process shares the processor with others."""
_CODE = "import sys; sys.path[:0] = sys.argv[5:]; from kb.markdown.conversion_worker import main; main()"


class Trouble(StrEnum):
    """Why a text has no HTML."""

    SLOW = "slow"
    LARGE = "large"
    FAILED = "failed"
    BUSY = "busy"
    NO_PROCESS = "no_process"


_PASSING = frozenset({Trouble.BUSY, Trouble.NO_PROCESS})
_TROUBLES = {b"f": Trouble.FAILED, b"l": Trouble.LARGE}


@dataclass(frozen=True, slots=True)
class Converted:
    """``html`` of a text, unsafe as its author wrote it, or the ``trouble`` that there was."""

    html: str = ""
    trouble: Trouble | None = None

    @property
    def is_final(self) -> bool:
        """Whether the same text would come out the same again."""
        return self.trouble not in _PASSING


@dataclass(frozen=True, slots=True)
class Limits:
    """What one text may cost: ``seconds`` of work, bytes of ``memory`` for the process, bytes of the ``answer``."""

    seconds: float = 5.0
    memory: int = 2**30
    answer: int = 8 * 2**20


def question(text: str, *ways: str) -> bytes:
    """What a process is asked: the words ``ways`` on the first line, below it the text."""
    return f"{' '.join(ways)}\n{text}".encode("utf-8", "surrogatepass")


class NoProcessError(Exception):
    """A process cannot be started, or it ended before it was ready."""


class ConversionProcess:
    """A running process; of no more use once a conversion says that it ``is_over``.

    It is a program of its own rather than a copy of this process: copying one with threads (the server's, those of
    numerical libraries) copies locks that nobody opens any more.
    """

    def __init__(self, limits: Limits, program: str = sys.executable) -> None:
        """Start it with the interpreter ``program`` and wait until it is ready.

        Raises:
            NoProcessError: it cannot be started; says why.

        """
        self._limits = limits
        self._ours, theirs = Pipe()
        numbers = (theirs.fileno(), limits.seconds, limits.memory, limits.answer)
        path = [str(Path(__file__).resolve().parents[2]), *filter(None, sys.path)]
        isolated = ["-I", "-B"] if sys.dont_write_bytecode else ["-I"]  # -I alone would not hear of it
        command = [program, *isolated, "-c", _CODE, *map(str, numbers), *path]
        try:
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
                    command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
                )
        except (OSError, ValueError) as error:
            self._ours.close()
            raise NoProcessError(f"{program or 'Python'} cannot be started: {error}") from error
        self.is_over = False
        if not self._is_ready():
            self.end()
            raise NoProcessError("it ended, or stood still, before it was ready")

    def _is_ready(self) -> bool:
        try:
            return self._ours.poll(_START_SECONDS) and self._ours.recv_bytes(len(READY)) == READY
        except (OSError, EOFError):
            return False

    def convert(self, asked: bytes) -> Converted:
        """The answer to a ``question``; after a text that took too much the process is gone."""
        try:
            self._ours.send_bytes(asked)
            if not self._ours.poll(_PATIENCE):
                self.end()
                return Converted(trouble=Trouble.BUSY)  # it hardly got any time: another day it may be quick
            answer = self._ours.recv_bytes(self._limits.answer + 1)
        except (OSError, EOFError):
            self.end(grace=_DYING_SECONDS)
            return Converted(trouble=self._reason())
        if trouble := _TROUBLES.get(answer[:1]):
            return Converted(trouble=trouble)
        return Converted(answer[1:].decode("utf-8", "surrogatepass"))

    def _reason(self) -> Trouble:
        """Why it ended by itself: the timer's signal, else memory, else an accident within the interpreter."""
        code = self._process.returncode
        if code == -signal.SIGPROF:
            return Trouble.SLOW
        return Trouble.LARGE if code == -signal.SIGKILL else Trouble.FAILED

    @property
    def number(self) -> int:
        """What the operating system calls it."""
        return self._process.pid

    def kill(self, sign: int = signal.SIGKILL) -> None:
        """End it from another thread than the one that converts: that one sees it end, and takes it away."""
        self._process.send_signal(sign)

    def end(self, grace: float = 0.0) -> None:
        """Take it away; one that is about to end by itself has ``grace`` seconds to do so, which tell why."""
        self.is_over = True
        self._ours.close()
        try:
            self._process.wait(grace)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
