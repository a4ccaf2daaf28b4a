"""Counting which articles are read."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from threading import Thread

import pytest
from sqlalchemy import Engine, text

from kb.catalog.article import ArticleId
from kb.core.clock import utc_now
from kb.storage.collecting import MAX_PENDING
from kb.usage.views import POPULAR_DAYS, ViewCounter, views_by_day
from tests.clock import Clock

RESET = ArticleId("en", "account/reset")
CLOSE = ArticleId("en", "account/close")
RESET_FA = ArticleId("fa", "account/reset")


@pytest.fixture
def counter(database: Engine, clock: Clock) -> ViewCounter:
    return ViewCounter(database, clock)


def rows(database: Engine) -> list[tuple[object, ...]]:
    with database.connect() as connection:
        found = connection.execute(text("SELECT language, key, day, views FROM article_views ORDER BY 1, 2, 3"))
        return [(language, key, str(day), views) for language, key, day, views in found]  # SQLite has no dates


def test_views_are_written_by_article_language_and_day(counter: ViewCounter, clock: Clock, database: Engine) -> None:
    for article in (RESET, RESET, RESET_FA, CLOSE):
        counter.count(article)
    clock.now += timedelta(days=1)
    counter.count(RESET)
    counter.flush()
    assert rows(database) == [
        ("en", "account/close", "2026-11-22", 1),
        ("en", "account/reset", "2026-11-22", 2),
        ("en", "account/reset", "2026-11-23", 1),
        ("fa", "account/reset", "2026-11-22", 1),
    ]


def test_later_views_add_to_earlier_ones_of_every_process(database: Engine, clock: Clock) -> None:
    first, second = ViewCounter(database, clock), ViewCounter(database, clock)
    for counter in (first, second, first):
        counter.count(RESET)
        counter.flush()
    assert rows(database) == [("en", "account/reset", "2026-11-22", 3)]


def test_nothing_read_writes_nothing(counter: ViewCounter, database: Engine) -> None:
    counter.flush()
    assert rows(database) == []


def test_popular_is_most_read_first_in_one_language(counter: ViewCounter) -> None:
    for article in (CLOSE, RESET, RESET, RESET_FA):
        counter.count(article)
    counter.flush()
    assert counter.popular("en", 5) == ["account/reset", "account/close"]
    assert counter.popular("en", 1) == ["account/reset"]
    assert counter.popular("fa", 5) == ["account/reset"]
    assert counter.popular("ru", 5) == []


@pytest.mark.parametrize(("days", "expected"), [(POPULAR_DAYS, ["account/reset"]), (POPULAR_DAYS + 1, [])])
def test_popular_forgets_what_was_read_long_ago(
    counter: ViewCounter, clock: Clock, days: int, expected: list[str]
) -> None:
    counter.count(RESET)
    counter.flush()
    clock.now += timedelta(days=days)
    assert counter.popular("en", 5) == expected


def test_views_by_day_are_told_from_a_day_on(counter: ViewCounter, clock: Clock, database: Engine) -> None:
    for _ in range(3):
        counter.count(RESET)
        counter.count(RESET_FA)
        clock.now += timedelta(days=1)
    counter.flush()
    with database.connect() as connection:
        found = sorted(views_by_day(connection, date(2026, 11, 23)))
    days = (date(2026, 11, 23), date(2026, 11, 24))
    assert found == [(*id_, day, 1) for id_ in (RESET, RESET_FA) for day in days]


def test_closing_loses_nothing_that_was_counted(counter: ViewCounter, database: Engine) -> None:
    counter.start()
    counter.count(RESET)
    counter.close()
    assert rows(database) == [("en", "account/reset", "2026-11-22", 1)]


def test_no_view_is_lost_between_threads(counter: ViewCounter, database: Engine) -> None:
    def read_and_write() -> None:
        for _ in range(200):
            counter.count(RESET)
        counter.flush()

    threads = [Thread(target=read_and_write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rows(database) == [("en", "account/reset", "2026-11-22", 800)]


def test_where_the_database_is_away_views_wait_and_are_written_later(
    counter: ViewCounter, database: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    counter.count(RESET)
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE article_views RENAME TO away"))
    with caplog.at_level(logging.WARNING):
        counter.flush()
        assert counter.popular("en", 5) == []
    assert "views could not be written and wait" in caplog.text
    assert "popular articles could not be read" in caplog.text
    counter.count(RESET)
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO article_views"))
    counter.flush()
    assert rows(database) == [("en", "account/reset", "2026-11-22", 2)]


def test_what_waits_is_bounded_and_the_rest_is_counted_as_dropped(counter: ViewCounter) -> None:
    for number in range(MAX_PENDING + 5):
        counter.count(ArticleId("en", str(number)))
    counter.count(ArticleId("en", "0"))
    assert counter.dropped == 5


def test_without_a_database_counting_is_harmless() -> None:
    counter = ViewCounter(None, Clock())
    counter.count(RESET)
    counter.flush()
    counter.close()
    assert counter.popular("en", 5) == []


def test_the_usual_clock_is_in_utc() -> None:
    assert utc_now().utcoffset() == timedelta(0)
