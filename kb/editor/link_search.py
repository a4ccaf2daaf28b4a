"""Finds the article that a text shall lead to, by words, as a link that is written in the file of another."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, Response, abort, jsonify, request

from kb.catalog.addresses import article_url
from kb.catalog.article import Article, ArticleId
from kb.core.clock import Clock
from kb.core.roles import Action
from kb.core.text import MAX_QUERY_CHARACTERS, one_line
from kb.editor.advice import WritingAdvice
from kb.sign_in.access import protect
from kb.site.article_forms import keep_to_readers
from kb.site.site import Site
from kb.web.rate_limit import MinuteLimit
from kb.web.routes import Routes

EACH_MINUTE, ALTOGETHER = 240, 2_400
_NOT_IN_A_TARGET = re.compile(r"[\s()<>\\%?#]")


@dataclass(frozen=True)
class LinkRoom:
    """The site, and what finds articles."""

    site: Site
    advice: WritingAdvice
    limit: MinuteLimit


def create_blueprint(site: Site, clock: Clock, advice: WritingAdvice) -> Blueprint:
    """The address that the field for a link asks."""
    pages = Blueprint("editor_links_found", __name__)
    pages.url_value_preprocessor(lambda *_: site.leave_language_open())
    protect(pages, site, Action.WRITE)
    keep_to_readers(pages, site)
    room = LinkRoom(site, advice, MinuteLimit(EACH_MINUTE, ALTOGETHER, clock))
    Routes(pages, room).get("/editor/links/<language>/<path:key>", "find", find_links)
    return pages


def find_links(room: LinkRoom, language: str, key: str) -> Response:
    """For scripts: the articles that ``?q=`` finds, each with the Markdown of a link to it."""
    if not room.limit.allows(str(room.site.person().account)):
        abort(429)
    question = one_line(request.args.get("q", ""), MAX_QUERY_CHARACTERS)
    own = room.site.catalog.articles.get(ArticleId(language, key))
    found = room.advice.found(question, language, room.site.audiences()) if question else ()
    others = [one for one in found if own is None or one.id != own.id]
    answer: Response = jsonify(
        [
            {"title": one.title, "language": one.language, "path": one.path, "target": target_of(one, own)}
            for one in others
        ]
    )
    return answer


def target_of(article: Article, own: Article | None) -> str:
    """What a link in the file of ``own`` says to lead to ``article``: the way to its file, else its address."""
    if own is None:
        return article_url(*article.id)
    way = posixpath.relpath(article.path, posixpath.dirname(own.path) or ".")
    return _NOT_IN_A_TARGET.sub(lambda sign: quote(sign[0]), way)
