"""Memory that building an index took."""

from __future__ import annotations

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Give back to the system what is free; the C library would keep it for later."""
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL("libc.so.6").malloc_trim(0)
