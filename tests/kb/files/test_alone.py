"""One at a time, also where they are processes; and a lock that cannot be had keeps nobody from working."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kb.files.alone import Alone

HOLDING = """
import sys
from pathlib import Path
from kb.files.alone import Alone
with Alone(Path(sys.argv[1]))():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_threads_take_turns_on_locks_of_their_own(tmp_path: Path) -> None:
    count = tmp_path / "count"
    count.write_text("0")

    def one_more(_: int) -> None:
        with Alone(tmp_path / "lock")():
            count.write_text(str(int(count.read_text()) + 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one_more, range(40)))
    assert count.read_text() == "40"
    assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_a_process_that_is_killed_gives_it_back(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(lambda: Alone(tmp_path)().__enter__())
            assert not waiting.done()
            os.kill(holder.pid, signal.SIGKILL)
            waiting.result()
    assert list(tmp_path.iterdir()) == []  # a folder is locked without anything appearing in it


@pytest.mark.parametrize("file", [None, Path("/proc/nowhere/lock")])
def test_where_nothing_can_be_locked_work_goes_on(file: Path | None) -> None:
    with Alone(file)():
        pass


def test_a_folder_that_is_taken_away_does_not_come_back_as_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    alone = Alone(folder)
    folder.rmdir()
    with alone():
        pass
    assert not folder.exists()


def test_who_does_not_wait_is_told_that_somebody_is_there(tmp_path: Path) -> None:
    first, second = Alone(tmp_path / "lock"), Alone(tmp_path / "lock")
    with first.if_free() as is_first:
        with second.if_free() as is_second, first.if_free() as is_again:
            assert (is_first, is_second, is_again) == (True, False, False)
        with second.if_free() as is_second:
            assert not is_second
    with second.if_free() as is_second, Alone(Path("/proc/nowhere/lock")).if_free() as is_other:
        assert (is_second, is_other) == (True, True)
