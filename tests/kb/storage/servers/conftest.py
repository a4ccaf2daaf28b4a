"""What tests of a primary and its standby wait for."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 120


def eventually(happens: Callable[[], object]) -> None:
    """Wait until that is so."""
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)
