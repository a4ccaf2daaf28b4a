"""Measures what recording adds to a search request: the same requests with and without it, in turns.

    python bench/recording.py [--articles articles] [--times 400]

Requests go through the whole application in this process, without a network and without a model, so that they are as
cheap as searches get and recording weighs as much as it can. Each search has another question, and each pair another
reader.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from flask import Flask  # noqa: E402

from app import create_app  # noqa: E402
from kb.core.settings import Settings  # noqa: E402

ADDRESSES = ("/en/search?q=", "/api/v1/search?lang=en&q=")
RECORDED = {"User-Agent": "bench"}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--articles", type=Path, default=ROOT / "articles")
    options.add_argument("--times", type=int, default=400)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(given.articles.absolute(), Path(folder)), models=[], start=False)
        parts = app.extensions["kb"]
        parts.service.bring_up_to_date()
        for address in ADDRESSES:
            show(app, address, given.times)
        started = time.perf_counter()
        parts.recorder.flush(everything=True)
        print(f"written in one go, in a thread of its own: {(time.perf_counter() - started) * 1000:.0f} ms")
        parts.close()


def show(app: Flask, address: str, times: int) -> None:
    """Print what one request costs both ways; they take turns, and who begins changes."""
    recorder = app.extensions["kb"].recorder
    database = recorder._database
    client = app.test_client()
    spent: dict[bool, list[float]] = {True: [], False: []}
    for number in range(times):
        for records in (number % 2 == 0, number % 2 == 1):
            recorder._database = database if records else None  # without a database nothing is taken down
            reader = {"REMOTE_ADDR": f"10.{len(address)}.{number // 250}.{number % 250}"}
            started = time.perf_counter()
            client.get(f"{address}return+a+parcel+{2 * number + records}", headers=RECORDED, environ_base=reader)
            spent[records].append((time.perf_counter() - started) * 1000)
    recorder._database = database
    with_, without = statistics.median(spent[True]), statistics.median(spent[False])
    pairs = statistics.median(a - b for a, b in zip(spent[True], spent[False], strict=True))
    both = f"{without:.3f} ms without, {with_:.3f} ms with"
    print(f"{address}: {both}; recording adds {pairs:.3f} ms, {pairs / without:+.1%}")


if __name__ == "__main__":
    main()
