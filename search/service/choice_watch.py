"""Notices while the site runs that other models were chosen."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from kb.core.errors import KbError
from search.models.embedder import Model

logger = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
_Version = tuple[int, int, int]

ChosenAnew = Callable[[], Sequence[Model] | None]
"""The models that were chosen since it was asked last; None where nothing was."""


class ChosenFile:
    """Tells of new choices in ``file``, which is replaced whole; ``choose`` reads it."""

    def __init__(self, file: Path, choose: Callable[[], Sequence[Model]]) -> None:
        self._file, self._choose = file, choose
        self._seen = self._version()

    def __call__(self) -> Sequence[Model] | None:
        """The models that were chosen since; None where the file is as it was.

        Raises:
            SettingsError: what was chosen cannot be understood.

        """
        version = self._version()
        if version == self._seen:
            return None
        self._seen = version
        return self._choose()

    def _version(self) -> _Version | None:
        try:
            status = self._file.stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size


class ChoiceWatch:
    """Asks ``chosen`` every few seconds, and has what it tells used."""

    def __init__(
        self, chosen: ChosenAnew, use: Callable[[Sequence[Model]], None], seconds: float = LOOK_SECONDS
    ) -> None:
        self._chosen, self._use, self._seconds = chosen, use, seconds
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="choice-watch", daemon=True)

    def start(self) -> None:
        """Look from now on, in a thread of its own."""
        self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._closing.wait(self._seconds):
            try:
                models = self._chosen()
                if models is not None:
                    self._use(models)
            except KbError as error:
                logger.warning("%s; the models stay as they are", error)
            except Exception:
                logger.exception("models that were chosen cannot be used; they stay as they are")
