"""A disk that is full: pages go on, and what could not be kept is said or counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, text

from kb.feedback.vote_rows import MAX_COMMENT
from tests.conftest import Collection
from tests.kb.conftest import Visitor

pytestmark = pytest.mark.slow
RESET = {"language": "en", "key": "account/reset"}
LONG = "😀" * MAX_COMMENT  # more bytes than are left on any page of the file


@pytest.fixture
def full(site: Flask, collection: Collection) -> Iterator[Engine]:
    """The database of a site that is indexed, which SQLite may not make any larger."""
    collection.write("en/account/reset.md", title="Reset", body="Choose a new password.")
    parts = site.extensions["kb"]
    parts.library.refresh()
    parts.service.bring_up_to_date()
    database: Engine = parts.database

    def limit(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # SQLite takes the size the file has

    database.dispose()
    event.listen(database, "connect", limit)
    yield database
    event.remove(database, "connect", limit)
    database.dispose()


def test_a_vote_that_does_not_fit_is_not_lost_but_comes_back_in_the_form(full: Engine, visitor: Visitor) -> None:
    page = visitor.open("/feedback", "POST", data={**RESET, "helpful": "no", "comment": LONG})
    assert page.status == 503
    assert page.tree.xpath("string(//textarea[@name='comment'])").strip() == LONG


def test_articles_and_search_go_on(full: Engine, visitor: Visitor, site: Flask) -> None:
    for number in range(40):
        assert visitor.open(f"/en/search?q=password+{number}+{'x' * 300}").status == 200
    assert visitor.open("/en/articles/account/reset").status == 200
    recorder = site.extensions["kb"].recorder
    recorder.flush(everything=True)
    with full.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM searches")) == 0
    with full.begin() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    recorder.flush(everything=True)
    with full.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM searches")) == 40
