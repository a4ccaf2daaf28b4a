"""The history: who decided what and when, of one article or one reviewer; as a page, CSV and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request

from kb.accounts.audit_log import note_export
from kb.catalog.article import ArticleId
from kb.core.paging import page_among, page_number
from kb.graphics.tables import csv_response, csv_text
from kb.web.routes import Routes
from review.decisions.decision import Decision
from review.decisions.form_fields import read_note
from review.decisions.history import count, history, people
from review.reports.wording import page_words
from review.room import ReviewRoom
from review.service import Review

PAGE_SIZE = 50
MAX_TEXT = 600
COLUMNS = ("at", "key", "language", "path", "decision", "status", "by", "email", "note", "details")


@dataclass(frozen=True)
class HistoryPart:
    """Which part of the history an address asks for; what is not given leaves nothing out."""

    article: ArticleId | None
    person: str | None
    page: int

    def read(self, review: Review, limit: int | None = None) -> list[Decision]:
        """The decisions, newest first: all, or those of the page of ``limit``."""
        offset = (self.page - 1) * (limit or 0)
        with review.database.connect() as connection:
            return history(connection, article=self.article, person=self.person, limit=limit, offset=offset)

    def query(self, **changes: Any) -> str:
        """The part of the address behind the question mark."""
        article = f"{self.article.language}/{self.article.key}" if self.article else None
        given = {"article": article, "by": self.person, **changes}
        return urlencode({name: value for name, value in given.items() if value})


def add_history(routes: Routes[ReviewRoom]) -> None:
    """Add the history's addresses."""
    routes.get("/review/history", "history", show_history)
    routes.get("/review/history.csv", "history_csv", send_csv)
    routes.get("/review/history.json", "history_json", send_json)


def show_history(room: ReviewRoom) -> str:
    """Who decided what, newest first, a page of it."""
    review = room.review
    asked = read_asked()
    with review.database.connect() as connection:
        total = count(connection, article=asked.article, person=asked.person)
        names = people(connection)
    page = page_among(asked.page, total, PAGE_SIZE)
    asked = HistoryPart(asked.article, asked.person, page.number)
    words = page_words(room.site)
    return render_template(
        "reports/history.html",
        asked=asked,
        decisions=asked.read(review, PAGE_SIZE),
        articles=review.catalog.articles,
        total=total,
        pages=page.pages,
        people=names,
        day_of=lambda text: words.cell(date.fromisoformat(text)),
        clock=lambda moment: words.digits(f"{moment:%H:%M}"),
    )


def send_csv(room: ReviewRoom) -> Response:
    """The whole history for spreadsheets; that it was taken is in the audit log."""
    review = room.review
    note_export(review.database, review.clock(), room.site.person(), "review history")
    return csv_response(decisions_csv(read_asked().read(review)), f"review-history-{review.today()}.csv")


def send_json(room: ReviewRoom) -> Response:
    """The whole history for programs; that it was taken is in the audit log."""
    review = room.review
    note_export(review.database, review.clock(), room.site.person(), "review history")
    told = [decision.as_json() for decision in read_asked().read(review)]
    return Response(json.dumps(told, ensure_ascii=False), content_type="application/json")


def read_asked() -> HistoryPart:
    """What this request's address asks for."""
    arguments = request.args
    language, _, key = read_note(arguments.get("article", ""), MAX_TEXT).partition("/")
    person = read_note(arguments.get("by", ""), MAX_TEXT) or None
    return HistoryPart(ArticleId(language, key) if key else None, person, page_number(arguments.get("page")))


def decisions_csv(decisions: Iterable[Decision]) -> str:
    """Decisions as CSV; their details are JSON in one cell."""
    told = (decision.as_json() for decision in decisions)
    return csv_text(COLUMNS, ([_cell(one[name]) for name in COLUMNS] for one in told))


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if value else ""
