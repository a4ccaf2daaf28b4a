"""What assistants can do: search, read an article, and, for staff, have a reply to a customer prepared.

Each is a function of the room and of what the model handed over, and gives plain JSON. Who asks is who sent the
request, as on every other address. The texts come from articles that people wrote: they are data, and the instructions
of the server say so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kb.catalog.article import Article
from kb.core.text import MAX_QUERY_CHARACTERS
from search.desk.forms import MAX_SUBJECT
from search.desk.suggest_api import answer_json, draft_json
from search.mcp.arguments import RefusedCallError, ToolArguments
from search.mcp.names import MAX_NAME, find, name_of, page_of
from search.mcp.room import McpRoom
from search.questions.messages import MAX_MESSAGE
from search.results.results import Hit, QueryError, Results, SearchRequest

MOST_RESULTS, USUAL_RESULTS = 20, 8
MOST_OF_A_RESULT, MOST_OF_AN_ARTICLE = 1_000, 40_000
"""Characters of a passage found, and of an article in one call: a model reads them all."""
NOTHING = "No article was found. Say that the help centre does not answer this; do not answer from memory."
ONLY_NEAR = "No article answers this well; these are only near. Say so where you use them, or search in other words."
Tool = Callable[[McpRoom, Mapping[str, Any] | None], dict[str, Any]]


def search(room: McpRoom, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """The articles that answer ``query``, best first, with how sure that is.

    Raises:
        RefusedCallError: an argument is wrong.

    """
    arguments = ToolArguments(given, "query", "language", "category", "limit")
    asked = SearchRequest(
        arguments.text("query", MAX_QUERY_CHARACTERS, is_needed=True),
        arguments.one_of("language", room.site.languages()),
        room.site.audiences(),
        category=arguments.text("category", MAX_NAME) or None,
        limit=arguments.number("limit", 1, MOST_RESULTS, USUAL_RESULTS),
    )
    try:
        found = room.engine.search(asked)
    except QueryError as error:
        raise RefusedCallError(str(error)) from None
    return {
        "results": [_hit(room, hit) for hit in found.hits],
        "total": found.total,
        "language": found.language,
        "confidence": round(found.confidence, 3),
        "fits": found.fits and bool(found.hits),
        "answer": found.answer.text[:MOST_OF_A_RESULT] if found.answer else None,
        "did_you_mean": found.did_you_mean,
        "complete": found.complete,
        "note": _note(found),
    }


def fetch(room: McpRoom, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """One article as Markdown, from the character ``start`` on.

    Raises:
        RefusedCallError: there is no such article for whoever asks, or it has no such character.

    """
    arguments = ToolArguments(given, "id", "start")
    name = arguments.text("id", MAX_NAME, is_needed=True)
    article = find(room.site, name)
    if article is None:
        raise RefusedCallError("there is no such article; take an id from the results of search")
    text = room.site.markdown_file(article)
    start = arguments.number("start", 0, len(text), 0)
    end = start + MOST_OF_AN_ARTICLE
    return {
        "id": name_of(article),
        "title": article.title,
        "text": text[start:end],
        "url": page_of(room.site, article),
        "metadata": {**_about(room, article), "characters": len(text), "next_start": end if end < len(text) else None},
    }


def suggest_reply(room: McpRoom, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """What answers a customer's message, question by question, and a draft of a reply where it is wished for.

    Raises:
        RefusedCallError: whoever asks is not of the staff, or an argument is wrong.

    """
    desk = room.staff_desk
    if desk is None:
        raise RefusedCallError("this is for staff: connect with a token that has the scope suggest")
    arguments = ToolArguments(given, "message", "subject", "language", "draft")
    message, subject = arguments.text("message", MAX_MESSAGE), arguments.text("subject", MAX_SUBJECT)
    if not (message.strip() or subject.strip()):
        raise RefusedCallError("message is missing")
    language = arguments.one_of("language", list(room.site.catalog.languages))
    wants_draft = arguments.wish("draft")
    try:
        answer = desk.desk.answer(desk.desk.ask(message, subject, language))
    except QueryError as error:
        raise RefusedCallError(str(error)) from None
    desk.note(answer, "", 0)
    shown = answer_json(answer)
    return {**shown, "draft": draft_json(desk.draft(answer, ""))} if wants_draft else shown


def _hit(room: McpRoom, hit: Hit) -> dict[str, Any]:
    article = hit.article
    return {
        "id": name_of(article),
        "title": article.title,
        "url": page_of(room.site, article, hit.passage.anchor),
        "text": hit.text[:MOST_OF_A_RESULT],
        "section": hit.passage.heading,
        "language": article.language,
        "audience": str(article.audience),
    }


def _note(found: Results) -> str:
    if not found.hits:
        return NOTHING
    return "" if found.fits else ONLY_NEAR


def _about(room: McpRoom, article: Article) -> dict[str, Any]:
    versions = room.site.catalog.translations(article.key, room.site.audiences())
    days = ("published_on", "updated_on", "last_reviewed_on")
    return {
        "language": article.language,
        "languages": list(versions),
        "category": article.category,
        "tags": list(article.tags),
        "products": list(article.products),
        "audience": str(article.audience),
        **{name: day.isoformat() if (day := getattr(article, name)) else None for name in days},
    }
