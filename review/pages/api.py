"""``/api/v1/review/articles/…``: one article of the queue, and a decision on it by a program, as the form has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from werkzeug.datastructures import MultiDict

from kb.catalog.article import EVERYONE, Article
from kb.core.text import as_read, plain_lines, shorten
from kb.editing.file_version import Version
from kb.site.error_responses import error_response
from kb.site.site import Site
from kb.web.json_body import read_json
from kb.web.routes import Routes
from review.decisions.decide import Outcome
from review.decisions.decision import DecisionKind, Reviewer
from review.decisions.decision_request import CHECKLIST, DecisionTarget, as_seen
from review.decisions.form_fields import read_note
from review.exports.json_csv import row_json
from review.pages.decision_form import read_order
from review.pages.editors_only import current_person
from review.pages.findings import look_at
from review.pages.form_errors import FormError
from review.pages.queue import MAX_BATCH
from review.room import ReviewRoom
from review.service import Review
from review.wording import Wording

BY_PROGRAM = {
    DecisionKind.REVIEWED: "note",
    DecisionKind.NEEDS_UPDATE: "task",
    DecisionKind.ARCHIVED: "note",
    DecisionKind.SNOOZED: "why",
    DecisionKind.FLAGGED: "comment",
    DecisionKind.UNFLAGGED: "comment",
}
"""What a program may decide, and what the form calls the note of each. Who edits the text has it before their eyes."""
TEXTS = ("decision", "note", "until", "assignee", "moved_to", "seen")
FIELDS = (*TEXTS, "checklist", "matters")
_NAMES = {"task": "note", "why": "note", "comment": "note", "check": "checklist"}


class BodyFieldError(ValueError):
    """A field that cannot be meant; ``pointer`` says where it is in the body (RFC 6901)."""

    def __init__(self, pointer: str, why: str) -> None:
        """``why`` names the field."""
        super().__init__(why)
        self.pointer = pointer


def create_blueprint(site: Site, review: Review) -> Blueprint:
    """The addresses."""
    api = Blueprint("review_api", __name__)
    routes = Routes(api, ReviewRoom(site, review))
    routes.get("/api/v1/review/articles/<language>/<path:key>", "article", send_row)
    routes.post("/api/v1/review/articles/<language>/<path:key>", "decide", decide_by_program)
    routes.post("/api/v1/review/acts/<code>/undo", "undo", undo_by_program)
    return api


def send_row(room: ReviewRoom, language: str, key: str) -> Response:
    """One article's row, with what was counted of it before it was imported and what a decision says that it saw."""
    review = room.review
    version = _version(review, review.catalog.get(language, key, EVERYONE))
    row, before = review.row(version.article), review.counted_before.of(review.catalog).get(version.article.id)
    more = {"counted_before": before.as_json() if before else None, "seen": as_seen(version.seen, row.standing)}
    return jsonify({**row_json(row, Wording()), **more})


def decide_by_program(room: ReviewRoom, language: str, key: str) -> Response:
    """Carry out a decision on one article."""
    review = room.review
    version, person = _version(review, review.catalog.get(language, key, EVERYONE)), current_person(room.site)
    if person is None:
        return error_response(400, "Bad Request", "say who you are on the pages of the review first")
    if not request.is_json:
        return error_response(415, "Unsupported Media Type", "send application/json")
    try:
        given = _read_body(request.get_data())
        order = read_order(_as_form(given), version, review.catalog, review.today())
    except BodyFieldError as error:
        return error_response(400, "Bad Request", str(error), pointer=error.pointer)
    except FormError as error:
        name, message = next(iter(error.errors.items()))
        field = _NAMES.get(name, name)
        detail = f"{field}: {message.text % message.values}"
        return error_response(400, "Bad Request", detail, pointer=f"/{field}")
    except ValueError as error:
        return error_response(400, "Bad Request", str(error))
    seen = given.get("seen", "")
    target = DecisionTarget.of(version.article.id, seen) if seen else DecisionTarget(version.article.id)
    return _told(review.decisions.decide(order, [target], person, review.let(room.site.person())))


def undo_by_program(room: ReviewRoom, code: str) -> Response:
    """Take an act back, where nobody has decided or edited since."""
    person: Reviewer | None = current_person(room.site)
    if person is None:
        return error_response(400, "Bad Request", "say who you are on the pages of the review first")
    outcome = room.review.decisions.undo(read_note(code, MAX_BATCH), person, room.review.let(room.site.person()))
    if not (outcome.done or outcome.refused):
        return error_response(404, "Not Found", f"there is no act {shorten(code)} that could be undone")
    return _told(outcome)


def _told(outcome: Outcome) -> Response:
    if outcome.refused:
        why = Wording().refusal(outcome.refused[0].reason)
        return error_response(409, "Conflict", why, reason=outcome.refused[0].reason)
    return jsonify(act=outcome.batch, warnings=outcome.warnings)


def _version(review: Review, article: Article | None) -> Version:
    if article is None:
        abort(404, "there is no such published article")
    try:
        return look_at(review, article)
    except OSError:
        abort(404, "its file cannot be read")


def _read_body(body: bytes) -> dict[str, Any]:
    """What was sent, each field of its type.

    Raises:
        ValueError: it is something else; says what, as a ``BodyFieldError`` where a field is wrong.

    """
    given = read_json(body)
    if not isinstance(given, dict):
        raise ValueError('the body is not an object like {"decision": "reviewed", "checklist": ["links_work"]}')
    for name, value in given.items():
        if name not in FIELDS:
            raise ValueError(f"{shorten(name)} is none of {', '.join(FIELDS)}")
        if name in TEXTS and not isinstance(value, str):
            raise BodyFieldError(f"/{name}", f"{name} is not a text")
        if name in TEXTS and as_read(value) != plain_lines(value):
            raise BodyFieldError(
                f"/{name}", f"{name} has characters that no page takes: controls or half a pair of surrogates"
            )
    if given.get("moved_to") and not given["moved_to"].strip().strip("/"):
        raise BodyFieldError("/moved_to", f"moved_to={shorten(given['moved_to'])} is no key of an article")
    if not isinstance(given.get("matters"), bool | None):
        raise BodyFieldError("/matters", "matters is neither true, false nor null")
    _check_list(given.get("checklist", []))
    if given.get("decision") not in list(BY_PROGRAM):
        raise BodyFieldError("/decision", f"decision is none of {', '.join(BY_PROGRAM)}")
    return given


def _check_list(checked: object) -> None:
    if not isinstance(checked, list) or not all(isinstance(one, str) for one in checked):
        raise BodyFieldError("/checklist", "checklist is not a list of texts")
    for place, one in enumerate(checked):
        if one not in CHECKLIST:
            raise BodyFieldError(f"/checklist/{place}", f"checklist={shorten(one)} is none of {', '.join(CHECKLIST)}")


def _as_form(given: Mapping[str, Any]) -> MultiDict[str, str]:
    """The same as the form of the page sends it."""
    texts = {name: given[name] for name in ("decision", "until", "assignee", "moved_to") if name in given}
    form = MultiDict({**texts, BY_PROGRAM[given["decision"]]: given.get("note", "")})
    form.setlist("check", given.get("checklist", []))
    if given.get("matters") is not None:
        form["matters"] = "yes" if given["matters"] else "no"
    return form
