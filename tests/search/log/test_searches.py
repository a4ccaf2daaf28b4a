"""Searches that are too old become sums of their day."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import Engine, select, text

from kb.core.settings import Settings
from kb.storage.retention import Retention
from search.log.history import days
from search.log.recorder import Recorder
from search.log.searches import Day, SearchClicks, Searches, retention
from tests.clock import Clock
from tests.search.log.conftest import RESET, TODAY, search, written


def keeping(database: Engine, clock: Clock, retention_days: int) -> Retention:
    return Retention(database, clock, retention(Settings(retention_days=retention_days)))


def written_ids(database: Engine) -> list[str]:
    with database.connect() as connection:
        return list(connection.scalars(select(Searches.id)))


def test_what_is_too_old_becomes_sums_of_its_day(database: Engine, clock: Clock) -> None:
    recorder = Recorder(database, clock)
    recorder.click(search(recorder, "reset") or "", RESET, 1)
    search(recorder, "refund", total=0)
    clock.later(days=1)
    search(recorder, "kept", "bob")
    recorder.flush(everything=True)
    clock.later(days=30)
    keeping(database, clock, 30).tidy()
    assert [one.query for one in written(database)] == ["kept"]
    with database.connect() as connection:
        assert days(connection, TODAY, TODAY) == [Day(TODAY, "en", 2, 1, 1)]
        assert connection.execute(select(SearchClicks)).all() == []


def test_old_searches_are_looked_for_once_a_day(database: Engine, clock: Clock) -> None:
    recorder, kept = Recorder(database, clock), keeping(database, clock, 1)
    kept.tidy()
    search(recorder, "old")
    clock.later(hours=1)
    recorder.flush(everything=True)
    with database.begin() as connection:
        connection.execute(text("UPDATE searches SET at = '2025-01-01 00:00:00.000000'"))
    kept.tidy()
    assert len(written_ids(database)) == 1
    clock.later(days=1)
    kept.tidy()
    assert written_ids(database) == []


def test_where_the_database_is_away_old_searches_are_left_and_the_log_says_so(
    database: Engine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE searches RENAME TO away"))
    with caplog.at_level(logging.WARNING):
        keeping(database, clock, 30).tidy()
    assert "old searches could not be deleted" in caplog.text
