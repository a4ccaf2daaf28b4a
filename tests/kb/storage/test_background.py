"""Work that repeats goes on after what nobody expected, and all of it ends together."""

from __future__ import annotations

import threading

import pytest

from kb.storage.background import Repeating, do_all


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


def test_none_waits_for_another_and_one_that_fails_is_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    both, done = threading.Barrier(2, timeout=30), []

    def meets() -> None:
        both.wait()
        done.append(1)

    do_all([lambda: [][0], meets, meets])  # type: ignore[list-item]
    assert done == [1, 1]
    assert "IndexError" in caplog.text
