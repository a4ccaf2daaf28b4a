"""Breaks a real site again and again, and looks whether something is lost or answered wrong.

    python bench/faults.py [--times 100] [--only "killed,database cut"] [--seed 1] [--list] [--log FILE] [--table]

Each so many times over a copy of the sample articles; afterwards it is read back whether all is there that the site
had said was done. One site serves all times of a fault, a new one after something was wrong. With ``--log`` every time
is noted in FILE as a line of JSON, those that stand there are not done again, ``--table`` prints them. Faults
that fill a disk mount one of their own, which only root may; clocks are turned by a library that ``cc`` makes. Exits
with 1 where something was wrong.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.faults_around import AROUND  # noqa: E402
from bench.faults_full import FULL  # noqa: E402
from bench.faults_git import OF_GIT  # noqa: E402
from bench.faults_killed import KILLED  # noqa: E402
from bench.faults_nodes import AMONG_NODES  # noqa: E402
from bench.faulty import Fault, Turn  # noqa: E402
from bench.staffed import administrator, copy_of_samples, served  # noqa: E402

LEFT_OUT = ("ar", "fa", "ru")
FAULTS: dict[str, Fault] = {**KILLED, **AROUND, **FULL, **AMONG_NODES, **OF_GIT}


class Done(NamedTuple):
    """One time: which fault, its number, what was wrong (empty where nothing was), and how long it took."""

    fault: str
    number: int
    wrong: str
    seconds: float


class Log:
    """What was done so far; kept in ``file`` where there is one."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        lines = file.read_text("utf-8").splitlines() if file and file.exists() else []
        self.done = [Done(**json.loads(line)) for line in lines]

    def left(self, fault: str, numbers: Iterable[int]) -> list[int]:
        """Those of ``numbers`` that were not done yet."""
        known = {one.number for one in self.done if one.fault == fault}
        return [number for number in numbers if number not in known]

    def note(self, one: Done) -> None:
        """Keep it, and say what was wrong."""
        self.done.append(one)
        if self._file:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(one._asdict()) + "\n")
        if one.wrong:
            print(f"WRONG {one.fault} {one.number}: {one.wrong}", flush=True)

    def table(self, faults: Sequence[str]) -> str:
        """A line a fault."""
        lines = ["| fault | times | wrong | seconds each |", "| --- | ---: | ---: | ---: |"]
        for fault in faults:
            if mine := [one for one in self.done if one.fault == fault]:
                each = sum(one.seconds for one in mine) / len(mine)
                lines.append(f"| {fault} | {len(mine)} | {sum(bool(one.wrong) for one in mine)} | {each:.0f} |")
        return "\n".join(lines)


def main() -> int:
    """Run them; 1 where something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--only", default="", help="names with commas between them")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--log", type=Path)
    parser.add_argument("--table", action="store_true")
    given = parser.parse_args()
    names = [name for name in FAULTS if not given.only or name in given.only.split(",")]
    log = Log(given.log)
    if given.list:
        print("\n".join(names))
        return 0
    if not given.table:
        with tempfile.TemporaryDirectory(prefix="kb-faults-") as base:
            _prepare(Path(base))
            for name in names:
                _repeat(name, log.left(name, range(given.times)), given.seed, Path(base), log)
    print(log.table(names))
    return 1 if any(one.wrong for one in log.done if one.fault in names) else 0


def _prepare(base: Path) -> None:
    """A site that has begun once, with its index and an administrator: so does each fault begin. English alone is
    enough for that, and a start costs a quarter.
    """
    for folder in copy_of_samples(base).iterdir():
        if folder.is_dir() and folder.name in LEFT_OUT:
            shutil.rmtree(folder)
    with served(base) as server:
        administrator(server)
        server.wait_until("/api/v1/search?lang=en&q=pay", '"url"')
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(60)


def _repeat(name: str, numbers: Sequence[int], seed: int, base: Path, log: Log) -> None:
    """Do the fault once for each of ``numbers``, on one site until something is wrong there."""
    left = list(numbers)
    while left:
        with tempfile.TemporaryDirectory(prefix="kb-fault-") as folder, ExitStack() as stack:
            shutil.copytree(base, folder, dirs_exist_ok=True)
            turn: Turn | None = None
            wrong = ""
            while left and not wrong:
                number, begun = left.pop(0), time.monotonic()
                try:
                    turn = turn or stack.enter_context(FAULTS[name](Path(folder)))
                    turn(random.Random(f"{seed}/{number}"))
                except Exception:  # noqa: BLE001 - whatever went wrong is what is looked for
                    wrong = traceback.format_exc()[-6_000:] + _said_last(Path(folder))
                log.note(Done(name, number, wrong, time.monotonic() - begun))


def _said_last(folder: Path) -> str:
    """How the logs of all sites in ``folder`` end: whether one has ended, and why, is else not to be told later."""
    logs = {log: log.read_text("utf-8", "replace")[-1_000:] for log in sorted(folder.rglob("output.txt"))}
    return "".join(f"\n{log.relative_to(folder)} ends:\n{end}" for log, end in logs.items())


if __name__ == "__main__":
    sys.exit(main())
