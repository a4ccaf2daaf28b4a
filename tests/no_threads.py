"""A machine that allows no more threads, as under a limit of processes (``pids_limit``)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

MORE_THAN_THERE_IS = 2**47


@contextmanager
def no_more_threads() -> Iterator[None]:
    """Python asks the system for threads that it has no room for, and is refused."""
    before = threading.stack_size(MORE_THAN_THERE_IS)
    try:
        yield
    finally:
        threading.stack_size(before)
