"""One process is elected, on a session of its own; whoever was before cannot write any more."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.exc import ProgrammingError

from kb.core.errors import DataFolderError
from search.index.postgres.election import DeposedError, Election
from search.index.postgres.sharing import SharedIndex
from search.index.postgres.tables import FORM
from search.index.postgres.writing import lock_site
from tests.conftest import Collection
from tests.postgres import Pair, Postgres
from tests.search.index.postgres.conftest import database_at

pytestmark = pytest.mark.slow
PATIENCE = 60


@pytest.fixture
def two(index_url: str, request: pytest.FixtureRequest) -> Iterator[tuple[Election, Election]]:
    """Two processes that want to keep the index of one schema."""
    schema = request.node.name.split("[")[0][:50]
    databases = [database_at(index_url, schema) for _ in range(2)]
    one, other = map(Election, databases)
    yield one, other
    for each in (one, other, *databases):
        each.close()


def kill_session(admin: Engine, election: Election) -> None:
    """End the session of whoever was elected, as a restart of the server would."""
    assert election._session is not None
    with admin.connect() as connection:
        number = election._session.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
        connection.execute(text(f"SELECT pg_terminate_backend({number}, 5000)"))


def test_one_of_two_is_elected_and_stays_so(two: tuple[Election, Election]) -> None:
    one, other = two
    assert [one.term(), other.term(), one.term(), other.term()] == [1, None, 1, None]


def test_where_one_leaves_the_other_is_elected(two: tuple[Election, Election]) -> None:
    one, other = two
    assert one.term() == 1
    one.close()
    assert other.term() == 2
    assert one.term() is None


def test_whose_session_ends_cannot_write_under_the_number_of_before(
    two: tuple[Election, Election], admin: Engine
) -> None:
    one, other = two
    before = one.term()
    assert before == 1
    kill_session(admin, one)
    assert other.term() == 2
    database = one._database
    with pytest.raises(DeposedError), database.writing() as connection:
        lock_site(connection, database.tables, before)
    assert one.term() is None


def test_whose_session_ends_may_be_elected_again_with_a_number_of_its_own(
    two: tuple[Election, Election], admin: Engine
) -> None:
    one, _ = two
    assert one.term() == 1
    kill_session(admin, one)
    assert one.term() == 2


def test_nobody_is_elected_where_nothing_can_be_written(two: tuple[Election, Election], admin: Engine) -> None:
    one, other = two
    assert one.term() == 1
    one.close()
    name = admin.url.database
    with admin.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    try:
        other._database.close()  # connections of before are as they were
        assert other.term() is None
    finally:
        with admin.connect() as connection:
            connection.execute(text("SET default_transaction_read_only = off"))
            connection.execute(text(f"ALTER DATABASE {name} RESET default_transaction_read_only"))
    other._database.close()
    assert other.term() == 2


def test_who_is_not_fit_leaves_it_to_another_until_it_is(two: tuple[Election, Election]) -> None:
    one, other = two
    assert one.term() == 1
    one.may_stand(allowed=False)
    assert [one.term(), other.term()] == [None, 2]
    other.close()
    other.may_stand(allowed=False)
    one.may_stand(allowed=True)
    assert [one.term(), other.term()] == [3, None]


def test_who_stands_waits_not_for_ever_for_a_writer_of_before(two: tuple[Election, Election], admin: Engine) -> None:
    one, other = two
    assert one.term() == 1
    one.close()
    database = one._database
    with database.writing() as connection:
        lock_site(connection, database.tables, 1)
        with pytest.raises(DataFolderError, match="lock timeout"):
            other.term()
    assert other.term() == 2


def test_a_newer_version_that_waits_is_let_in(two: tuple[Election, Election]) -> None:
    one, other = two
    assert one.term() == 1
    database = one._database
    with database.writing() as connection:
        connection.execute(database.tables.site.update().values(wanted=FORM + 1, wanted_at=func.now()))
    assert one.term() is None
    assert other.term() is None
    assert other.awaited == FORM + 1


def test_only_who_would_keep_the_index_says_that_it_waits_and_says_so_as_long_as_it_does(
    two: tuple[Election, Election], index_url: str
) -> None:
    one, other = two
    assert one.term() == 1
    database = one._database
    site = database.tables.site

    def have(**values: object) -> None:
        with database.writing() as connection:
            connection.execute(site.update().values(**values))

    def wanted() -> tuple[int, bool]:
        just_now = site.c.wanted_at > func.now() - text("interval '10 seconds'")
        with database.reading() as connection:
            return tuple(connection.execute(select(site.c.wanted, just_now)).one())  # type: ignore[return-value]

    have(form=FORM - 1, wanted=FORM - 1)  # an older version keeps it
    reader = database_at(index_url, database.tables.schema)
    with reader.reading():
        assert wanted() == (FORM - 1, True)
    reader.close()
    assert other.term() is None
    assert wanted() == (FORM, True)
    have(wanted_at=func.now() - text("interval '30 seconds'"))
    assert other.term() is None
    assert wanted() == (FORM, True)
    have(wanted=FORM + 1, wanted_at=func.now() - text("interval '61 seconds'"))  # was put back
    assert other.term() is None
    assert wanted() == (FORM, True)


def test_what_a_newer_version_has_built_an_older_one_does_not_keep(two: tuple[Election, Election]) -> None:
    one, other = two
    assert one.term() == 1
    database = one._database
    with database.writing() as connection:
        connection.execute(database.tables.site.update().values(form=FORM + 1))
    assert [one.term(), other.term()] == [None, None]


def test_on_a_standby_nobody_is_elected_though_it_grants_the_lock_and_what_is_there_is_read(
    postgres: Postgres, collection: Collection, tmp_path: Path
) -> None:
    collection.write("en/kettle.md", "Boil.", title="Kettle")
    library = collection.library()
    with postgres.empty_database() as url, postgres.standby() as standby:
        here = SharedIndex(url, "", tmp_path / "primary")
        name = url.partition("?")[0].rpartition("/")[2]
        there = SharedIndex(standby.url(name), "", tmp_path / "standby")
        try:
            with pytest.raises(DataFolderError, match=f"is a standby, and its database {name} has no index yet"):
                there.builder.refresh(library.catalog, None, {}, [])
            here.builder.refresh(library.catalog, None, {}, [])
            wait_until_there(standby.url(name))
            assert there.builder.refresh(library.catalog, None, {}, []).size.articles == 1
            assert there.election.term() is None
            assert here.election.term() == 1
        finally:
            here.close()
            there.close()


def test_when_the_primary_dies_nobody_is_elected_and_after_a_promotion_one_with_a_number_of_its_own(
    pair: Pair, collection: Collection, tmp_path: Path
) -> None:
    collection.write("en/kettle.md", "Boil.", title="Kettle")
    library = collection.library()
    here, there, late = (SharedIndex(pair.url, "", tmp_path / name) for name in ("here", "there", "late"))
    try:
        assert here.builder.refresh(library.catalog, None, {}, []).size.articles == 1
        assert there.builder.refresh(library.catalog, None, {}, []).size.articles == 1
        assert (here.election.term(), there.election.term()) == (1, None)
        pair.primary.kill()
        assert (here.election.term(), there.election.term()) == (None, None)
        assert late.builder.refresh(library.catalog, None, {}, []).size.articles == 1, "read from the standby"
        pair.standby.promote()
        end = time.monotonic() + PATIENCE
        while not (elected := there.election.term()):
            assert time.monotonic() < end, "nobody is elected"
            time.sleep(0.05)
        assert (elected, here.election.term(), late.election.term()) == (2, None, None)
        collection.write("en/pump.md", "Prime.", title="Pump")
        library.refresh()
        assert there.builder.refresh(library.catalog, None, {}, []).size.articles == 2
        assert here.builder.refresh(library.catalog, None, {}, []).size.articles == 2
    finally:
        for one in (here, there, late):
            one.close()


def wait_until_there(url: str) -> None:
    """Until a standby has the first generation; it also grants a lock that means nothing there."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT pg_is_in_recovery() AND pg_try_advisory_lock(1, 1)"))
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(ProgrammingError), engine.connect() as connection:
                if connection.scalar(text("SELECT generation FROM kb_index.site")):
                    return
            time.sleep(0.05)
        raise AssertionError("the standby never had it")
    finally:
        engine.dispose()
