"""Measurements start each other as programs, by name: a file that was renamed is no measurement any more."""

from __future__ import annotations

import re
from pathlib import Path

BENCH = Path(__file__).parents[2] / "bench"
STARTED = re.compile(r"""__file__\)\.with_name\(["']([^"']+)["']\)""")


def test_what_a_measurement_starts_is_there() -> None:
    started = {BENCH / name for file in BENCH.glob("*.py") for name in STARTED.findall(file.read_text("utf-8"))}
    assert BENCH / "latency_probe.py" in started
    assert [program.name for program in started if not program.is_file()] == []
