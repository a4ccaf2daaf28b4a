"""What the addresses for programs that write work with, and what they refuse for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, request

from kb.catalog.article import ArticleId
from kb.core.roles import Person
from kb.core.text import UNWANTED
from kb.editor.drafts import KeptDraft, draft_of, owner_of
from kb.editor.room import EditorRoom
from kb.site.error_responses import error_response, no_object, too_many
from kb.web.json_body import json_object
from kb.web.rate_limit import MinuteLimit

EACH_MINUTE, ALTOGETHER = 120, 1_200
"""Requests of one program and of all, as many as previews of the editor: an article is rendered for each."""
PICTURES_EACH_MINUTE, PICTURES_ALTOGETHER = 30, 120
MOST_DRAFTS = 50
"""Drafts, and besides proposals that are not over, of one program: so many that people can still look at them."""
USUAL_LIMIT, MAX_LIMIT = 50, 100
"""Drafts or proposals in one answer."""


@dataclass(frozen=True)
class AuthoringRoom:
    """The room of the editor, and how often programs may ask."""

    editor: EditorRoom
    limit: MinuteLimit
    pictures: MinuteLimit

    @property
    def person(self) -> Person:
        """Who asks."""
        return self.editor.site.person()

    def hold_back(self) -> None:
        """Answer a program at once that asks more often than it may."""
        if not self.limit.allows(owner_of(self.person)):
            abort(too_many("requests"))

    def sent(self) -> Mapping[str, Any]:
        """The object that a program sent; one that asks too often, or sent none, is answered at once."""
        self.hold_back()
        plain = json_object(request)
        return abort(no_object()) if plain is None else plain

    def named(self, language: str, key: str) -> ArticleId | None:
        """The article, as it is called now; None where it is for others than who asks."""
        id_ = self.editor.now(ArticleId(language, key))
        site = self.editor.site
        return None if id_ in site.catalog.articles and site.readable(id_) is None else id_

    def draft(self, id_: ArticleId) -> KeptDraft | None:
        """The draft that who asks has of it."""
        with self.editor.database.connect() as connection:
            return draft_of(connection, self.person, id_)


class BodyError(ValueError):
    """A field of a body that cannot be meant; ``pointer`` says where it is (RFC 6901). The message names it."""

    def __init__(self, pointer: str, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.pointer, self.status = pointer, status

    def answer(self) -> Response:
        """What its sender is told."""
        title = "Bad Request" if self.status == 400 else "Unprocessable Content"
        return error_response(self.status, title, str(self), pointer=self.pointer)


def read_text(plain: Mapping[str, Any], name: str, *, most: int, needed: bool = False) -> str:
    """A text of a body; empty where it is not there.

    Raises:
        BodyError: it is none, too long, or is missing where it is ``needed``.

    """
    value = plain.get(name, "")
    if not isinstance(value, str):
        raise BodyError(f"/{name}", f"{name} is not a text")
    if needed and not value.strip():
        raise BodyError(f"/{name}", f"{name} is missing")
    if UNWANTED.search(value):
        raise BodyError(f"/{name}", f"{name} has characters that no page takes: controls or half a pair of surrogates")
    if len(value) > most:
        raise BodyError(f"/{name}", f"{name} has {len(value)} characters, the limit is {most}")
    return value


def refuse_unknown(plain: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Raises ``BodyError`` for a field that nobody would read."""
    for name in plain:
        if name not in known:
            raise BodyError(place_of_field(name), f"there are only {', '.join(known)}")


def place_of_field(*names: str) -> str:
    """A pointer (RFC 6901) to a field that somebody made up: cut, and without halves of characters."""
    plain = (name[:60].encode("utf-8", "replace").decode() for name in names)
    return "".join(f"/{name.replace('~', '~0').replace('/', '~1')}" for name in plain)


def not_there() -> Response:
    """Neither a draft nor an article that who asks may see."""
    return error_response(404, "Not Found", "there is no such article for you, and no draft of yours")


def overtaken(why: str, reason: str) -> Response:
    """What is as it is by now cannot be done; ``reason`` is the same in a word."""
    return error_response(409, "Conflict", why, reason=reason)


def let_in(room: AuthoringRoom, most: int) -> None:
    """Let the body of a request be ``most`` bytes long, and the language of an address be the article's."""
    room.editor.site.leave_language_open()
    request.max_content_length = most
