"""Machines that share a database go by its clock: whatever their own say, what one promises holds at the others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from app import create_app
from kb.account_services.accounts import Accounts
from kb.catalog.article import ArticleId
from kb.core.clock import Clock, utc_now
from kb.core.roles import READER, Role
from kb.core.settings import Settings
from kb.importing.books import ImportBooks, NewImport
from kb.importing.import_rows import ImportState
from kb.messages.deliveries import claim_due
from kb.messages.inbox import take_in
from kb.messages.outbox import ways_of
from kb.publishing.plan import PlannedAct, PlannedOne, due, keep_plan
from kb.storage.database import naive_utc
from kb.storage.shared_clock import ALLOWED, SECONDS_BETWEEN, SharedClock, clock_at, clock_of
from kb.storage.shared_counts import take
from tests.kb.messages.conftest import a_message, mail_settings
from tests.postgres import Postgres

pytestmark = pytest.mark.slow  # each has a database of PostgreSQL

MINUTES, DAY = timedelta(minutes=10), timedelta(days=1)


def machine(ahead: timedelta) -> Clock:
    """The clock of a machine that is so much ahead of the others."""
    return lambda: datetime.now(UTC) + ahead


@pytest.fixture
def shared(postgres: Postgres) -> Iterator[Engine]:
    """The database of several machines."""
    with postgres.open_database() as opened:
        yield opened


@pytest.fixture(params=[MINUTES, -MINUTES, DAY, -DAY], ids=["10 min fast", "10 min slow", "a day fast", "a day slow"])
def clocks(request: pytest.FixtureRequest, shared: Engine) -> tuple[Clock, Clock]:
    """Those by which a machine goes that has the right time, and one that has another."""
    return SharedClock(shared), SharedClock(shared, machine(request.param))


def of_database(database: Engine) -> datetime:
    with database.connect() as connection:
        told: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return told


@pytest.mark.parametrize("ahead", [MINUTES, -MINUTES, DAY, -DAY])
def test_the_time_is_that_of_the_database(shared: Engine, ahead: timedelta) -> None:
    before = of_database(shared)
    clock = SharedClock(shared, machine(ahead), lambda: 0.0)
    assert before <= clock() <= of_database(shared)
    assert clock().tzinfo is UTC


def test_while_the_database_is_away_seconds_are_counted(postgres: Postgres) -> None:
    seconds = [0.0]
    with postgres.empty_database() as url:
        database = create_engine(url)
        clock = SharedClock(database, machine(DAY), lambda: seconds[0])
        told = clock()
        database.dispose()
    seconds[0] = 90.0
    clock.look()
    assert clock() == told + timedelta(seconds=90)
    never = SharedClock(database, lambda: datetime(2026, 11, 22, tzinfo=UTC))
    assert never() == datetime(2026, 11, 22, tzinfo=UTC), "of a database that was never heard the machine's own counts"


def test_the_clock_does_not_jump_where_the_answer_only_took_long(shared: Engine) -> None:
    times = iter([0.0, 0.0, 0.0, SECONDS_BETWEEN, SECONDS_BETWEEN])
    clock = SharedClock(shared, timer=lambda: next(times))
    told = of_database(shared)
    clock.look()  # it may have been that time whenever within a minute
    assert clock() <= told + timedelta(seconds=SECONDS_BETWEEN)


@pytest.mark.parametrize(
    ("ahead", "said"),
    [(timedelta(), ""), (MINUTES, "600 seconds ahead of that of the database"), (-DAY, "86400 seconds behind that of")],
)
def test_a_machine_whose_clock_is_off_is_told(shared: Engine, ahead: timedelta, said: str) -> None:
    trouble = SharedClock(shared, lambda: of_database(shared) + ahead).trouble
    assert said in trouble
    assert bool(trouble) == bool(said)


def test_what_the_database_takes_to_answer_is_not_called_off(shared: Engine) -> None:
    begun = datetime.now(UTC)
    times = iter([begun, begun + 100 * ALLOWED])
    assert SharedClock(shared, lambda: next(times)).trouble == ""


def test_a_file_of_this_machine_has_its_clock_and_so_has_what_is_no_address(tmp_path: Path) -> None:
    assert clock_of(create_engine(f"sqlite:///{tmp_path / 'kb.sqlite'}")) is utc_now
    assert isinstance(clock_at("postgresql+psycopg://"), SharedClock), "that of whatever answers there"
    assert clock_at("postgresql+nothing://db/kb") is utc_now


def test_a_site_goes_by_the_clock_of_its_database(postgres: Postgres, tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    with postgres.new_database() as url:
        app = create_app(Settings(tmp_path / "articles", tmp_path / "data", database_url=url), models=(), start=False)
        parts = app.extensions["kb"]
        assert isinstance(parts.clock, SharedClock)
        assert parts.clock in parts._running
        assert app.test_client().get("/readyz").json["clock"] == "ok"
        parts.close()


def test_a_link_that_works_once_works_wherever_it_was_made_and_is_opened(
    shared: Engine, clocks: tuple[Clock, Clock]
) -> None:
    one, other = (Accounts(shared, clock) for clock in clocks)
    first, second = (one.add(READER, f"{name}@example.com", name, Role.EDITOR) for name in ("ann", "ben"))
    made_here, made_there = one.password_link(READER, first), other.password_link(READER, second)
    for machine_ in (one, other):
        assert machine_.of_password_link(made_here) == first
        assert machine_.of_password_link(made_there) == second


def test_what_one_machine_has_claimed_no_other_sends_as_well(shared: Engine, clocks: tuple[Clock, Clock]) -> None:
    for one, other in (clocks, clocks[::-1]):
        reference, claimed = take_in(shared, a_message(), ways_of(mail_settings(25)), one()), []
        for clock in (one, other, one, other):
            with shared.begin() as connection:
                claimed += [found] if (found := claim_due(connection, clock())) else []
        assert claimed
        assert {message for message, _ in claimed} == {reference}
        assert len(set(claimed)) == len(claimed), "one was claimed twice"


def test_what_is_planned_comes_at_its_time_on_every_machine(shared: Engine, clocks: tuple[Clock, Clock]) -> None:
    now = of_database(shared)
    past, future = (
        PlannedOne(ArticleId("en", key), PlannedAct.PUBLISH, naive_utc(now + later))
        for key, later in (("past", -MINUTES / 2), ("future", MINUTES / 2))
    )
    with shared.begin() as connection:
        keep_plan(connection, [past, future], now)
        assert [due(connection, clock()) for clock in clocks] == [[past], [past]]


def test_the_turn_of_an_import_is_taken_from_nobody_who_works(shared: Engine, clocks: tuple[Clock, Clock]) -> None:
    one, other = (ImportBooks(shared, clock) for clock in clocks)
    numbers = [one.add(READER, f"folder-{number}", NewImport()) for number in range(2)]
    assert one.take_turn(numbers[0], ImportState.SENDING, ImportState.IMPORTING)
    one.beat(numbers[0], 1)
    assert not other.take_turn(numbers[1], ImportState.SENDING, ImportState.IMPORTING)


def test_limits_are_counted_together(shared: Engine, clocks: tuple[Clock, Clock]) -> None:
    counts = []
    for clock in (*clocks, *clocks):
        with shared.begin() as connection:
            counts.append(take(connection, "questions", "address", naive_utc(clock()), naive_utc(clock() + MINUTES)))
    assert counts == [1, 2, 3, 4]
