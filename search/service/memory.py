"""Memory that building an index took, and memory that stays."""

from __future__ import annotations

import ctypes
import gc
import resource
from contextlib import suppress
from pathlib import Path

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # mallopt(3)
_LARGE = 1 << 20


def give_back() -> None:
    """Give back to the system what is free; the C library would keep it for later."""
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def few_arenas() -> None:
    """Have the C library share its memory among threads, each of many with some of its own costs 40 MB more, and give
    back large pieces as soon as they are free: by itself it keeps them once one of their size was freed.
    """
    with suppress(OSError, AttributeError):  # another C library
        library = ctypes.CDLL("libc.so.6")
        library.mallopt(_M_ARENA_MAX, 2)
        library.mallopt(_M_MMAP_THRESHOLD, _LARGE)


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
