"""Breaks a real site again and again, and looks whether something is lost or answered wrong.

    python bench/faults.py [--times 100] [--only "killed while saving,database cut"] [--seed 1] [--list]

The process is killed by kill -9 at a chance instant while an article is saved, indexed, voted on or reviewed; the
database (PostgreSQL, the index in it too) is cut off, slow, read-only, or ends and begins again; the articles folder
goes and comes back. Each so many times over a copy of the sample articles; afterwards it is read back whether all is
there that the site had said was done. Prints a table; exits with 1 where something was wrong.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.faults_around import AROUND  # noqa: E402
from bench.faults_killed import KILLED  # noqa: E402
from bench.staffed import administrator, served  # noqa: E402

FAULTS: dict[str, Callable[[Path, random.Random], None]] = {**KILLED, **AROUND}


def main() -> int:
    """Run them; 1 where something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--only", default="", help="names with commas between them")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true")
    given = parser.parse_args()
    names = [name for name in FAULTS if not given.only or name in given.only.split(",")]
    if given.list:
        print("\n".join(FAULTS))
        return 0
    with tempfile.TemporaryDirectory(prefix="kb-faults-") as base:
        _prepare(Path(base))
        print("| fault | times | wrong | seconds each |\n| --- | ---: | ---: | ---: |")
        wrong = sum([_row(name, given.times, given.seed, Path(base)) for name in names])
    return 1 if wrong else 0


def _prepare(base: Path) -> None:
    """A site that has begun once, with its index and an administrator: so does each turn begin."""
    with served(base) as server:
        administrator(server)
        server.wait_until("/api/v1/search?lang=en&q=pay", '"url"')
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(60)


def _row(name: str, times: int, seed: int, base: Path) -> int:
    wrong, begun = 0, time.monotonic()
    for number in range(times):
        with tempfile.TemporaryDirectory(prefix="kb-fault-") as folder:
            shutil.copytree(base, folder, dirs_exist_ok=True)
            try:
                FAULTS[name](Path(folder), random.Random(f"{seed}/{number}"))
            except Exception:  # noqa: BLE001 - whatever went wrong is what is looked for
                wrong += 1
                print(f"WRONG {name} {number}: {traceback.format_exc()[-3_000:]}", flush=True)
    print(f"| {name} | {times} | {wrong} | {(time.monotonic() - begun) / max(times, 1):.0f} |", flush=True)
    return wrong


if __name__ == "__main__":
    sys.exit(main())
