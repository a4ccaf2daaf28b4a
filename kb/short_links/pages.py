"""Short links and their QR codes: followed by everybody, made and counted by staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, redirect, request, url_for
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as AnyResponse

from kb.catalog.addresses import article_url
from kb.catalog.article import EVERYONE, Article
from kb.core.roles import Action
from kb.graphics import qr
from kb.short_links import staff_pages as link_desk
from kb.short_links.destination import anchor_in, article_of
from kb.short_links.links import ClickCounter, ShortLink, find, read_source
from kb.site.site import Site
from kb.web.visits import is_opened

PICTURE_KEPT = "private, max-age=86400"
_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


def create_blueprint(site: Site, database: Engine, clock: Callable[[], datetime]) -> Blueprint:
    """The addresses below ``/go``, and those of ``kb.short_links.staff_pages``."""
    pages = Blueprint("links", __name__, template_folder="templates")
    clicks = ClickCounter(database, clock)
    site.views.writes_too(clicks)

    @pages.app_context_processor
    def names() -> dict[str, object]:
        return {"short_link_page": lambda article: _page_of(site, article)}

    @pages.get("/go/<code>")
    def follow(code: str) -> AnyResponse:
        link = _link(database, code)
        article = _article(site, link)
        if is_opened(request):
            clicks.count(link.code, read_source(request.args.get("s", "")))
        response = redirect(_address(site, link, article))
        response.vary.add("Accept-Language")
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    @pages.get("/go/<code>.<any(svg, png):kind>")
    def picture(code: str, kind: str) -> Response:
        link = _link(database, code)
        _article(site, link)
        if not site.opens_elsewhere():
            abort(409)
        address = link_desk.short_address(site, link.code)
        label = "" if request.args.get("label") == "0" else link_desk.without_scheme(address)
        source = read_source(request.args.get("s", ""))
        address += f"?s={source}" if source else ""
        try:
            drawn = qr.svg(address, label) if kind == "svg" else qr.png(address, label, _size())
        except ValueError:
            abort(400)
        response = Response(drawn, content_type=_TYPES[kind])
        response.headers["Cache-Control"] = PICTURE_KEPT
        return response

    pages.register_blueprint(link_desk.create_blueprint(site, database, lambda: clock().astimezone(UTC)))
    return pages


def _link(database: Engine, code: str) -> ShortLink:
    try:
        with database.connect() as connection:
            found = find(connection, [code])
    except SQLAlchemyError:
        abort(503)
    return found[0] if found else abort(404)


def _article(site: Site, link: ShortLink) -> Article | None:
    """What a link leads to; None where that is gone. What is there and not for who asks does not exist."""
    preferred = site.preferred_language()
    article = article_of(link.target, site.catalog, site.audiences(), preferred)
    hidden = article is None and article_of(link.target, site.catalog, EVERYONE, preferred)
    if hidden or (article is None and not link.title):
        abort(404)
    return article


def _address(site: Site, link: ShortLink, article: Article | None) -> str:
    """Always a page of this site: no part of the address that was asked for is in it."""
    if article is None:
        languages = site.languages()
        language = link.target.language if link.target.language in languages else site.preferred_language()
        return url_for("search.results", language=language, q=link.title)
    anchor = anchor_in(article, link.target.anchor, site.catalog, site.audiences(), site.rendered)
    return article_url(article.language, article.key, anchor)


def _size() -> int:
    text = request.args.get("size", str(qr.USUAL))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else abort(400)


def _page_of(site: Site, article: Article) -> str:
    """Where staff make the short link of an article; empty for everybody else."""
    if not site.person().may(Action.ANSWER):
        return ""
    return url_for("links.desk.index", article=article_url(article.language, article.key))
