"""The queue: what waits, narrowed down and in order; decisions on many articles at once; who reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.article import Article, ArticleId, ReviewInterval
from kb.saving import fingerprint
from kb.site import Site
from review.acts import last_act, remember
from review.filters import Filters, Selection
from review.guard import current_person, introduce
from review.history import Kind, Person
from review.orders import CHECKLIST, Order, Target
from review.policy import later
from review.queue import Row
from review.service import Review

LONGEST_SNOOZE = ReviewInterval(months=12)
MAX_NAME, MAX_NOTE = 200, 2000
Answer = Response | tuple[str, int] | str


def create_blueprint(site: Site, review: Review) -> Blueprint:
    """The queue's addresses; its folder of static files serves every page of the review."""
    pages = Blueprint(
        "review", __name__, template_folder="templates", static_folder="static", static_url_path="/static/review"
    )
    pages.app_context_processor(lambda: {"last_act": last_act})

    @pages.get("/review")
    def queue() -> str:
        return _page(site, review)

    @pages.post("/review/decide")
    def decide() -> Answer:
        form = request.form
        try:
            person = current_person() or introduce(form.get("name", ""), form.get("email", ""))
            order = read_order(form, review.today())
            targets = read_targets(form.getlist("row"))
        except ValueError as error:
            return _page(site, review, Posted.of(form, str(error))), 400
        remember(order.kind, review.decisions.decide(order, targets, person))
        query = Filters.from_args(request.args).to_query()
        return redirect(url_for("review.queue") + (f"?{query}" if query else ""), 303)

    @pages.post("/review/undo")
    def undo() -> Answer:
        form = request.form
        asked = {"batch": form.get("batch", ""), "back": form.get("back", "")}
        person = _introduced(form)
        if isinstance(person, str):
            return _who(person, url_for("review.undo"), asked), 400
        remember(Kind.UNDONE, review.decisions.undo(asked["batch"][:32], person))
        return redirect(place_on_review(asked["back"]), 303)

    @pages.route("/review/you", methods=["GET", "POST"])
    def introduce_yourself() -> Answer:
        back = request.values.get("next", "")
        if request.method == "GET":
            return _who("", url_for("review.introduce_yourself"), {"next": back})
        try:
            introduce(request.form.get("name", ""), request.form.get("email", ""))
        except ValueError as error:
            return _who(str(error), url_for("review.introduce_yourself"), {"next": back}), 400
        return redirect(place_on_review(back), 303)

    return pages


@dataclass(frozen=True)
class Posted:
    """A form that could not be carried out: ``wrong`` names what is missing, the rest is what was filled in."""

    wrong: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    checks: Sequence[str] = ()
    seen: Mapping[ArticleId, str] = field(default_factory=dict)

    @classmethod
    def of(cls, form: Any, wrong: str) -> Posted:
        """Keep what ``form`` holds; articles stay chosen as they were seen."""
        targets = [target for text in form.getlist("row") if (target := _target(text))]
        seen = {target.article: target.seen or "" for target in targets}
        return cls(wrong, form.to_dict(), form.getlist("check"), seen)

    def field(self, name: str) -> str:
        """What was filled in, else nothing."""
        return self.fields.get(name, "")


def read_order(form: Any, today: date) -> Order:
    """The decision of a posted form.

    Raises:
        ValueError: with the name of what is missing or cannot be.

    """
    match form.get("act"):
        case Kind.REVIEWED:
            checklist = tuple(name for name in CHECKLIST if name in form.getlist("check"))
            _need("checklist", checklist)
            _need("confirm_reviewed", form.get("confirm_reviewed"))
            return Order(Kind.REVIEWED, checklist=checklist)
        case Kind.ASSIGNED:
            assignee = " ".join(_clean(form.get("assignee", ""), MAX_NAME).split())
            _need("assignee", assignee)
            return Order(Kind.ASSIGNED, assignee=assignee)
        case Kind.SNOOZED:
            until = _day(form.get("until", ""))
            _need("until", until and today < until <= later(today, LONGEST_SNOOZE))
            reason = _clean(form.get("reason", ""), MAX_NOTE)
            _need("reason", reason)
            return Order(Kind.SNOOZED, note=reason, until=until)
        case Kind.ARCHIVED:
            _need("confirm_archived", form.get("confirm_archived"))
            return Order(Kind.ARCHIVED)
        case _:
            raise ValueError("act")


def read_targets(texts: Sequence[str]) -> list[Target]:
    """The chosen articles, as ``row_value`` wrote them.

    Raises:
        ValueError: there is none.

    """
    targets = [target for text in texts if (target := _target(text))]
    _need("row", targets)
    return targets


def row_value(article: Article, seen: str) -> str:
    """An article to choose, with the fingerprint of its file as the page was made from."""
    return f"{seen}/{article.language}/{article.key}"


def place_on_review(address: str) -> str:
    """``address`` where it is a page of the review on this site, else the queue: forms lead nowhere else."""
    parts = urlsplit(address) if address.isprintable() and "\\" not in address else urlsplit("")
    steps = parts.path.split("/")
    here = not parts.scheme and not parts.netloc and steps[:2] == ["", "review"] and not {"..", "."} & set(steps)
    return address if here else url_for("review.queue")


def _page(site: Site, review: Review, posted: Posted | None = None) -> str:
    filters = Filters.from_args(request.args)
    today = review.today()
    found = filters.select(review.queue(today), today)
    return render_template(
        "review/queue.html",
        filters=filters,
        found=found,
        values={row.article.id: _value(site, row, posted) for row in found.shown},
        posted=posted or Posted(),
        checklist=CHECKLIST,
        first_day=date.fromordinal(today.toordinal() + 1),
        last_day=later(today, LONGEST_SNOOZE),
        names=_names(found),
        today=today,
    )


def _value(site: Site, row: Row, posted: Posted | None) -> str:
    """What choosing a row posts; a row chosen before stays as it was seen then."""
    seen = posted.seen.get(row.article.id) if posted else None
    if seen is None:
        try:
            seen = fingerprint((site.settings.articles_dir / row.article.path).read_bytes())
        except OSError:
            seen = ""  # fits no file: a decision will be refused
    return row_value(row.article, seen)


def _names(found: Selection) -> list[str]:
    """Whom to suggest for an assignment."""
    known = {**found.options["owner"], **found.options["responsible"]}
    return sorted((name for name in known if name != "nobody"), key=str.casefold)


def _introduced(form: Any) -> Person | str:
    """Who asks, by the session or by the form; else what is missing."""
    try:
        return current_person() or introduce(form.get("name", ""), form.get("email", ""))
    except ValueError as error:
        return str(error)


def _who(wrong: str, action: str, hidden: Mapping[str, str]) -> str:
    person = current_person() or Person("")
    given = {"name": request.form.get("name", person.name), "email": request.form.get("email", person.email)}
    return render_template("review/introduce.html", wrong=wrong, action=action, hidden=hidden, given=given)


def _target(text: str) -> Target | None:
    seen, _, rest = text.partition("/")
    language, _, key = rest.partition("/")
    return Target(ArticleId(language, key), seen) if language and key else None


def _need(name: str, value: object) -> None:
    if not value:
        raise ValueError(name)


def _clean(text: str, longest: int) -> str:
    """What a database takes: no NUL, line ends as ours, not longer than the field."""
    return text.replace("\0", "").replace("\r\n", "\n").strip()[:longest]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
