"""Work that repeats goes on after what nobody expected."""

from __future__ import annotations

import threading

import pytest

from kb.storage.background import Repeating


def test_work_that_fails_is_told_and_done_again(caplog: pytest.LogCaptureFixture) -> None:
    tries: list[int] = []
    done = threading.Event()

    def work() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise ZeroDivisionError("what nobody expected")
        done.set()

    repeating = Repeating("a worker", work, 0.01)
    repeating.start()
    assert done.wait(30)
    repeating.close()
    (told,) = caplog.records
    assert (told.levelname, told.getMessage()) == ("ERROR", "a worker failed; it is tried again in 0.01 seconds")
