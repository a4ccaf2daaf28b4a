"""Memory that building an index took, and memory that stays."""

from __future__ import annotations

import ctypes
import gc
import resource
from contextlib import suppress
from pathlib import Path

_M_ARENA_MAX = -8  # mallopt(3)


def give_back() -> None:
    """Give back to the system what is free; the C library would keep it for later."""
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def few_arenas() -> None:
    """Have the C library share its memory among threads: each of many with some of its own costs 40 MB more."""
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL("libc.so.6").mallopt(_M_ARENA_MAX, 2)


def leave_alone() -> None:
    """Take what is there now out of garbage collection: it stays, and walking it stops every thread (a quarter of a
    second at 10,000 articles). Reference counting still frees what is replaced.
    """
    gc.collect()
    gc.freeze()


def resident() -> int:
    """Bytes of this process in memory now; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0
