"""A site that works for long holds no more than at first; half a minute of much traffic stands for it here."""

from __future__ import annotations

import math
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.soak import Soaked, soak, told
from bench.staffed import served
from bench.watching import Sample, Watch, family, sample, slope
from tests.servers import PATIENCE_SECONDS

MINUTES, READERS, THINK, SAVE = 0.5, 8, 0.2, 5.0


@pytest.mark.slow
def test_half_a_minute_of_traffic_has_no_error_and_leaves_no_file_and_no_thread_behind(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        soaked = soak(server, tmp_path / "articles", MINUTES, READERS, THINK, SAVE, PATIENCE_SECONDS)
    assert soaked.failed() == [], told(soaked)
    assert len(soaked.asked) > READERS
    assert soaked.found
    assert {"vote 200", "helpdesk 200", "save 303"} <= {*soaked.done}


def test_a_slope_counts_where_it_is_more_than_noise() -> None:
    seconds = [float(second) for second in range(600)]
    steady = slope(seconds, [100 + math.sin(second) for second in seconds])
    growing = slope(seconds, [100 + math.sin(second) + second / 60 for second in seconds])
    assert not steady.grows()
    assert growing.grows()
    assert growing.an_hour == pytest.approx(60, rel=0.05)
    assert not slope(seconds[:4], [1, 2, 3, 4]).grows()  # too little to tell


def test_files_that_come_and_go_do_not_count_and_those_that_stay_do() -> None:
    def soaked(files: list[int]) -> Soaked:
        watch = Watch(1)
        watch.samples = [Sample(float(at), 100.0, number, 8) for at, number in enumerate(files)]
        return Soaked(watch)

    assert not soaked([10, 40, 60, 30, 62, 12, 58, 61] * 5).grew("files")
    assert soaked([10 + number for number in range(40)]).grew("files")


def test_a_process_is_looked_at_with_all_that_it_started() -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE) as parent:
        while len(family(parent.pid)) == 1:
            assert parent.poll() is None
            time.sleep(0.05)
        assert sample(parent.pid).threads >= 2
        parent.communicate(b"\n")
