"""Measures the review of a large collection: the queue page, one decision, `kb review`; and how many queries they ask.

    python bench/review.py [--articles 10000] [--data DIR] [--times 15]

The collection is generated (bench/generated.py), reviewed on days spread over two years, with 90 days of views. Pages
are asked through the whole application in this process; nothing is kept between two but what the site itself keeps.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from flask import Flask  # noqa: E402
from sqlalchemy import event, insert  # noqa: E402

from app import create_app  # noqa: E402
from bench.generated import Generator, read_sources, write_collection  # noqa: E402
from kb.core.settings import Settings  # noqa: E402
from kb.files.saving import fingerprint  # noqa: E402
from kb.library.library import Library  # noqa: E402
from kb.storage.database import connect  # noqa: E402
from kb.usage.views import ArticleViews  # noqa: E402
from review.decisions.decision import DecisionKind, Reviewer  # noqa: E402
from review.decisions.decision_request import DecisionRequest, DecisionTarget  # noqa: E402
from search.results.results import SearchRequest  # noqa: E402

TODAY = date(2026, 11, 22)
PAGES = ("/review", "/review?state=overdue&sort=due&page=3", "/review?q=water", "/review/reports", "/api/v1/review")
OWNERS = ("Orders team", "Delivery team", "Product support", "Accounts")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--articles", type=int, default=10_000)
    options.add_argument("--data")
    options.add_argument("--times", type=int, default=15)
    given = options.parse_args()
    folder = Path(given.data or tempfile.mkdtemp(prefix="kb-bench-"))
    settings = Settings(articles_dir=folder / "articles", data_dir=folder / "data")
    prepare(settings, given.articles)
    app = create_app(settings, models=[], clock=lambda: datetime(2026, 11, 22, 12, tzinfo=UTC), start=False)
    parts = app.extensions["kb"]
    parts.service.bring_up_to_date()
    print(f"{len(parts.library.catalog.published)} articles")
    for path in PAGES:
        show(app, path, given.times)
    print(f"one article marked reviewed: {decide(app):.3f} s until queue and search say so")
    print(
        f"kb review: {p50(lambda: command(settings), 3):.2f} s (of which Python and imports {p50(start_only, 3):.2f} s)"
    )
    parts.close()


def prepare(settings: Settings, count: int) -> None:
    """Write the collection and its views, where they are not there yet."""
    if settings.articles_dir.is_dir() and settings.data_dir.is_dir():
        return
    generator = Generator(read_sources(ROOT / "articles"))
    write_collection(generator, settings.articles_dir, count)
    rng = random.Random(7)
    for number, file in enumerate(sorted(settings.articles_dir.rglob("*.md"))):
        day = TODAY - timedelta(days=rng.randrange(730))
        text = file.read_text("utf-8")
        owner = OWNERS[number % len(OWNERS)]
        file.write_text(
            re.sub(r"last_reviewed_on: .*", f"last_reviewed_on: {day}\nowner: {owner}", text, count=1), "utf-8"
        )
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    ids = [article.id for article in Library(settings.articles_dir).refresh().published]
    rows = [
        {"language": id_.language, "key": id_.key, "day": TODAY - timedelta(days=back), "views": 1 + rng.randrange(40)}
        for back in range(90)
        for id_ in rng.sample(ids, len(ids) // 5)
    ]
    database = connect(settings.database)
    with database.begin() as connection:
        connection.execute(insert(ArticleViews), rows)
    database.dispose()


def show(app: Flask, path: str, times: int) -> None:
    """Time one page and count its queries."""
    client, asked = app.test_client(), 0

    def count(*_: object) -> None:
        nonlocal asked
        asked += 1

    client.get(path)
    database = app.extensions["kb"].review.database
    event.listen(database, "before_cursor_execute", count)
    took, size = [], 0
    for _ in range(times):
        began = time.perf_counter()
        response = client.get(path)
        took.append(time.perf_counter() - began)
        size = len(response.data)
        assert response.status_code == 200, (path, response.status)
    event.remove(database, "before_cursor_execute", count)
    ordered = sorted(took)
    tail = ordered[int(len(ordered) * 0.95)]
    print(
        f"{path}: p50 {statistics.median(took) * 1000:.0f} ms, p95 {tail * 1000:.0f} ms, "
        f"{asked / times:.0f} queries, {size / 1024:.0f} KB"
    )


def decide(app: Flask) -> float:
    """Seconds from a decision to the queue and a search that both know it; embeds nothing."""
    parts = app.extensions["kb"]
    article = parts.review.queue()[0].article
    seen = fingerprint((parts.settings.articles_dir / article.path).read_bytes())
    began = time.perf_counter()
    outcome = parts.review.decisions.decide(
        DecisionRequest(DecisionKind.REVIEWED), [DecisionTarget(article.id, seen)], Reviewer("Alice")
    )
    assert outcome.done == [article.id]
    row = next(row for row in parts.review.queue() if row.article.id == article.id)
    hits = parts.service.engine.search(SearchRequest(article.title, article.language)).hits
    took = time.perf_counter() - began
    assert row.article.last_reviewed_on == TODAY
    assert [hit.article.last_reviewed_on for hit in hits if hit.article.id == article.id] == [TODAY]
    return took


def command(settings: Settings) -> None:
    """`kb review` as people run it."""
    folders = ["--articles", str(settings.articles_dir), "--data", str(settings.data_dir)]
    run("-m", "app", *folders, "review", "--today", str(TODAY))


def start_only() -> None:
    run("-m", "app", "review", "--help")


def run(*arguments: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def p50(do: Callable[[], object], times: int) -> float:
    """The median of seconds."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        do()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


if __name__ == "__main__":
    main()
