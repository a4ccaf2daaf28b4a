"""What became of messages: explicit and implicit success told apart, and nothing counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select

from kb.catalog.article import ArticleId
from kb.storage.database import connect
from search.widget.deflection import (
    ArticleDeflection,
    Deflection,
    DeflectionArticle,
    DeflectionVisit,
    WidgetEvent,
    deflection,
    deflection_by_article,
    forget_older_than,
    record,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PASSWORD, REFUND = ArticleId("en", "account/password"), ArticleId("fa", "orders/refund")
SHOWN, OPENED, SOLVED, SENT = WidgetEvent


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = connect(database_url)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def visit(
    connection: Connection, name: str, *events: WidgetEvent, at: datetime = NOW, article: ArticleId = PASSWORD
) -> None:
    """One visit in which ``events`` happened, in this order."""
    for event in events:
        named = article if event in (OPENED, SOLVED) else None
        record(connection, at, name.rjust(32, "0"), event, "en", named)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((SHOWN,), Deflection(shown=1, left=1)),
        ((SHOWN, OPENED), Deflection(shown=1, opened=1, left=1)),
        ((SHOWN, SOLVED), Deflection(shown=1, solved=1)),
        ((SHOWN, OPENED, SOLVED), Deflection(shown=1, opened=1, solved=1)),
        ((SHOWN, SENT), Deflection(shown=1)),
        ((SHOWN, SOLVED, SENT), Deflection(shown=1)),
        ((SENT,), Deflection(unhelped=1)),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_who_said_so_and_who_only_left_are_told_apart_and_whoever_wrote_is_neither(
    connection: Connection, events: tuple[WidgetEvent, ...], expected: Deflection
) -> None:
    visit(connection, "1", *events)
    assert deflection(connection, NOW) == expected
    assert expected.sent == (SENT in events and SHOWN in events)


def test_the_order_in_which_reports_arrive_and_how_often_changes_nothing(connection: Connection) -> None:
    visit(connection, "1", OPENED, SOLVED, SHOWN, SOLVED, OPENED, SHOWN)
    assert deflection(connection, NOW) == Deflection(shown=1, opened=1, solved=1)
    assert deflection_by_article(connection, NOW) == {PASSWORD: ArticleDeflection(opened=1, solved=1, unsent=1)}


def test_visits_add_up(connection: Connection) -> None:
    for name, events in enumerate([(SHOWN, SOLVED), (SHOWN,), (SHOWN,), (SHOWN, SENT), (SENT,)]):
        visit(connection, str(name), *events)
    assert deflection(connection, NOW) == Deflection(shown=4, solved=1, left=2, unhelped=1)
    assert deflection(connection, NOW).sent == 1


def test_only_visits_of_the_time_asked_for_are_counted(connection: Connection) -> None:
    second = timedelta(seconds=1)
    visit(connection, "1", SHOWN, at=NOW - second)
    visit(connection, "2", SHOWN, OPENED, at=NOW, article=REFUND)
    visit(connection, "3", SHOWN, at=NOW + second)
    assert deflection(connection, NOW).shown == 2
    assert deflection(connection, NOW, NOW + second).shown == 1
    assert set(deflection_by_article(connection, NOW)) == {REFUND}
    assert not deflection_by_article(connection, NOW + second)


def test_a_visit_belongs_to_the_time_it_began(connection: Connection) -> None:
    visit(connection, "1", SHOWN)
    visit(connection, "1", SENT, at=NOW + timedelta(hours=3))
    assert deflection(connection, NOW, NOW + timedelta(seconds=1)) == Deflection(shown=1)


def test_an_article_is_credited_unless_the_message_was_sent_after_all(connection: Connection) -> None:
    visit(connection, "1", SHOWN, OPENED, SOLVED)
    visit(connection, "2", SHOWN, OPENED)
    visit(connection, "3", SHOWN, OPENED, SOLVED, SENT)
    visit(connection, "4", SHOWN, SOLVED, article=REFUND)
    assert deflection_by_article(connection, NOW) == {
        PASSWORD: ArticleDeflection(opened=3, solved=1, unsent=2),
        REFUND: ArticleDeflection(opened=1, solved=1, unsent=1),
    }


def test_of_a_collection_without_visits_there_are_no_figures(connection: Connection) -> None:
    assert deflection(connection, NOW) == Deflection()
    assert not deflection_by_article(connection, NOW)


def test_old_visits_are_forgotten_with_their_articles(connection: Connection) -> None:
    visit(connection, "1", SHOWN, OPENED, at=datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC))
    visit(connection, "2", SHOWN, OPENED, at=datetime(2026, 11, 22, tzinfo=UTC))
    assert forget_older_than(connection, date(2026, 11, 22)) == 1
    for table in (DeflectionVisit, DeflectionArticle):
        assert connection.scalars(select(table.visit)).all() == ["2".rjust(32, "0")]
    assert connection.scalar(select(func.count()).select_from(DeflectionVisit)) == 1
