"""A process notices within a second that another has written, or keeps the index no longer."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from sqlalchemy import Engine

from search.index.postgres.election import Election
from search.index.postgres.sharing import what_is_there
from search.index.postgres.writing import tell
from search.index.shared.news import IndexNews
from tests.search.index.postgres.conftest import database_at

pytestmark = pytest.mark.slow
PATIENCE = 60


def test_what_is_new_is_told_once(index_url: str) -> None:
    database = database_at(index_url, "told_once")
    one, other = Election(database), Election(database)
    news = IndexNews(partial(what_is_there, database, other))
    term = one.term()
    assert term is not None
    assert (news.look(), news.look()) == (True, False)
    with database.writing() as connection:
        tell(connection, database.tables, term)
    assert (news.look(), news.look()) == (True, False)
    one.close()
    assert (news.look(), news.look()) == (True, False)  # it is our turn
    term = other.term()
    assert term is not None
    with database.writing() as connection:
        tell(connection, database.tables, term)
    assert not news.look()  # which is our own
    other.close()
    database.close()


def test_it_looks_by_itself_and_goes_on_after_the_database_was_away(index_url: str, admin: Engine) -> None:
    database = database_at(index_url, "by_itself")
    election, changed = Election(database), threading.Event()
    news = IndexNews(partial(what_is_there, database, election), seconds=0.05)
    news.start(changed.set)
    try:
        assert changed.wait(PATIENCE)
        changed.clear()
        with admin.connect() as connection:
            connection.exec_driver_sql("ALTER SCHEMA by_itself RENAME TO away")
        assert changed.wait(PATIENCE)  # so that whoever catches up says why it cannot
        changed.clear()
        with admin.connect() as connection:
            connection.exec_driver_sql("ALTER SCHEMA away RENAME TO by_itself")
        assert changed.wait(PATIENCE)
    finally:
        news.close()
        election.close()
        database.close()
