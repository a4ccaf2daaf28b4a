"""Work that is done again and again beside everything else."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable

logger = logging.getLogger(__name__)
SECONDS_BETWEEN = 5.0
PATIENCE = 10


class Repeating:
    """Does ``work`` in a thread of its own, at once and then every few ``seconds``, until it is closed.

    What ``work`` did not expect goes to the log; it is tried again the next time. What it gives back is for others who
    call it. Classes that are such work extend this one, so it keeps its names to itself.
    """

    def __init__(self, name: str, work: Callable[[], object], seconds: float = SECONDS_BETWEEN) -> None:
        self.__work, self.__name = work, name
        self.__seconds = seconds
        self.__stop = threading.Event()
        self.__thread = threading.Thread(target=self.__run, name=name, daemon=True)

    @property
    def is_closed(self) -> bool:
        """Whether it is to end: work that goes through many things begins none of them any more."""
        return self.__stop.is_set()

    def start(self) -> None:
        """Begin."""
        self.__thread.start()

    def close(self) -> None:
        """Begin nothing more, and wait a while for what is under way."""
        self.__stop.set()
        if self.__thread.is_alive():
            self.__thread.join(timeout=PATIENCE)

    def __run(self) -> None:
        self.__try()
        while not self.__stop.wait(self.__seconds):
            self.__try()

    def __try(self) -> None:
        try:
            self.__work()
        except Exception:
            logger.exception("%s failed; it is tried again in %g seconds", self.__name, self.__seconds)


def do_all(what: Iterable[Callable[[], None]]) -> None:
    """Call each of ``what`` beside the others and wait for all: none waits for another, and what one raises goes to the
    log and keeps nobody else from ending.
    """
    threads = [threading.Thread(target=_try, args=(one,), name="closing one", daemon=True) for one in what]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def _try(what: Callable[[], None]) -> None:
    try:
        what()
    except Exception:
        logger.exception("something could not be ended; all else ends all the same")
