"""Sends made-up requests to a real server, asks made-up queries of the engine, or has made-up articles read.

    python bench/fuzz.py requests|queries|articles [--seed 1] [--from 0] [--count 1000] [--failed FILE]

Everything is made from the seed and its number: a run goes on where another ended with ``--from``. Nothing may answer
5xx, leave a traceback in the log, end the process, or take more than 20 times the processor of the median of its kind
(and more than 100 ms) twice. ``requests`` signs in as an administrator and sends what forms have too, over a copy of
the sample articles; search is by words alone. What failed is written to ``--failed``, a line of JSON each, of the form
of ``tests/bench/fuzzed.jsonl``. Exits with 1 where something failed.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.fuzzed_articles import fuzz_articles  # noqa: E402
from bench.fuzzed_queries import fuzz_queries  # noqa: E402
from bench.fuzzed_requests import fuzz_requests  # noqa: E402
from bench.verdict import Verdict  # noqa: E402

KINDS = {"requests": fuzz_requests, "queries": fuzz_queries, "articles": fuzz_articles}


def main() -> int:
    """Run it; 1 where something failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--failed", type=Path)
    asked = parser.parse_args()
    gc.enable()  # what tests share has switched it off
    verdict = Verdict()
    with tempfile.TemporaryDirectory(prefix="kb-fuzz-") as folder:
        KINDS[asked.kind](Path(folder), asked.seed, range(asked.first, asked.first + asked.count), verdict)
    print(verdict.table())
    if asked.failed:
        asked.failed.write_text("".join(f"{json.dumps(one.as_json())}\n" for one in verdict.failures), "utf-8")
    return 1 if verdict.failures else 0


if __name__ == "__main__":
    sys.exit(main())
