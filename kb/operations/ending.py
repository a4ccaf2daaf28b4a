"""How ``kb serve`` ends: everything is closed, but nobody waits long for what can be done again."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable

logger = logging.getLogger(__name__)
PATIENCE_SECONDS = 10.0
"""Service managers give 10 to 90 seconds between asking and killing, and the server takes up to 5 of them before."""


def ended_within(close: Callable[[], None], seconds: float = PATIENCE_SECONDS) -> bool:
    """Whether ``close`` was done within ``seconds``; it goes on beside where it was not. What it raises is raised."""
    raised: list[Exception] = []

    def run() -> None:
        try:
            close()
        except Exception as error:  # noqa: BLE001 - for whoever waits
            raised.append(error)

    closing = threading.Thread(target=run, name="closing", daemon=True)
    closing.start()
    closing.join(seconds)
    if raised:
        raise raised[0]
    return not closing.is_alive()


def leave_at_once() -> None:
    """End this process whatever its threads do: a first index of words and a batch of vectors take long on a busy
    machine. All that is kept is written whole or not at all, and what was not yet is made at the next start.
    """
    logger.warning("Not everything had ended by itself; what was being made is made again at the next start")
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
