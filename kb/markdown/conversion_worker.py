"""The inside of a process that converts Markdown for ``kb.markdown.conversion``, one text after the other.

It reads no file of a collection and opens no connection; what it is given comes through the one it was started with.
The operating system holds the limits, since neither a regular expression nor the parser looks at a clock.
"""

from __future__ import annotations

import contextlib
import resource
import signal
import sys
from multiprocessing.connection import Connection

from kb.dialects.rewrite import Habits
from kb.markdown.conversion_process import READY
from kb.markdown.render import to_html

DONE, FAILED, LARGE = b"d", b"f", b"l"
"""The first byte of an answer: HTML follows, or what went wrong, or it grew beyond a limit."""


def main() -> None:
    """Answer until the other end hangs up.

    The arguments: the number of the connection, seconds of work, bytes of memory, bytes of an answer.
    """
    number, seconds, memory, longest = (int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    connection = Connection(number)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that started this one
    to_html("ready")  # makes the parser
    _limit(memory)
    with contextlib.suppress(EOFError, OSError):
        connection.send_bytes(READY)
        while True:
            ways, _, text = connection.recv_bytes().decode("utf-8", "surrogatepass").partition("\n")
            signal.setitimer(signal.ITIMER_PROF, seconds)  # its signal ends the process: nothing here handles it
            answer = _answer(text, ways.split(), longest)
            signal.setitimer(signal.ITIMER_PROF, 0)
            connection.send_bytes(answer)


def _answer(text: str, ways: list[str], longest: int) -> bytes:
    try:
        markup = to_html(text, Habits(**dict.fromkeys(ways, True))).encode("utf-8", "surrogatepass")
        return DONE + markup if len(markup) <= longest else LARGE
    except MemoryError:
        return LARGE
    except Exception as error:  # noqa: BLE001 - whatever the parser or an extension of it raises, a text was the reason
        return FAILED + type(error).__name__.encode()


def _limit(memory: int) -> None:
    """No more memory than ``memory`` bytes, and no file at all; where a sandbox allows no limits it has its own."""
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))
