"""The queue: what waits, narrowed down and in order; decisions on many articles at once; who reviews."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.site.same_site import is_own_path
from kb.site.site import Site
from kb.site.static_files import PagesWithFiles
from kb.web.routes import Routes
from review.decisions.decision import DecisionKind, Reviewer
from review.decisions.decision_request import CHECKLIST
from review.decisions.form_fields import read_note, snooze_days
from review.pages.bulk_form import Posted, read_order, read_targets, seen_value
from review.pages.editors_only import current_person, introduce, names_of
from review.pages.form_errors import FAULTS
from review.pages.keys import QUEUE_KEYS
from review.pages.last_action import last_act, remember
from review.queue.filters import NOBODY, Filters, Selection
from review.room import ReviewRoom
from review.service import Review
from review.wording import FACETS, ORDERS

MAX_BATCH = 32
Answer = Response | tuple[str, int] | str


def create_blueprint(site: Site, review: Review) -> Blueprint:
    """The queue's addresses; its folder of static files serves every page of the review."""
    pages = PagesWithFiles("review", __name__, [Path(__file__).parent / "static"])
    pages.app_context_processor(queue_names)
    routes = Routes(pages, ReviewRoom(site, review))
    routes.get("/review", "queue", show_queue)
    routes.post("/review/decide", "decide", decide)
    routes.post("/review/undo", "undo", undo)
    routes.form("/review/you", "introduce_yourself", introduce_yourself)
    return pages


def queue_names() -> dict[str, object]:
    """What every template may call: what was decided last in this browser, and the address of the page."""
    return {"last_act": last_act, "this_page": this_page}


def show_queue(room: ReviewRoom) -> str:
    """What waits, as the address narrows it down."""
    return _page(room.site, room.review)


def decide(room: ReviewRoom) -> Answer:
    """Decide on all articles that were chosen, and come back to the same part of the queue."""
    review = room.review
    form = request.form
    try:
        person = current_person(room.site) or introduce(form.get("name", ""), form.get("email", ""))
        order = read_order(form, review.today())
        targets = read_targets(form.getlist("row"))
    except ValueError as error:
        return _page(room.site, review, Posted.of(form, str(error))), 400
    remember(order.kind, review.decisions.decide(order, targets, person, review.let(room.site.person())))
    query = Filters.from_args(request.args).to_query()
    return redirect(url_for("review.queue") + (f"?{query}" if query else ""), 303)


def undo(room: ReviewRoom) -> Answer:
    """Take back what was decided last in this browser."""
    form = request.form
    asked = {"batch": form.get("batch", ""), "back": form.get("back", "")}
    person = _introduced(room.site, form)
    if isinstance(person, str):
        return _who(room.site, person, url_for("review.undo"), asked), 400
    let = room.review.let(room.site.person())
    remember(DecisionKind.UNDONE, room.review.decisions.undo(read_note(asked["batch"], MAX_BATCH), person, let))
    return redirect(place_on_review(asked["back"]), 303)


def introduce_yourself(room: ReviewRoom) -> Answer:
    """Ask who reviews, where there are no accounts."""
    back = request.values.get("next", "")
    if request.method == "GET":
        return _who(room.site, "", url_for("review.introduce_yourself"), {"next": back})
    try:
        introduce(request.form.get("name", ""), request.form.get("email", ""))
    except ValueError as error:
        return _who(room.site, str(error), url_for("review.introduce_yourself"), {"next": back}), 400
    return redirect(place_on_review(back), 303)


def this_page() -> str:
    """The address of the page that is asked for, to come back to it; empty where a form was posted."""
    query = request.query_string.decode("ascii", "replace")
    return quote(request.path) + (f"?{query}" if query else "") if request.method == "GET" else ""


def place_on_review(address: str) -> str:
    """``address`` where it is a page of the review on this site, else the queue: forms lead nowhere else."""
    here = is_own_path(address) and unquote(urlsplit(address).path).split("/")[:2] == ["", "review"]
    return address if here else url_for("review.queue")


def _page(site: Site, review: Review, posted: Posted | None = None) -> str:
    filters = Filters.from_args(request.args)
    today = review.today()
    found = filters.select(review.queue(today), today, names_of(site))
    first_day, last_day = snooze_days(today)
    return render_template(
        "pages/queue.html",
        filters=filters,
        found=found,
        values={row.article.id: seen_value(site, row, posted) for row in found.shown},
        posted=posted or Posted(),
        checklist=CHECKLIST,
        faults=FAULTS,
        sorts=ORDERS,
        facets=FACETS,
        first_day=first_day,
        last_day=last_day,
        names=_names(found),
        keys=QUEUE_KEYS,
        today=today,
    )


def _names(found: Selection) -> list[str]:
    """Whom to suggest for an assignment."""
    known = {**found.options["owner"], **found.options["responsible"]}
    return sorted((name for name in known if name != NOBODY), key=str.casefold)


def _introduced(site: Site, form: Any) -> Reviewer | str:
    """Who asks, by the session or by the form; else what is missing."""
    try:
        return current_person(site) or introduce(form.get("name", ""), form.get("email", ""))
    except ValueError as error:
        return str(error)


def _who(site: Site, wrong: str, action: str, hidden: Mapping[str, str]) -> str:
    person = current_person(site) or Reviewer("")
    given = {"name": request.form.get("name", person.name), "email": request.form.get("email", person.email)}
    return render_template(
        "pages/introduce.html", wrong=wrong, action=action, hidden=hidden, given=given, faults=FAULTS
    )
