"""What was searched for, and what became of it: days that could have been, for figures and for pages."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import Engine, insert
from werkzeug.test import TestResponse

from kb.catalog.article import ArticleId
from kb.core.roles import Person
from kb.exchange.writing.ledger import Ledger
from kb.usage.desk_notes import DeskNotes, Note, NoteKind
from kb.usage.views import ArticleViews
from search.answers.log.asked_rows import AskedAnswer, write_asked
from search.desk.tickets import DayReport, report
from search.followups.answers import FollowupAnswer, note_sent, take_answer
from search.followups.followup_rows import Solved
from search.followups.links import new_code
from search.log.searches import Click, Search, write
from search.text.folding import words
from search.widget.deflection import WidgetEvent, record
from tests.at_the_machine import sit_down
from tests.conftest import Collection

NOON = datetime(2026, 11, 22, 12)  # noqa: DTZ001 - as the database has it


TODAY = NOON.date()


RESET, REFUND = ArticleId("en", "account/reset"), ArticleId("en", "orders/refund")


_numbers = count()


def search(query: str, reader: str = "alice", after: float = 0, **more: Any) -> Search:
    """A search ``after`` seconds from noon that found something that fits."""
    given: dict[str, Any] = {"language": "en", "category": "", "total": 3, "fits": True, "confidence": 0.9, **more}
    at = NOON + timedelta(seconds=after)
    return Search(f"{next(_numbers):016}", at, reader, query, " ".join(words(query)), mode="hybrid", **given)


def opened(query: str, article: ArticleId = RESET, position: int = 1, **more: Any) -> Search:
    return search(query, clicks=[Click(article, position, NOON)], **more)


def failed(query: str, **more: Any) -> Search:
    return search(query, **{"fits": False, "confidence": 0.1, **more})


def put(site: Flask, *searches: Search) -> None:
    with site.extensions["kb"].database.begin() as connection:
        write(connection, searches, [], {(TODAY, "en"): 4})


def support(site: Flask, text: str = "Where is the moon?") -> None:
    """A ticket that was answered, and what its customer said, one that was not, a message that was not sent, tickets of
    a day, two questions.
    """
    database = site.extensions["kb"].database
    noted = DeskNotes(database, lambda: NOON.replace(tzinfo=UTC))
    noted.add(
        Note(NoteKind.ASKED, "Ann", "T-1", language="en"),
        Note(NoteKind.LINK, "Ann", "T-1", language="en", article=REFUND),
        Note(NoteKind.ASKED, "Ann", text, text, "en"),
        Note(NoteKind.NOTHING, "Ann", text, text, "en"),
        Note(NoteKind.NOT_THIS, "Ann", text, text, "en", RESET),
    )
    with database.begin() as connection:
        for event in (WidgetEvent.SHOWN, WidgetEvent.OPENED, WidgetEvent.SOLVED):
            record(connection, NOON - timedelta(hours=2), "v" * 16, event, "en", RESET)
        connection.execute(insert(ArticleViews).values(language="en", key="orders/refund", day=TODAY, views=9))
        report(connection, [DayReport(TODAY, "zendesk", 4)])
        note_sent(connection, (code := new_code()), "T-1", REFUND, Person(name="Ann"), NOON.replace(tzinfo=UTC), 30)
        take_answer(connection, code, FollowupAnswer(Solved.NO, "No money.", 2), NOON.replace(tzinfo=UTC))
        asked = ("answered", "", "articles", "", 0.9, (RESET,), (), True), ("refused", "", "articles", "", 0.1)
        at = NOON.replace(tzinfo=None)
        write_asked(
            connection,
            [AskedAnswer(f"{number:016}", at, text, text, "en", *rest) for number, rest in enumerate(asked)],
            [],
            {},
        )


def imported(site: Flask, collection: Collection) -> None:
    """Both articles came from Zendesk, which had counted votes and views of the one and views of the other."""
    collection.write("en/orders/refund.md", "Money back.", title="Refunds <b>", imported_from="zendesk:3600")
    collection.write("en/account/reset.md", "Reset it.", title="Reset a password", imported_from="zendesk:3601")
    told = Ledger(system="zendesk")
    for id_, numbers in (("3600", {"helpful": 12, "not_helpful": 3, "views": 450}), ("3601", {"views": 2_000})):
        told.note(id_, "en", "", {})
        told.count(id_, "en", numbers, TODAY)
    collection.write(".kb-import/zendesk.json", told.as_json())
    site.extensions["kb"].library.refresh()


@pytest.fixture
def page(collection: Collection, client: FlaskClient, site: Flask) -> FlaskClient:
    collection.write("en/account/reset.md", "Reset it.", title="Reset a password")
    collection.write("en/orders/refund.md", "Money back.", title="Refunds <b>")
    collection.write("fa/account/reset.md", "بازنشانی.", title="بازنشانی گذرواژه")
    site.extensions["kb"].library.refresh()
    return sit_down(site, client)


def table_of(answer: TestResponse) -> list[dict[str, str]]:
    assert answer.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def told(answer: TestResponse) -> str:
    return " ".join(html.fromstring(answer.text).xpath('string(//div[contains(@class, "told")])').split())


def keep(database: Engine, *searches: Search) -> None:
    with database.begin() as connection:
        write(connection, searches, [], {})
