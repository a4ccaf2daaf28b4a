"""``/review/plan``: every article with its owner, interval and next day, changed in bulk; what falls due when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.core.intervals import parse_interval
from kb.core.text import whole_number
from kb.files.saving import fingerprint
from kb.site.site import Site
from kb.web.routes import Routes
from review.decisions.decide import Outcome
from review.decisions.decision import DecisionKind, Reviewer
from review.decisions.decision_request import DecisionRequest, DecisionTarget
from review.decisions.form_fields import read_name
from review.pages.bulk_form import Posted, read_targets, seen_value
from review.pages.editors_only import current_person, introduce, names_of
from review.pages.form_errors import PLAN_FAULTS
from review.pages.last_action import remember, told_of
from review.queue.filters import ALL, NOBODY, Filters
from review.queue.overview import by_month, next_day
from review.queue.plan import Planned
from review.queue.rows import Row
from review.queue.spread import MOST_WEEKS, even_out
from review.room import ReviewRoom
from review.service import Review
from review.wording import FACETS

USUAL_WEEKS = 12
MOST_NAMED = 200
Answer = Response | tuple[str, int] | str


@dataclass(frozen=True)
class ChangeOrder:
    """What the form asks for, read."""

    request: DecisionRequest
    targets: list[DecisionTarget]
    person: Reviewer


def create_blueprint(site: Site, review: Review) -> Blueprint:
    """The addresses."""
    pages = Blueprint("review_plan", __name__, template_folder="templates")
    routes = Routes(pages, ReviewRoom(site, review))
    routes.get("/review/plan", "plan", show_plan)
    routes.post("/review/plan/change", "change", change)
    routes.form("/review/plan/even", "even", even)
    return pages


def show_plan(room: ReviewRoom) -> str:
    """All articles, as the address narrows them down, and what falls due."""
    return _page(room)


def change(room: ReviewRoom) -> Answer:
    """Set the owner or the interval of what was chosen; what was refused is told article by article."""
    try:
        order = _read(room, request.form)
    except ValueError as error:
        return _page(room, Posted.of(request.form, str(error))), 422
    decisions, let = room.review.decisions, room.review.let(room.site.person())
    outcome = decisions.decide(order.request, order.targets, order.person, let)
    remember(order.request.kind, outcome)
    if outcome.refused:
        return _page(room, act=told_of(order.request.kind, outcome)), 409
    return redirect(_address(_filters()), 303)


def even(room: ReviewRoom) -> Answer:
    """What would be put off so that every week is alike; posted, it is."""
    review, today = room.review, room.review.today()
    weeks = whole_number(request.values.get("weeks"), 1, MOST_WEEKS) or USUAL_WEEKS
    rows = review.queue(today)
    plan = even_out(rows, today, weeks)
    mark = fingerprint(repr([(one.day, one.row.article.id) for one in plan]).encode())
    if request.method == "GET":
        return _preview(room, rows, plan, weeks, mark)
    try:
        person = current_person(room.site) or introduce(request.form.get("name", ""), request.form.get("email", ""))
    except ValueError as error:
        return _preview(room, rows, plan, weeks, mark, str(error)), 422
    if request.form.get("mark") != mark:
        return _preview(room, rows, plan, weeks, mark, "mark"), 409
    remember(DecisionKind.PLANNED, _carry_out(review, plan, person))
    return redirect(url_for("review_plan.plan"), 303)


def _carry_out(review: Review, plan: list[Planned], person: Reviewer) -> Outcome:
    """One act, so that it can be taken back as one."""
    orders = [
        (DecisionRequest(DecisionKind.PLANNED, until=one.day), DecisionTarget(one.row.article.id)) for one in plan
    ]
    return review.decisions.decide_each(orders, person)


def _read(room: ReviewRoom, form: Any) -> ChangeOrder:
    """The form.

    Raises:
        ValueError: with the name of what is missing or cannot be.

    """
    person = current_person(room.site) or introduce(form.get("name", ""), form.get("email", ""))
    match form.get("act"):
        case "owner":
            owner = read_name(form.get("owner", ""))
            if not owner:
                raise ValueError("owner")
            wanted = DecisionRequest(DecisionKind.HANDED_OVER, assignee=owner)
        case "take_over":
            wanted = DecisionRequest(DecisionKind.HANDED_OVER, assignee=person.name)
        case "interval":
            wanted = DecisionRequest(DecisionKind.INTERVAL_SET, interval=_interval(form.get("review_in", "")))
        case "no_interval":
            wanted = DecisionRequest(DecisionKind.INTERVAL_SET)
        case _:
            raise ValueError("act")
    return ChangeOrder(wanted, read_targets(form.getlist("row")), person)


def _interval(text: str) -> str:
    written = read_name(text)
    try:
        parse_interval(written)
    except ValueError:
        raise ValueError("review_in") from None
    return written.lower()


def _filters() -> Filters:
    found = Filters.from_args(request.args)
    return found if request.args.get("state") else replace(found, state=(ALL,))


def _address(filters: Filters, **changes: Any) -> str:
    query = filters.to_query(**changes)
    named = query if "state=" in query else "&".join(filter(None, ("state=waiting", query)))
    return url_for("review_plan.plan") + f"?{named}"


def _page(room: ReviewRoom, posted: Posted | None = None, act: Mapping[str, Any] | None = None) -> str:
    review, filters, today = room.review, _filters(), room.review.today()
    everything = review.queue(today)
    found = filters.select(everything, today, names_of(room.site))
    owners = sorted((name for name in found.options["owner"] if name != NOBODY), key=str.casefold)
    return render_template(
        "pages/plan.html",
        filters=filters,
        found=found,
        address=_address,
        overview=by_month(found.rows, today),
        days={row.article.id: next_day(row, today) for row in found.shown},
        values={row.article.id: seen_value(room.site, row, posted) for row in found.shown},
        posted=posted or Posted(),
        act=act,
        faults=PLAN_FAULTS,
        facets=FACETS,
        names=owners,
        weeks=USUAL_WEEKS,
        most_weeks=MOST_WEEKS,
    )


def _preview(room: ReviewRoom, rows: list[Row], plan: list[Planned], weeks: int, mark: str, wrong: str = "") -> str:
    today = room.review.today()
    moved = {one.row.article.id: one.day for one in plan}
    return render_template(
        "pages/plan_even.html",
        plan=plan[:MOST_NAMED],
        count=len(plan),
        days={one.row.article.id: next_day(one.row, today) for one in plan[:MOST_NAMED]},
        before=by_month(rows, today),
        after=by_month(rows, today, moved),
        weeks=weeks,
        most_weeks=MOST_WEEKS,
        mark=mark,
        wrong=wrong,
        faults=PLAN_FAULTS,
    )
