"""One article's review: what is known of it, the article itself, and a decision that leads to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from kb.catalog.article import EVERYONE, Article, ArticleId, Status
from kb.core.roles import Action
from kb.core.text import plain_lines
from kb.editing.changes import Hunk, compare
from kb.editing.file_version import Version, text_of
from kb.editing.revisions import kept
from kb.feedback.wording import REASONS
from kb.library.reader import MAX_ARTICLE_BYTES
from kb.site.article_forms import carry_articles
from kb.site.site import Site
from kb.web.routes import Routes
from review.decisions.decide import Refusal
from review.decisions.decision import DecisionKind, Reviewer
from review.decisions.decision_request import CHECKLIST, DecisionTarget, as_seen
from review.decisions.form_fields import MAX_NAME, MAX_NOTE, read_note, snooze_days
from review.pages.decision_form import (
    CHOICES,
    Form,
    asks_matters,
    is_edited,
    read_order,
)
from review.pages.editors_only import current_person, introduce, names_of
from review.pages.findings import findings_of, last_review, links_of, look_at, show, since_review
from review.pages.form_errors import NOT_INTRODUCED, FormError, Message
from review.pages.keys import ARTICLE_KEYS, KEY_OF_CHOICE
from review.pages.last_action import remember
from review.queue.filters import Filters
from review.queue.rows import Row
from review.room import ReviewRoom
from review.service import Review

LIKELY_REPLACEMENTS = 30
STAYING = (DecisionKind.FLAGGED, DecisionKind.UNFLAGGED)
"""Decisions after which the article is still to be reviewed."""


@dataclass(frozen=True)
class QueuePlace:
    """Where an article stands in the part of the queue it was opened from; ``number`` from 1, 0 for not in it."""

    query: str
    rows: list[Row]
    number: int
    total: int
    previous: Article | None
    next: Article | None


@dataclass(frozen=True)
class Conflict:
    """Why a decision was refused, and how the file now differs: from what the reviewer saw, else from their text."""

    refusal: Refusal
    hunks: list[Hunk]
    from_what_was_seen: bool


def create_blueprint(site: Site, review: Review) -> Blueprint:
    """The addresses."""
    pages = Blueprint("review_article", __name__, template_folder="templates")
    carry_articles(pages, site)
    pages.app_context_processor(lambda: {"review_page": partial(_review_page, site)})
    routes = Routes(pages, ReviewRoom(site, review))
    routes.get("/review/articles/<language>/<path:key>", "article", show_article)
    routes.post("/review/articles/<language>/<path:key>", "decide", decide)
    routes.post("/review/links/<language>/<path:key>", "check_links", check_links)
    routes.get("/review/links/<language>/<path:key>", "links", show_links)
    return pages


def _review_page(site: Site, article: Article) -> str:
    """Where an article is reviewed, for whoever may; nothing for one that is not published, which nobody reviews."""
    is_there = site.catalog.get(article.language, article.key, EVERYONE) is not None
    may = is_there and site.person().may(Action.REVIEW)
    return url_for("review_article.article", language=article.language, key=article.key) if may else ""


def show_article(room: ReviewRoom, language: str, key: str) -> str:
    """One article's review."""
    found = room.review.catalog.get(language, key, EVERYONE)
    return _page(room, _look(room.review, found), MultiDict())


def decide(room: ReviewRoom, language: str, key: str) -> Response | tuple[str, int]:
    """Carry out what the form decides, and go on to the next article."""
    found = room.review.catalog.articles.get(ArticleId(language, key))
    if len(request.form.get("text", "").encode()) > MAX_ARTICLE_BYTES:
        abort(413)
    is_draft = found is not None and found.status is Status.DRAFT  # one archived meanwhile is told as such
    return _decide(room, _look(room.review, None if is_draft else found), request.form)


def check_links(room: ReviewRoom, language: str, key: str) -> Response:
    """Ask for the links of an article to be looked at now."""
    review = room.review
    found = _look(review, review.catalog.get(language, key, EVERYONE)).article
    review.links.request(found.id, links_of(review, show(found, review.catalog)).results)
    return redirect(f"{_address(found, request.form.get('queue', ''))}#review-links", 303)


def show_links(room: ReviewRoom, language: str, key: str) -> str:
    """What is known of an article's links, to be put in the place of what a page told before."""
    review = room.review
    found = _look(review, review.catalog.get(language, key, EVERYONE)).article
    known = links_of(review, show(found, review.catalog))
    return render_template("pages/_article_links.html", links=known, article=found)


def _look(review: Review, article: Article | None) -> Version:
    if article is None:
        abort(404)
    try:
        return look_at(review, article)
    except OSError:
        abort(404)


