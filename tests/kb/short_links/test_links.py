"""Short links: one code a target for ever, and clicks counted by day and source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from kb.short_links.links import (
    ALPHABET,
    MAX_ANCHOR,
    OTHER_SOURCES,
    SOURCES_A_DAY,
    ClickCounter,
    Destination,
    LinkClicks,
    clicks_of,
    count,
    draw_code,
    find,
    make,
    newest,
    read_source,
)
from kb.storage.columns import MAX_KEY
from tests.clock import NOON, Clock
from tests.kb.short_links.conftest import RESET

NOW = NOON.replace(tzinfo=None)


@pytest.fixture
def counter(database: Engine, clock: Clock) -> ClickCounter:
    return ClickCounter(database, clock)


def made(
    database: Engine, target: Destination = RESET, title: str = "Reset", now: datetime = NOW, **more: object
) -> str:
    with database.begin() as connection:
        return make(connection, target, title, "Ann", now, **more)  # type: ignore[arg-type]


def drawing(*codes: str) -> Callable[[], str]:
    left = iter(codes)
    return lambda: next(left)


def rows(database: Engine) -> list[tuple[object, ...]]:
    with database.connect() as connection:
        columns = (LinkClicks.code, LinkClicks.day, LinkClicks.source, LinkClicks.clicks)
        return [tuple(row) for row in connection.execute(select(*columns).order_by(*columns))]


class TestMaking:
    def test_the_same_target_has_the_same_code_for_ever(self, database: Engine) -> None:
        code = made(database)
        assert made(database, title="Renamed", now=NOW + timedelta(days=400)) == code
        others = {made(database, RESET._replace(anchor="steps")), made(database, RESET._replace(language="fa"))}
        assert len(others | {code}) == 3

    def test_a_code_that_is_taken_is_drawn_again(self, database: Engine) -> None:
        assert made(database, draw=drawing("bcd2345")) == "bcd2345"
        assert made(database, Destination("b"), draw=drawing("bcd2345", "bcd2345", "fgh6789")) == "fgh6789"

    def test_what_is_kept_of_a_link_comes_back(self, database: Engine) -> None:
        code = made(database, Destination("حساب/بازنشانی", "گام-ها", "fa"), "بازنشانی")
        with database.connect() as connection:
            (link,) = find(connection, [code.upper()])
        assert (link.code, link.title, link.made_by, link.made_at) == (code, "بازنشانی", "Ann", NOW)
        assert link.target == Destination("حساب/بازنشانی", "گام-ها", "fa")

    def test_making_it_again_learns_the_title_anew(self, database: Engine) -> None:
        code = made(database)
        made(database, title="Renamed\0" + "x" * 999)
        with database.connect() as connection:
            (link,) = find(connection, [code])
        assert link.title.startswith("Renamedxxx")

    @pytest.mark.parametrize("target", [Destination("k" * (MAX_KEY + 1)), Destination("k", "a" * (MAX_ANCHOR + 1))])
    def test_a_target_longer_than_the_database_keeps_is_refused(self, database: Engine, target: Destination) -> None:
        with pytest.raises(ValueError, match="too long"):
            made(database, target)

    def test_codes_have_no_characters_that_look_alike_and_make_no_words(self) -> None:
        assert not set(ALPHABET) & set("01oOilIaeu")
        codes = {draw_code() for _ in range(200)}
        assert len(codes) == 200
        assert all(len(code) == 7 and set(code) <= set(ALPHABET) for code in codes)


class TestFinding:
    def test_links_come_in_the_order_they_are_asked_for_each_once(self, database: Engine) -> None:
        first, second = made(database), made(database, Destination("b"))
        with database.connect() as connection:
            found = find(connection, [second, "zzzzzzz", first, second, "", "a\0b", "ä"])
        assert [link.code for link in found] == [second, first]

    def test_the_newest_come_first_and_words_find_title_key_and_code(self, database: Engine) -> None:
        old = made(database, title="How to reset")
        new = made(database, Destination("orders/100%"), "Заказ", NOW + timedelta(minutes=1))
        with database.connect() as connection:
            assert [link.code for link in newest(connection, "", 10)] == [new, old]
            assert [link.code for link in newest(connection, "", 1, 1)] == [old]
            for words, expected in {"RESET": old, "account/": old, "100%": new, new: new, "Заказ": new}.items():
                assert [link.code for link in newest(connection, words, 10)] == [expected]
                assert count(connection, words) == 1
            assert count(connection, "_") == count(connection, "no\0such") == 0


class TestCounting:
    def test_clicks_are_written_by_link_day_and_source(
        self, counter: ClickCounter, clock: Clock, database: Engine
    ) -> None:
        for source in ("box", "box", ""):
            counter.count("bcd2345", source)
        clock.now += timedelta(days=1)
        counter.count("bcd2345", "box")
        counter.flush()
        counter.count("bcd2345", "box")
        counter.flush()
        today, tomorrow = date(2026, 11, 22), date(2026, 11, 23)
        assert rows(database) == [
            ("bcd2345", today, "", 1),
            ("bcd2345", today, "box", 2),
            ("bcd2345", tomorrow, "box", 2),
        ]

    def test_they_are_told_by_source_the_busiest_first(
        self, counter: ClickCounter, clock: Clock, database: Engine
    ) -> None:
        clock.now -= timedelta(days=30)
        counter.count("bcd2345", "mail")
        clock.now += timedelta(days=30)
        for source in ("box", "box", "mail", "mail"):
            counter.count("bcd2345", source)
        counter.flush()
        with database.connect() as connection:
            found = clicks_of(connection, ["bcd2345", "fgh6789"], date(2026, 10, 24))
        told = {code: [(c.source, c.total, c.recent) for c in clicks] for code, clicks in found.items()}
        assert told == {"bcd2345": [("mail", 3, 2), ("box", 2, 2)], "fgh6789": []}

    def test_made_up_sources_fill_no_table(self, counter: ClickCounter, clock: Clock, database: Engine) -> None:
        for number in range(100):
            counter.count("bcd2345", f"s{number}")
        counter.count("fgh6789", "s99")
        counter.flush()
        sources = {source: clicks for code, _, source, clicks in rows(database) if code == "bcd2345"}
        assert len(sources) == SOURCES_A_DAY - 1
        assert sum(sources.values()) == 100
        assert sources[OTHER_SOURCES] == 100 - (SOURCES_A_DAY - 2)
        clock.now += timedelta(days=1)
        counter.count("bcd2345", "s99")
        counter.flush()
        assert ("bcd2345", date(2026, 11, 23), "s99", 1) in rows(database)
        assert any(row[0] == "fgh6789" and row[2] == "s99" for row in rows(database))

    @pytest.mark.parametrize(
        ("text", "source"),
        [("box", "box"), ("Box-2", "box-2"), ("x" * 40, "x" * 40), ("x" * 41, ""), ("a b", ""), ("ящик", ""), ("", "")]
        + [("a\n", ""), ("'; DROP", ""), ("٣", "")],
    )
    def test_a_source_is_short_and_of_letters_digits_and_hyphens(self, text: str, source: str) -> None:
        assert read_source(text) == source
