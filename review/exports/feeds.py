"""Calendar, feed and JSON: the queue for programs, for those who may see its pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from flask import Blueprint, Response, render_template, request

from kb.api.cursors import ListOrder, answer_page
from kb.language.interface import interface_language, translations
from kb.site.error_responses import error_response
from kb.site.openapi import (
    cursor_parameter,
    known_as,
    listed_response,
    needs,
    page_parameters,
    parameter,
    problem_response,
    refusals,
)
from kb.site.site import Site
from kb.web.routes import Routes
from review.decisions.form_fields import read_name
from review.exports.json_csv import ROW_EXAMPLE, ROW_SHAPE, ExportSelection, counts_by_state, row_json, stable_id
from review.exports.subscriptions import let_in
from review.queue.filters import review_url
from review.queue.policy import ReviewState
from review.queue.rows import Row
from review.room import ReviewRoom
from review.service import Review
from review.wording import Wording

FEED_ENTRIES = 50
USUAL_LIMIT, MAX_LIMIT = 100, 1000


def create_blueprint(site: Site, review: Review) -> Blueprint:
    """The addresses."""
    feeds = Blueprint("review_feeds", __name__, template_folder="templates")
    let_in(feeds, site, review)
    routes = Routes(feeds, ReviewRoom(site, review))
    routes.get("/review.ics", "calendar", send_calendar)
    routes.get("/review/feed.xml", "feed", send_feed)
    routes.get("/api/v1/review", "rows", send_rows)
    return feeds


def send_calendar(room: ReviewRoom) -> Response:
    """The reviews that are due, for calendar programs."""
    from review.exports.calendar import Frame, make_calendar  # its library is for this page alone

    site, review = room.site, room.review
    today, owner = review.today(), request.args.get("owner") or None
    words = translations(interface_language(site.preferred_language()))
    name = site.face(site.preferred_language()).site_name
    frame = Frame(name, site.root(), words, today, review.clock(), owner)
    text = make_calendar(ExportSelection(owner=owner).of(review.queue(today)), frame)
    response = Response(text, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = "inline; filename=review.ics"
    response.vary.add("Accept-Language")
    return response


def send_feed(room: ReviewRoom) -> Response:
    """What began to wait lately, for feed readers."""
    today, owner = room.review.today(), read_name(request.args.get("owner", "")) or None
    entries = news(ExportSelection(owner=owner).of(room.review.queue(today)), today)
    ids = [stable_id("entry", room.site.settings.site_name, *row.article.id, row.state, day) for row, day in entries]
    text = render_template(
        "exports/feed.xml",
        entries=[(row, _midnight(day), id_) for (row, day), id_ in zip(entries, ids, strict=True)],
        updated=_midnight(entries[0][1] if entries else today),
        feed_id=stable_id("feed", room.site.settings.site_name, owner),
        owner=owner,
        review_url=review_url,
    )
    response = Response(text, content_type="application/atom+xml; charset=utf-8")
    response.vary.add("Accept-Language")
    return response


def send_rows(room: ReviewRoom) -> Response:
    """The rows of the queue, a page of them."""
    try:
        asked = _asked()
    except ValueError as error:
        return error_response(400, "Bad Request", str(error))
    today, wording = room.review.today(), Wording()
    all_states = asked.of(room.review.queue(today))
    found = asked.in_state(all_states)
    return answer_page(
        room.site,
        # The queue's own order, where equals stand by their ids.
        ListOrder(found, lambda row: (-row.priority, *row.article.id), USUAL_LIMIT, MAX_LIMIT),
        lambda page: [row_json(row, wording) for row in page],
        today=today.isoformat(),
        counts=counts_by_state(all_states),
    )


def news(rows: list[Row], today: date) -> list[tuple[Row, date]]:
    """What waits with the day from which it does, the latest first; of one day the most important first."""
    dated = [(row, day) for row in rows if row.waits(today) and (day := row.waiting_since)]
    return sorted(dated, key=lambda entry: entry[1], reverse=True)[:FEED_ENTRIES]


def _asked() -> ExportSelection:
    """What the address of this request asks for.

    Raises:
        ValueError: a state is none; names it and what there are.

    """
    known = {str(state): state for state in ReviewState}
    states = [name for value in request.args.getlist("state") for name in value.split(",") if name]
    for name in states:
        if name not in known:
            raise ValueError(f"state={name[:20]!r} is none of {', '.join(known)}")
    given = {name: request.args.get(name) or None for name in ("owner", "category", "tag")}
    return ExportSelection(
        frozenset(known[name] for name in states), language=request.args.get("lang") or None, **given
    )


def _midnight(day: date) -> str:
    return datetime.combine(day, time(), UTC).isoformat()


PATHS: dict[str, Any] = {
    "/api/v1/review": {
        "get": {
            **known_as("list_reviews", "Editors"),
            "security": needs("review"),
            "summary": "The review queue, the most important first; for editors only",
            "parameters": [
                parameter("state", f"Only these, with commas or repeated: {', '.join(ReviewState)}"),
                parameter("owner", "Only what they own or were assigned; nobody: what has neither"),
                parameter("category", "Only this category and those below it"),
                parameter("lang", "Only articles in this language"),
                parameter("tag", "Only articles with this tag"),
                *page_parameters(MAX_LIMIT),
                cursor_parameter(),
            ],
            "responses": {
                "200": listed_response(
                    "The day, the number in each state whichever was asked for, the rows",
                    ROW_SHAPE,
                    beside={"today": "string", "counts": dict.fromkeys(map(str, ReviewState), "integer")},
                    example={
                        "today": "2026-11-22",
                        "counts": {**dict.fromkeys(map(str, ReviewState), 0), str(ReviewState.OVERDUE): 1},
                        "total": 1,
                        "cursor": None,
                        "next": None,
                        "results": [ROW_EXAMPLE],
                    },
                ),
                "400": problem_response(),
                **refusals("review"),
                "404": problem_response("Not for who asks"),
            },
        }
    },
}
