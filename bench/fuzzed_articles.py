"""Made-up articles through all that reads articles: the library, Markdown, the index, and the pages that show them."""

from __future__ import annotations

import io
import logging
import os
import shutil
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from app import check_files, create_app
from bench.fuzzed_requests import words_of
from bench.staffed import SAMPLES
from bench.verdict import Verdict
from bench.watching import processor_ms, sample
from bench.wrong_articles import Articles
from kb.core.settings import Settings
from kb.library.library import Library

TOGETHER = 20
"""Articles that are in the folder at one time."""
SHOWN = (
    "/en/articles/{}",
    "/en/articles/{}.md",
    "/api/v1/articles/{}?lang=en",
    "/editor/en/{}",
    "/editor/history/en/{}",
    "/review/articles/en/{}",
    "/og/en/{}.png",
)
PATIENCE = 60.0
"""Seconds for one page on a busy machine; a conversion has five."""
WHOLE = (
    "/en/",
    "/en/search?q=a",
    "/sitemap.xml",
    "/feed.xml",
    "/en/llms-full.txt",
    "/api/v1/articles",
    "/review",
    "/work",
    "/editor",
    "/review.ics",
    "/insights/articles",
)


def fuzz_articles(folder: Path, seed: int, numbers: Sequence[int], verdict: Verdict) -> None:
    """Have the articles of ``numbers`` read and shown, some at a time, by a site that goes on running."""
    place = folder / "articles"
    (place / "en").mkdir(parents=True)
    (place / "en/always.md").write_text("Here at all times.", "utf-8")
    made = Articles(words_of(Library(SAMPLES)), seed)
    app = create_app(Settings(place, folder / "data", embedding_models=()), start=False)
    with _logged() as log:
        for start in range(0, len(numbers), TOGETHER):
            some = {number: made.article(number) for number in numbers[start : start + TOGETHER]}
            _write(place / "en/made", some)
            _judge(app, some, verdict)
            if "Traceback" in log.getvalue():
                verdict.failed(min(some), "log", log.getvalue()[-6_000:], {"numbers": list(some)})
            log.truncate(0)
            log.seek(0)
            print(
                f"{start + len(some):,} read, {sample(os.getpid()).memory_mb:.0f} MB, failed {len(verdict.failures)}",
                flush=True,
            )
        verdict.judge_slow()
    verdict.notes.append(f"memory in the end {sample(os.getpid()).memory_mb:.0f} MB")
    app.extensions["kb"].close()


@contextmanager
def _logged() -> Iterator[io.StringIO]:
    """All that is logged meanwhile."""
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    try:
        yield log
    finally:
        logging.getLogger().removeHandler(handler)


def _write(folder: Path, some: Mapping[int, tuple[str, bytes]]) -> None:
    """These articles in the place of those before."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for number, (_, data) in some.items():
        (folder / f"a{number}.md").write_bytes(data)


def _judge(app: Flask, some: Mapping[int, tuple[str, bytes]], verdict: Verdict) -> None:
    parts, numbers = app.extensions["kb"], {"numbers": list(some)}
    try:
        begun = processor_ms(os.getpid())
        parts.library.refresh()
        parts.service.bring_up_to_date()
        verdict.times["index of twenty"].append(processor_ms(os.getpid()) - begun)
        browser = _staff(app)
        for problem in (*parts.library.catalog.problems, *check_files(parts.settings.articles_dir)):
            if "\n" in str(problem):
                verdict.failed(min(some), "kb check", f"more than a line: {str(problem)[:300]!r}", numbers)
        for path in WHOLE:
            _get(browser, path, min(some), "all", verdict, numbers)
        for number, (shape, data) in some.items():
            given = {"number": number, "text": data.decode("utf-8", "replace")[:300]}
            for path in SHOWN:
                _get(browser, path.format(f"made/a{number}"), number, shape, verdict, given)
    except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
        verdict.failed(min(some), "library, index or page", traceback.format_exc()[-3_000:], numbers)


def _get(browser: Any, path: str, number: int, shape: str, verdict: Verdict, given: dict[str, Any]) -> None:
    """Open one page; the time of its conversion is that of other processes, and bounded there."""

    def once() -> float:
        begun, started = processor_ms(os.getpid()), time.monotonic()
        status = browser.get(path, buffered=True).status_code
        if status >= 500:
            verdict.failed(number, path, f"status {status}", given)
        if (waited := time.monotonic() - started) > PATIENCE:
            verdict.failed(number, path, f"took {waited:.0f} s", given)
        return processor_ms(os.getpid()) - begun

    kind = f"{shape} {path.split('a' + str(number))[0]}…{path.split('a' + str(number))[-1]}" if shape != "all" else path
    verdict.took(number, kind, once(), once, given)


def _staff(app: Flask) -> Any:
    """A browser of somebody at the machine, where there are no accounts yet."""
    browser = app.test_client()
    browser.get("/here", query_string={"key": app.extensions["kb"].site.machine_secret})
    assert browser.get("/editor").status_code == 200, "nobody may see the pages of editors"
    return browser
