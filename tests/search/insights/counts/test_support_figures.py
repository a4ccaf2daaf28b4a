"""Replies, contact forms and tickets as the insights tell them, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from kb.catalog.article import ArticleId
from kb.catalog.catalog import Catalog
from kb.storage.database import connect
from kb.usage.desk_notes import DeskNotes, Note, NoteKind
from kb.usage.desk_reader import LinkRate
from kb.usage.views import ArticleViews
from search.desk.tickets import DayReport, report
from search.insights.counts.scope import InsightScope
from search.insights.counts.self_service import SelfServiceScore, scores_by_week, together
from search.insights.counts.support_figures import SupportFigures
from search.widget.deflection import Deflection, WidgetEvent, record
from tests.conftest import Collection

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOON.date()
WEEK = InsightScope(date(2026, 11, 16), TODAY)
RESET, REFUND, SECRET = ArticleId("en", "account/reset"), ArticleId("fa", "orders/refund"), ArticleId("en", "secret")
GONE = ArticleId("en", "gone")


@dataclass
class Support:
    """What staff and customers did, at the times that a test wants."""

    database: Engine
    catalog: Catalog

    def figures(self, **narrower: Any) -> SupportFigures:
        scope = InsightScope(**{"first": WEEK.first, "last": WEEK.last, **narrower})
        return SupportFigures(self.database, scope, self.catalog, NOON)

    def note(
        self, kind: NoteKind, ticket: str, article: ArticleId | None = None, at: datetime = NOON, **more: Any
    ) -> None:
        assert DeskNotes(self.database, lambda: at).add(Note(kind, "Ann", ticket, article=article, **more))

    def visit(self, name: str, *events: WidgetEvent, before: float = 2, language: str = "en") -> None:
        """Somebody opened a form some hours ``before`` now."""
        with self.database.begin() as connection:
            for event in events:
                record(connection, NOON - timedelta(hours=before), name, event, language, RESET)

    def read(self, views: dict[tuple[ArticleId, date], int]) -> None:
        rows = [{**id_._asdict(), "day": day, "views": count} for (id_, day), count in views.items()]
        with self.database.begin() as connection:
            connection.execute(insert(ArticleViews), rows)

    def report(self, **tickets: int) -> None:
        """Tickets by the day of November, as ``d20=4``."""
        with self.database.begin() as connection:
            days = {date(2026, 11, int(day[1:])): count for day, count in tickets.items()}
            report(connection, [DayReport(day, "zendesk", count) for day, count in days.items()])


@pytest.fixture
def support(database_url: str, collection: Collection) -> Iterator[Support]:
    collection.write("en/account/reset.md", title="Reset a password")
    collection.write("fa/orders/refund.md", title="بازپرداخت")
    collection.write("en/secret.md", title="Secret", audience="internal")
    database = connect(database_url)
    yield Support(database, collection.library().catalog)
    database.dispose()


def test_the_link_rate_is_told_by_language_and_together(support: Support) -> None:
    for ticket, language in (("T-1", "en"), ("T-2", "en"), ("T-3", "fa")):
        support.note(NoteKind.ASKED, ticket, language=language)
    support.note(NoteKind.LINK, "T-1", RESET)
    assert support.figures().table("link_rate").rows == [("en", 2, 1, 0.5), ("fa", 1, 0, 0.0)]
    assert support.figures().link_rate == LinkRate(3, 1)
    assert support.figures(language="fa").link_rate == LinkRate(1, 0)
    assert support.figures(first=date(2026, 11, 1), last=date(2026, 11, 21)).link_rate == LinkRate(0, 0)


def test_the_last_day_asked_for_counts_to_its_end(support: Support) -> None:
    support.note(NoteKind.LINK, "T-1", RESET, datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC))
    assert support.figures(last=date(2026, 11, 21)).link_rate == LinkRate(1, 1)
    assert support.figures(last=date(2026, 11, 20)).link_rate == LinkRate(0, 0)


def test_the_most_linked_articles_are_told_by_title_and_narrowed_to_language_and_category(support: Support) -> None:
    for article in (RESET, REFUND, REFUND, GONE):
        support.note(NoteKind.QUOTE, "T-1", article)
    rows = support.figures().table("linked").rows
    assert rows == [("بازپرداخت", *REFUND, 2), ("Reset a password", *RESET, 1), ("gone", *GONE, 1)]
    assert [row[2] for row in support.figures(category="account").table("linked").rows] == ["account/reset"]
    assert [row[2] for row in support.figures(language="fa").table("linked").rows] == ["orders/refund"]


def test_tickets_that_found_nothing_and_articles_that_did_not_fit_are_told(support: Support) -> None:
    support.note(NoteKind.NOTHING, "T-1", question="Where is the moon?", language="en")
    support.note(NoteKind.NOT_THIS, "T-1", REFUND, question="Where is the moon?", language="en")
    assert support.figures().table("found_nothing").rows == [("Where is the moon?", "en", "T-1", TODAY)]
    assert support.figures().table("did_not_fit").rows == [("Where is the moon?", "en", "بازپرداخت", *REFUND, 1)]
    assert support.figures(language="fa").table("found_nothing").rows == []
    assert len(support.figures(language="fa", category="orders").table("did_not_fit").rows) == 1
    assert support.figures(category="account").table("did_not_fit").rows == []


def test_what_became_of_messages_is_told_apart(support: Support) -> None:
    support.visit("explicit", WidgetEvent.SHOWN, WidgetEvent.OPENED, WidgetEvent.SOLVED)
    support.visit("implicit", WidgetEvent.SHOWN)
    support.visit("wrote", WidgetEvent.SHOWN, WidgetEvent.OPENED, WidgetEvent.SENT)
    support.visit("said it and wrote", WidgetEvent.SHOWN, WidgetEvent.SOLVED, WidgetEvent.SENT)
    support.visit("found nothing", WidgetEvent.SENT)
    support.visit("still writing", WidgetEvent.SHOWN, before=0.9)
    assert support.figures().table("contact_form").rows == [
        ("shown", 4, 1.0),
        ("opened", 2, 0.5),
        ("solved", 1, 0.25),
        ("left", 1, 0.25),
        ("sent", 2, 0.5),
        ("unhelped", 1, None),
    ]
    assert support.figures(language="fa").table("contact_form").rows == []
    assert support.figures(last=date(2026, 11, 21)).contact_form == Deflection()


def test_what_has_no_category_is_in_none(support: Support) -> None:
    support.note(NoteKind.NOTHING, "T-1", question="Where is the moon?", language="en")
    support.visit("somebody", WidgetEvent.SHOWN)
    support.report(d20=4)
    narrow = support.figures(category="account")
    for name in ("link_rate", "found_nothing", "contact_form", "self_service"):
        assert narrow.table(name).rows == []
        assert support.figures().table(name).rows != []


def test_the_score_is_public_readings_for_each_ticket_on_reported_days(support: Support) -> None:
    monday, friday, sunday = date(2026, 11, 16), date(2026, 11, 20), TODAY
    support.read(
        {(RESET, monday): 100, (RESET, friday): 30, (REFUND, friday): 10, (GONE, friday): 4, (RESET, sunday): 6}
    )
    support.read({(SECRET, friday): 1000})
    support.report(d15=99, d20=4, d22=6)
    assert support.figures().table("self_service").rows == [(monday, 2, 50, 10, 5.0)]
    assert together(score for _, score in support.figures().weeks).per_ticket == 5.0
    assert support.figures(language="en").weeks == []


def test_without_a_report_there_is_no_score(support: Support) -> None:
    support.read({(RESET, TODAY): 9})
    assert support.figures().table("self_service").rows == []
    assert together([]).days == 0


def test_weeks_begin_on_monday_and_are_told_oldest_first() -> None:
    sunday, monday = date(2026, 11, 15), date(2026, 11, 16)
    found = scores_by_week({monday: 8, sunday: 3}, {monday: 2, sunday: 0})
    assert found == [(date(2026, 11, 9), SelfServiceScore(1, 3, 0)), (monday, SelfServiceScore(1, 8, 2))]
    assert [score.per_ticket for _, score in found] == [None, 4.0]
    assert together(score for _, score in found) == SelfServiceScore(2, 11, 2)


def test_a_reported_day_on_which_nobody_read_counts() -> None:
    assert scores_by_week({}, {TODAY: 5}) == [(date(2026, 11, 16), SelfServiceScore(1, 0, 5))]