def _decide(room: ReviewRoom, version: Version, form: Form) -> Response | tuple[str, int]:
    review, article, errors = room.review, version.article, {}
    person = current_person(room.site)
    try:
        person = person or introduce(form.get("name", ""), form.get("email", ""))
    except ValueError as error:
        errors[str(error)] = NOT_INTRODUCED[str(error)]
    try:
        order = read_order(form, version, review.catalog, review.today())
    except FormError as error:
        errors |= error.errors
    if errors or person is None:
        return _page(room, version, form, errors=errors), 422
    place = _place(room, article, form.get("queue", ""))
    target = DecisionTarget.of(article.id, form.get("seen", ""))
    outcome = review.decisions.decide(order, [target], person, review.let(room.site.person()))
    if outcome.refused:
        return _conflict(room, article, form, outcome.refused[0]), 409
    remember(order.kind, outcome)
    return redirect(_after(order.kind, article, place), 303)


def _conflict(room: ReviewRoom, article: Article, form: Form, refusal: Refusal) -> str:
    """The page again, on the file as it is now, with what the reviewer wrote and what changed under their hands."""
    review = room.review
    now = _look(review, article)
    with review.database.connect() as connection:
        before_edit = read_note(form.get("seen", "").partition(".")[0])
        seen = kept(connection, [before_edit]).get(before_edit) if is_edited(form) else None
    before = text_of(seen) if seen is not None else plain_lines(form.get("text", ""))
    hunks = compare(before, now.text) if seen is not None or "text" in form else []
    conflict = Conflict(refusal, hunks, seen is not None or not is_edited(form))
    return _page(room, now, form, conflict=conflict)


def _after(kind: DecisionKind, article: Article, place: QueuePlace) -> str:
    """Where a decision leads: to the next article as the queue was, at its end back to the queue."""
    target = article if kind in STAYING else place.next
    if target is None:
        return url_for("review.queue") + (f"?{place.query}" if place.query else "")
    return _address(target, place.query)


def _address(article: Article, query: str) -> str:
    return url_for("review_article.article", language=article.language, key=article.key, queue=query or None)


def _place(room: ReviewRoom, article: Article, query: str) -> QueuePlace:
    """The neighbours in the queue that the address of ``query`` shows; what is not in it leads to its first."""
    filters = Filters.from_args(MultiDict(parse_qsl(query)))
    everything = room.review.queue()
    found = [row.article for row in filters.select(everything, room.review.today(), names_of(room.site)).rows]
    number = next((n for n, other in enumerate(found, 1) if other.id == article.id), 0)
    before = found[number - 2] if number > 1 else None
    after = found[number] if number < len(found) else None
    return QueuePlace(filters.to_query(), everything, number, len(found), before, after)


def _page(
    room: ReviewRoom,
    version: Version,
    form: Form,
    *,
    errors: Mapping[str, Message] | None = None,
    conflict: Conflict | None = None,
) -> str:
    """The page; what is wrong with a form leaves it about the version that it was filled in for."""
    review, article, catalog = room.review, version.article, room.review.catalog
    place = _place(room, article, request.values.get("queue", ""))
    rows = {row.article.id: row for row in place.rows}
    row = rows.get(article.id) or review.row(article)
    last = last_review(review, article)
    found = findings_of(review, article)
    versions = catalog.translations(article.key, EVERYONE).values()
    return render_template(
        "pages/article.html",
        article=article,
        version=version,
        row=row,
        place=place,
        address=_address,
        last=last,
        since=since_review(review, version, last),
        found=found,
        reasons=REASONS,
        links=found.links,
        translations=[rows[other.id] for other in versions if other.id != article.id and other.id in rows],
        original_language=catalog.default_language,
        form=form,
        seen=form.get("seen", "") if errors else as_seen(version.seen, row.standing),
        text=form["text"] if is_edited(form) else version.text,
        errors=errors or {},
        conflict=conflict,
        replacements=_replacements(article, review, [other for other, _ in found.duplicates]),
        people=_people(place.rows, current_person(room.site)),
        **_offered(review, article),
    )


def _offered(review: Review, article: Article) -> dict[str, object]:
    """What the form offers, and within which limits."""
    first_day, last_day = snooze_days(review.today())
    return {
        "choices": CHOICES,
        "keys": ARTICLE_KEYS,
        "key_of_choice": KEY_OF_CHOICE,
        "checklist": CHECKLIST,
        "asks_matters": asks_matters(article, review.catalog),
        "first_day": first_day,
        "last_day": last_day,
        "max_note": MAX_NOTE,
        "max_name": MAX_NAME,
    }


def _people(rows: list[Row], person: Reviewer | None) -> list[str]:
    """Everybody who could be asked to work on an article."""
    names = {name for row in rows for name in (row.owner, row.standing.assignee) if name}
    return sorted(names | ({person.name} if person else set()), key=str.casefold)


def _replacements(article: Article, review: Review, duplicates: list[Article]) -> list[Article]:
    """The articles that could stand in for an archived one: those that say the same, then its neighbours."""
    beside = review.catalog.in_category(article.language, article.category, EVERYONE)
    others = {other.id: other for other in (*duplicates, *beside) if other.id != article.id}
    return list(others.values())[:LIKELY_REPLACEMENTS]
