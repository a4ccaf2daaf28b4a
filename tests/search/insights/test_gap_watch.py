"""Gaps are told once each, by whichever process looks first, without what people typed."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from kb.core.events import SiteEvent, Tell
from kb.core.roles import AT_THE_COMMAND_LINE
from kb.factors.sealing import Sealing
from kb.webhooks.subscriptions import Subscriptions
from search.insights.counts.reader import InsightReader
from search.insights.gap_watch import GapWatch, ToldGapQuestion, forget_gaps_before
from tests.clock import NOON, Clock
from tests.search.insights.conftest import failed, put

pytestmark = pytest.mark.slow  # a whole site


class Told:
    """What was told; ``fails`` is raised after that, within the transaction."""

    def __init__(self) -> None:
        self.events: list[SiteEvent] = []
        self.fails: Exception | None = None

    def __call__(self, _: Any, event: SiteEvent) -> None:
        self.events.append(event)
        if self.fails:
            raise self.fails


@pytest.fixture
def told() -> Told:
    return Told()


def watch(site: Flask, told: Tell, clock: Any = lambda: NOON, key: bytes = b"key", **more: Any) -> GapWatch:
    parts = site.extensions["kb"]
    reader = InsightReader(parts.database, clock, lambda: parts.library.catalog, lambda _: None)
    return GapWatch(reader, parts.database, clock, key, told, "https://help.example.com", **more)


def three(query: str, **more: Any) -> list[Any]:
    return [failed(query, reader=f"reader {number}", **more) for number in range(3)]


def test_a_gap_is_told_once_and_others_later(site: Flask, told: Told) -> None:
    put(site, *three("gift wrapping"))
    assert watch(site, told).look() == 1
    assert watch(site, told).look() == 0
    put(site, *three("bitcoin"))
    assert watch(site, told).look() == 1
    [first, second] = [dict(one.data) for one in told.events]
    assert (
        first.items() >= {"language": "en", "asked": 3, "url": "https://help.example.com/insights/gaps?days=30"}.items()
    )
    assert first["gap"] != second["gap"]
    assert all(one.kind == "gap.found" for one in told.events)


def test_nothing_that_people_typed_is_told_or_kept(site: Flask, told: Told) -> None:
    put(site, *three("gift wrapping for alice@example.com"))
    watch(site, told).look()
    assert "wrapping" not in json.dumps(dict(told.events[0].data))
    with site.extensions["kb"].database.connect() as connection:
        [kept] = connection.scalars(select(ToldGapQuestion.question))
    other = watch(site, told, key=b"another site")
    assert len(kept) == 32
    assert other.look() == 1  # its hashes are others: nobody tries words without the key


def test_what_joins_a_gap_that_was_told_is_no_news_and_neither_is_what_leaves_it(site: Flask, told: Told) -> None:
    put(site, *three("gift wrapping"))
    watch(site, told).look()
    put(site, *three("wrapping gift", after=60), failed("wrapping a gift", reader="x"))
    assert watch(site, told).look() == 0
    with site.extensions["kb"].database.connect() as connection:
        assert len(connection.scalars(select(ToldGapQuestion.question)).all()) >= 2


def test_what_was_asked_once_or_twice_is_no_gap_yet(site: Flask, told: Told) -> None:
    put(site, *three("gift wrapping")[:2])
    assert watch(site, told).look() == 0
    put(site, failed("gift wrapping", reader="third"))
    assert watch(site, told).look() == 1


def test_another_process_than_the_one_that_keeps_the_index_does_not_look(site: Flask, told: Told) -> None:
    put(site, *three("gift wrapping"))
    assert watch(site, told, is_mine=lambda: False).look() == 0


def test_where_telling_fails_it_is_told_the_next_time(site: Flask, told: Told) -> None:
    put(site, *three("gift wrapping"))
    told.fails = RuntimeError("away")
    with pytest.raises(RuntimeError):
        watch(site, told).look()
    told.fails = None
    assert watch(site, told).look() == 1


def test_questions_of_gaps_that_are_gone_are_forgotten_and_of_others_not(site: Flask, told: Told) -> None:
    put(site, *three("gift wrapping"))
    watch(site, told).look()
    clock = Clock()
    clock.later(days=20)
    watch(site, told, clock).look()
    database = site.extensions["kb"].database
    with database.begin() as connection:
        assert forget_gaps_before(connection, (NOON + timedelta(days=10)).date()) == 0
        assert forget_gaps_before(connection, date(2027, 6, 1)) == 1


def test_receivers_hear_of_it(site: Flask) -> None:
    parts = site.extensions["kb"]
    hooks = Subscriptions(parts.database, lambda: NOON, Sealing(b"k" * 32, "webhooks"))
    number, _ = hooks.add(AT_THE_COMMAND_LINE, "https://example.com/hook", ["gap.found"], internal=False)
    put(site, *three("gift wrapping"))
    assert watch(site, parts.tell).look() == 1
    assert [one.kind for one in hooks.deliveries(number, 5)] == ["gap.found"]
