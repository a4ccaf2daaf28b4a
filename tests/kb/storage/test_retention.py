"""Every rule is carried out once a day, each on its own: one that fails stops no other and is tried again."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, Engine, text

from kb.storage.retention import Retention, RetentionRule
from tests.clock import NOON, Clock

TODAY = NOON.date()


class Room:
    """Something that keeps things of people; takes down the days it is told."""

    def __init__(self, what: str, days: int) -> None:
        self.told: list[date] = []
        self.rule = RetentionRule(what, days, self.forget)

    def forget(self, _: Connection, before: date) -> None:
        self.told.append(before)


class Broken(Room):
    """One that cannot."""

    def __init__(self, error: Exception) -> None:
        super().__init__("broken things", 3)
        self.error: Exception | None = error

    def forget(self, connection: Connection, before: date) -> None:
        connection.execute(text("UPDATE sign_in_tries SET tries = 1"))
        if self.error:
            raise self.error
        super().forget(connection, before)


def test_each_rule_is_told_the_first_day_that_stays(database: Engine, clock: Clock) -> None:
    rooms = Room("votes", 30), Room("entries", 400), Room("marks", 0)
    Retention(database, clock, [room.rule for room in rooms]).tidy()
    assert [room.told for room in rooms] == [[TODAY - timedelta(days=days)] for days in (30, 400, 0)]


def test_a_rule_is_carried_out_once_a_day(database: Engine, clock: Clock) -> None:
    room = Room("votes", 1)
    retention = Retention(database, clock, [room.rule])
    for hours in (0, 1, 10, 1):  # the last begins a new day
        clock.later(hours=hours)
        retention.tidy()
    assert room.told == [TODAY - timedelta(days=1), TODAY]


def test_days_are_those_of_utc_whatever_zone_the_clock_is_in(database: Engine) -> None:
    room = Room("marks", 0)
    east = datetime(2026, 11, 23, 1, tzinfo=timezone(timedelta(hours=3)))
    Retention(database, lambda: east, [room.rule]).tidy()
    assert room.told == [TODAY]


@pytest.mark.parametrize("error", [ValueError("a fault of ours"), RecursionError("deep")])
def test_a_rule_that_fails_stops_no_other_and_is_logged_and_tried_again(
    database: Engine, clock: Clock, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    before, broken, after = Room("votes", 1), Broken(error), Room("notes", 1)
    retention = Retention(database, clock, [before.rule, broken.rule, after.rule])
    with caplog.at_level(logging.WARNING):
        retention.tidy()
    assert before.told == after.told == [TODAY - timedelta(days=1)]
    (record,) = caplog.records
    assert record.getMessage() == (
        f"old broken things could not be deleted; it is tried again in a minute: {broken.error}"
    )
    broken.error = None
    retention.tidy()
    assert broken.told == [TODAY - timedelta(days=3)]
    assert len(before.told) == len(after.told) == 1


def test_what_the_database_refuses_is_logged_without_the_rows_it_quotes(
    database: Engine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    def forget(connection: Connection, _: date) -> None:
        connection.execute(text("DELETE FROM no_such_table WHERE name = :name"), {"name": "ann@example.com"})

    retention = Retention(database, clock, [RetentionRule("votes", 1, forget)])
    with caplog.at_level(logging.WARNING):
        retention.tidy()
    assert "old votes could not be deleted" in caplog.text
    assert "no_such_table" in caplog.text
    assert "ann@example.com" not in caplog.text


def test_what_a_rule_began_and_did_not_end_is_undone(database: Engine, clock: Clock) -> None:
    add = "INSERT INTO sign_in_tries (subject, tries, tried_at, blocked_until) VALUES ('x', 7, :now, :now)"
    with database.begin() as connection:
        connection.execute(text(add), {"now": datetime(2026, 11, 22)})  # noqa: DTZ001 - as the table keeps it
    Retention(database, clock, [Broken(ValueError()).rule]).tidy()
    with database.connect() as connection:
        assert connection.scalar(text("SELECT tries FROM sign_in_tries")) == 7


def test_without_a_database_it_is_harmless(clock: Clock) -> None:
    room = Room("votes", 1)
    retention = Retention(None, clock, [room.rule])
    retention.start()
    retention.close()
    assert room.told == []


def test_it_begins_at_once_when_it_is_started(database: Engine, clock: Clock) -> None:
    room = Room("votes", 1)
    retention = Retention(database, clock, [room.rule])
    retention.start()
    retention.close()  # waits for what is under way
    assert room.told == [TODAY - timedelta(days=1)]
