"""What processes count together: exactly, without waiting for a database that is away, and nobody can be read out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta

import pytest
from sqlalchemy import Engine, create_engine, select, text

from kb.storage.database import connect
from kb.storage.shared_counts import SharedCount, SharedCounts, retention
from tests.clock import NOON, Clock
from tests.no_threads import no_more_threads

KEY = b"k" * 32
SOON = NOON + timedelta(seconds=60)
Make = Callable[[], SharedCounts]


@pytest.fixture
def make(database: Engine, database_url: str, clock: Clock) -> Iterator[Make]:
    """Another process on the same database."""
    opened: list[Engine] = []

    def one_more() -> SharedCounts:
        opened.append(connect(database_url))
        return SharedCounts(opened[-1], clock, KEY, patience=60)

    yield one_more
    for one in opened:
        one.dispose()


def test_all_processes_count_together_and_none_gets_the_number_of_another(make: Make) -> None:
    processes = [make(), make(), make()]
    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda n: processes[n % 3].count("contact", "10.0.0.1", SOON), range(30)))
    assert sorted(found, key=lambda one: one or 0) == list(range(1, 31))


def test_each_name_and_each_of_them_is_counted_alone(make: Make) -> None:
    one = make()
    asked = [("a", "x"), ("a", "y"), ("b", "x"), ("a", "x")]
    assert [one.count(name, who, SOON) for name, who in asked] == [1, 1, 1, 2]


@pytest.mark.parametrize("who", ["\ud800", "a\0b", "\U0001f600", "\udfff\ud800"])
def test_whatever_signs_somebody_is_called_by_they_are_counted(make: Make, who: str) -> None:
    one = make()
    assert [one.count("a", who, SOON) for _ in range(2)] == [1, 2]


def test_after_its_time_it_begins_anew_also_where_a_clock_was_ahead(make: Make, clock: Clock) -> None:
    one = make()
    assert [one.count("a", "x", SOON) for _ in range(2)] == [1, 2]
    clock.now = SOON
    assert one.count("a", "x", SOON + timedelta(seconds=60)) == 1
    clock.now = NOON  # what is written now lasts longer than it may
    assert one.count("a", "x", SOON) == 1


def test_of_who_asked_nothing_but_a_keyed_hash_is_kept(make: Make, database: Engine) -> None:
    make().count("contact", "10.0.0.1", SOON)
    with database.connect() as connection:
        [row] = connection.execute(select(SharedCount.name, SharedCount.who, SharedCount.until)).all()
    assert (row.name, row.until.replace(tzinfo=UTC)) == ("contact", SOON)
    assert len(row.who) == 32
    assert "10" not in row.who or "10.0" not in row.who


def test_what_is_over_is_deleted(make: Make, database: Engine, clock: Clock) -> None:
    make().count("a", "x", SOON)
    clock.now = SOON + timedelta(seconds=1)
    make().count("b", "y", SOON + timedelta(seconds=60))
    with database.connect() as connection:
        assert connection.scalars(select(SharedCount.name)).all() == ["b"]


def test_what_was_over_yesterday_goes_though_nobody_counts_any_more(make: Make, database: Engine) -> None:
    make().count("a", "x", SOON)
    for days, left in ((0, 1), (1, 0)):
        with database.begin() as connection:
            retention().forget(connection, NOON.date() + timedelta(days=days))
            assert len(connection.scalars(select(SharedCount.name)).all()) == left


def test_while_the_database_is_away_nobody_can_tell_and_nobody_waits(
    make: Make, database: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE shared_counts RENAME TO away"))
    one = make()
    assert [one.count("a", "x", SOON) for _ in range(50)] == [None] * 50
    assert len([line for line in caplog.messages if "counted by each for a while" in line]) == 1


def test_a_database_that_hangs_holds_nobody_up(clock: Clock, database: Engine, database_url: str) -> None:
    with database.begin() as connection:
        if database.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("LOCK TABLE shared_counts"))
        hanging = SharedCounts(create_engine(database_url), clock, KEY, patience=0.05)
        assert hanging.count("a", "x", SOON) is None
        assert hanging.count("a", "x", SOON) is None


def test_where_no_thread_can_be_started_nobody_can_tell_and_nobody_fails(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    one = make()
    with no_more_threads():
        assert [one.count("a", "x", SOON) for _ in range(3)] == [None] * 3
    assert len([line for line in caplog.messages if "can't start new thread" in line]) == 1
