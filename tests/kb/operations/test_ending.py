"""A site ends when it is told to, whatever its threads are at."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from kb.operations.ending import ended_within

AT_WORK = """
import threading
from concurrent.futures import ThreadPoolExecutor
from kb.operations.ending import ended_within, leave_at_once

ThreadPoolExecutor(1).submit(threading.Event().wait)  # Python itself would wait for it
if not ended_within(threading.Event().wait, 0.01):
    print("Stopped.")
    leave_at_once()
print("never")
"""


def test_what_ends_in_time_is_waited_for_and_what_it_raises_is_told() -> None:
    done: list[int] = []
    assert ended_within(lambda: done.append(1), 30)
    assert done == [1]
    with pytest.raises(ZeroDivisionError):
        ended_within(lambda: 1 // 0, 30)  # type: ignore[arg-type, return-value]
    stuck = threading.Event()
    assert not ended_within(stuck.wait, 0.01)  # type: ignore[arg-type]
    stuck.set()


@pytest.mark.slow
def test_a_process_ends_though_a_thread_goes_on_and_all_it_said_is_told() -> None:
    done = subprocess.run([sys.executable, "-c", AT_WORK], capture_output=True, text=True, timeout=600, check=True)
    assert done.stdout == "Stopped.\n"
    assert "made again at the next start" in done.stderr
