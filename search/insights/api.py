"""``/api/v1/gaps`` and ``/api/v1/insights``: what readers ask and do not find, and the figures, for programs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from kb.accounts.audit_log import note_export
from kb.api.cursors import ListOrder, answer_page
from kb.catalog.article import EVERYONE, Article
from kb.core.roles import Action
from kb.sign_in.access import protect
from kb.site.error_responses import error_response, no_object
from kb.storage.columns import kept_language
from kb.web.json_body import json_object
from kb.web.routes import Routes
from search.insights.counts.gaps import Gap
from search.insights.counts.scope import InsightScope
from search.insights.counts.tables import REPORTS
from search.insights.gap_pages import MOST_OF_A_GAP, close_gap, reopen_gap
from search.insights.room import InsightsRoom
from search.log.searches import MAX_QUERY
from search.text.folding import clean, words

USUAL_LIMIT, MAX_LIMIT = 30, 200


def create_blueprint(room: InsightsRoom) -> Blueprint:
    """The addresses."""
    api = Blueprint("insights_api", __name__)
    protect(api, room.site, Action.INSIGHTS)
    routes = Routes(api, room)
    routes.get("/api/v1/gaps", "gaps", list_gaps)
    routes.post("/api/v1/gaps/cover", "cover", cover_by_program)
    routes.post("/api/v1/gaps/reopen", "reopen", reopen_by_program)
    routes.get("/api/v1/insights/<name>", "report", send_report)
    return api


def list_gaps(room: InsightsRoom) -> Response:
    """The topics that no article answers, the biggest first."""
    try:
        asked = _scope(room)
    except ValueError as error:
        return error_response(400, "Bad Request", str(error))
    order: ListOrder[Gap] = ListOrder(room.reader.gaps(asked), lambda gap: gap.place, USUAL_LIMIT, MAX_LIMIT)
    return answer_page(room.site, order, lambda page: [gap_json(one) for one in page], **asked.dates)


def cover_by_program(room: InsightsRoom) -> Response:
    """An article that is there answers these questions."""
    plain = json_object(request)
    if plain is None:
        return no_object()
    article = _article(room, plain)
    if article is None:
        return error_response(404, "Not Found", "language and key name no published article")
    questions = _questions(plain.get("questions"))
    if questions is None:
        why = f'questions is not a list of 1 to {MOST_OF_A_GAP} objects like {{"language": "en", "query": "…"}}'
        return error_response(400, "Bad Request", why, pointer="/questions")
    close_gap(room, questions, article.id)
    return jsonify(covered=len(questions))


def reopen_by_program(room: InsightsRoom) -> Response:
    """What an article was said to answer is open again, also where it is a draft or gone since."""
    plain = json_object(request)
    if plain is None:
        return no_object()
    for name in ("language", "key"):
        if not isinstance(plain.get(name), str):
            return error_response(400, "Bad Request", f"{name} is not a text", pointer=f"/{name}")
    reopen_gap(room, clean(plain["language"]), clean(plain["key"]))
    return Response(status=204)


def send_report(room: InsightsRoom, name: str) -> Response:
    """One report; that it was taken is in the audit log."""
    if name not in REPORTS:
        return error_response(404, "Not Found", f"the reports are {', '.join(REPORTS)}")
    try:
        asked = _scope(room)
    except ValueError as error:
        return error_response(400, "Bad Request", str(error))
    note_export(room.database, room.clock(), room.site.person(), f"insights {name}")
    return jsonify(**asked.dates, rows=room.reader.table(name, asked).as_json())


def _scope(room: InsightsRoom) -> InsightScope:
    """What is asked about.

    Raises:
        ValueError: as ``InsightScope.exactly`` does.

    """
    asked = request.args.to_dict()
    if "lang" in asked:  # what pages, and once programs, call ``language``
        asked["language"] = asked["lang"]
    return InsightScope.exactly(asked, room.clock().date())


def gap_json(gap: Gap) -> dict[str, Any]:
    """A topic as programs get it."""
    nearest = {"language": gap.nearest.language, "key": gap.nearest.key} if gap.nearest else None
    return {
        "name": gap.name,
        "language": gap.language,
        "searches": gap.count,
        "recent": gap.recent,
        "nearest": nearest,
        "questions": [
            {"query": one.query, "language": one.language, "searches": one.count, "recent": one.recent}
            for one in gap.questions
        ],
    }


def _article(room: InsightsRoom, plain: dict[str, Any]) -> Article | None:
    language, key = plain.get("language"), plain.get("key")
    known = isinstance(language, str) and isinstance(key, str)
    return room.site.catalog.get(str(language), str(key), EVERYONE) if known else None


def _questions(given: object) -> list[tuple[str, str]] | None:
    """The questions as (language, question); None where they are none."""
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_OF_A_GAP:
        return None
    found = []
    for one in given:
        language, query = (one.get("language"), one.get("query")) if isinstance(one, dict) else (None, None)
        if not isinstance(language, str) or not isinstance(query, str) or not words(clean(query)):
            return None
        found.append((kept_language(clean(language)), clean(query).strip()[:MAX_QUERY]))
    return found
