"""What one worker makes for all of a run, in a folder that they share; the others wait for it and read it."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

_FOLDER = "TESTS_BETWEEN_WORKERS"
"""The variable of the environment that names the folder; workers are started with it. KB_… would be a setting."""


def set_up(config: pytest.Config, place: Path | None) -> None:
    """Make the folder in ``place``, where the run begins; it goes with the run."""
    if not hasattr(config, "workerinput"):
        folder = tempfile.mkdtemp(prefix="kb-between-workers-", dir=place)
        os.environ[_FOLDER] = folder
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def made_once(name: str, make: Callable[[], dict[str, bytes]]) -> dict[str, bytes]:
    """What ``make`` gives, which is called by the first worker that asks; outside of a run by everybody."""
    if _FOLDER not in os.environ:
        return make()
    kept = Path(os.environ[_FOLDER]) / name
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # given up with the process, should it end meanwhile
        if not kept.exists():
            unfinished = kept.with_suffix(".new")
            unfinished.write_bytes(pickle.dumps(make()))
            unfinished.rename(kept)
    made: dict[str, bytes] = pickle.loads(kept.read_bytes())  # of this very run
    return made
