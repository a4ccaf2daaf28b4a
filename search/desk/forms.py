"""What the desk's forms and calls say: the message, the question, the article and what is done with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from flask import abort, request

from kb.catalog.article import Article
from kb.core.text import MAX_QUERY_CHARACTERS, plain_lines, whole_number
from kb.language.marking import N_
from kb.site.site import Site
from kb.usage.desk_notes import SENT, NoteKind
from kb.web.json_body import read_json
from search.desk.desk import Desk
from search.questions.messages import MAX_MESSAGE, read_mail
from search.questions.question import MOST, DeskQuestion, searchable
from search.results.lateness import LAST_TRY
from search.results.results import QueryError

MAX_SUBJECT = 300
MAX_QUESTIONS = MOST * (MAX_QUERY_CHARACTERS + 1)
"""Characters of all questions, a line each."""

BY_STAFF = (*SENT, NoteKind.NOT_THIS, NoteKind.WRONG)

FAULTS = {
    "question": N_("The question is too long. Leave only what the customer wants to know, one question a line."),
    "message": N_("The message is too long. Leave out what is older."),
}
"""What is wrong with what was pasted, by the field."""


class UnknownFormError(ValueError):
    """The body is of a kind that nobody reads."""


def read_body() -> Mapping[str, str]:
    """The fields of the body: JSON, or a mail as it was sent.

    Raises:
        ValueError: the body cannot be read; says what was expected.

    """
    raw = request.get_data()
    if request.mimetype == "message/rfc822":
        subject, message = read_mail(raw)
        return {"message": message, "subject": subject, **request.args.to_dict()}
    if request.mimetype != "application/json":
        raise UnknownFormError("send application/json, or a mail as message/rfc822")
    given = read_json(raw)
    if not isinstance(given, dict):
        raise ValueError('the body is not an object like {"message": "…"}')
    for name in ("message", "subject", "question", "language", "ticket", "template"):
        if not isinstance(given.get(name, ""), str):
            raise ValueError(f"{name} is not a text")
    return given


def read_question(site: Site, desk: Desk, given: Mapping[str, str], strict: bool = False) -> DeskQuestion:
    """The question of a form or of a call.

    Raises:
        QueryError, ValueError: something is too long, or a call names no message or an unknown language.

    """
    message, subject = given.get("message", ""), given.get("subject", "")
    if len(message) > MAX_MESSAGE:
        raise ValueError(f"the message has {len(message)} characters, the limit is {MAX_MESSAGE}")
    language = known_language(site, given.get("language", ""))
    typed = given.get("question", "")
    if strict and not (message.strip() or subject.strip() or typed.strip()):
        raise ValueError("message is missing")
    if strict and given.get("language") and language is None:
        raise ValueError(f"language={given['language'][:20]!r} is not one of {', '.join(site.catalog.languages)}")
    is_of_this_message = not message.strip() or given.get("of") == mark(message, subject)
    if typed.strip() and is_of_this_message and _lines(typed) != _lines(given.get("found", "")):
        return typed_question(desk, typed, language)
    return desk.ask(message, subject[:MAX_SUBJECT], language)


def read_tries(given: Mapping[str, object]) -> int:
    """How often the same was asked before, because its answer was not complete."""
    return whole_number(str(given.get("again", "")), 0, LAST_TRY) or 0


def read_wish(given: Mapping[str, object], name: str) -> bool:
    """Whether something is wished for: ``true``, or 1 in an address.

    Raises:
        ValueError: it is neither that nor ``false`` or 0.

    """
    said = given.get(name, False)
    if said not in (True, False, "1", "0", "true", "false"):
        raise ValueError(f"{name} is neither true nor false")
    return said in (True, "1", "true")


def typed_question(desk: Desk, typed: str, language: str | None = None) -> DeskQuestion:
    """What somebody at the desk wrote: a question a line; ``language`` is the customer's where it is known.

    Raises:
        QueryError: one is too long, or there are too many.

    """
    lines = _lines(typed)
    if any(len(line) > MAX_QUERY_CHARACTERS for line in lines) or len(lines) > MOST:
        raise QueryError("the question is too long")
    question = searchable(" ".join(lines)) if len(lines) > 1 else "".join(lines)
    parts = tuple(lines) if len(lines) > 1 else ()
    return DeskQuestion(question, language or desk.language_of(question), parts, told_apart=bool(parts))


def _lines(typed: str) -> list[str]:
    return [line for line in (" ".join(line.split()) for line in plain_lines(typed).split("\n")) if line]


def mark(message: str, subject: str) -> str:
    """Tells whether a question found belongs to the message beside it."""
    text = plain_lines(f"{subject}\n{message}").strip()
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def known_language(site: Site, language: str) -> str | None:
    """The language where something is written in it, else None."""
    return language if language in site.catalog.languages else None


def read_article(site: Site, form: Mapping[str, str]) -> Article:
    """The article that a form names; 404 where who asks may not see it."""
    found = site.catalog.get(form.get("language", ""), form.get("key", ""), site.audiences())
    return found or abort(404)


def read_kind(form: Mapping[str, str]) -> NoteKind:
    """What a form says was done with an article; 400 where it is nothing that staff do."""
    kind = next((kind for kind in BY_STAFF if kind == form.get("kind")), None)
    return kind or abort(400, f"kind is not one of {', '.join(BY_STAFF)}")
