"""What is read of the searches of before, added up and forgotten."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from search.log.history import covers, days, failed_searches_since, read
from search.log.searches import Click, Cover, Day, cover, forget, tidy, uncover
from tests.search.insights.conftest import NOON, REFUND, RESET, TODAY, failed, keep, opened, search


def test_failed_searches_end_at_what_was_opened_and_at_what_was_shown_first(database: Engine) -> None:
    keep(
        database,
        failed("a", first=(RESET, REFUND)),
        failed("b", first=(RESET,), clicks=[Click(REFUND, 1, NOON), Click(RESET, 2, NOON)]),
        failed("c", total=0),
        opened("fine", first=(RESET,)),
        failed("long ago", first=(RESET,), after=-10 * 86_400),
    )
    with database.connect() as connection:
        assert failed_searches_since(connection, TODAY) == {RESET: 2, REFUND: 1}


def test_read_gives_the_days_asked_for_in_order_with_clicks(database: Engine) -> None:
    made = [opened("b", after=5), search("a", first=(RESET,)), search("before", after=-12 * 3600 - 1)]
    keep(database, *made, search("after", after=12 * 3600))
    with database.connect() as connection:
        assert list(read(connection, TODAY, TODAY)) == [made[1], made[0]]


def test_sums_add_up_when_days_are_tidied_twice(database: Engine) -> None:
    keep(database, opened("a"), failed("b", total=0))
    for _ in range(2):
        with database.begin() as connection:
            tidy(connection, TODAY + timedelta(days=1))
    keep(database, failed("c"))
    with database.begin() as connection:
        assert tidy(connection, TODAY + timedelta(days=1)) == 1
        assert days(connection, TODAY, TODAY) == [Day(TODAY, "en", 3, 2, 1)]
        assert list(read(connection, TODAY, TODAY)) == []


def test_an_article_covers_questions_until_that_is_taken_back(database: Engine) -> None:
    with database.begin() as connection:
        cover(connection, [Cover("en", "a", RESET, NOON, "Ann"), Cover("en", "b", RESET, NOON, "Ann")])
        cover(connection, [Cover("en", "b", REFUND, NOON, "Bob")])
        assert covers(connection) == [Cover("en", "a", RESET, NOON, "Ann"), Cover("en", "b", REFUND, NOON, "Bob")]
        uncover(connection, RESET)
        assert [one.folded for one in covers(connection)] == ["b"]


def test_forgetting_deletes_what_contains_the_words_and_nothing_else(database: Engine) -> None:
    keep(database, opened("parcel of ann@example.com"), search("100"), search("1000"))
    with database.begin() as connection:
        assert forget(connection, "10%") == forget(connection, "10_") == 0
        assert forget(connection, "ann example") == 1
        assert [one.query for one in read(connection, TODAY, TODAY)] == ["100", "1000"]
