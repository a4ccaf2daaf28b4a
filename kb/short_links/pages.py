"""Short links and their QR codes: followed by everybody, made and counted by staff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from flask import Blueprint, Response, abort, redirect, request, url_for
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as AnyResponse

from kb.catalog.addresses import article_url
from kb.catalog.article import EVERYONE, Article
from kb.core.roles import Action
from kb.core.text import whole_number
from kb.graphics import qr
from kb.short_links import staff_pages
from kb.short_links.destination import anchor_in, article_of
from kb.short_links.links import ClickCounter, ShortLink, find, read_source
from kb.site.site import Site
from kb.web.routes import Routes
from kb.web.visits import is_opened

PICTURE_KEPT = "private, max-age=86400"
_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True)
class ShortLinksRoom:
    """What the addresses below ``/go`` work with."""

    site: Site
    database: Engine
    clicks: ClickCounter


def create_blueprint(site: Site, database: Engine, clock: Callable[[], datetime]) -> Blueprint:
    """The addresses below ``/go``, and those of ``kb.short_links.staff_pages``."""
    pages = Blueprint("links", __name__, template_folder="templates")
    clicks = ClickCounter(database, clock)
    site.views.writes_too(clicks)
    pages.app_context_processor(partial(names, site))
    routes = Routes(pages, ShortLinksRoom(site, database, clicks))
    routes.get("/go/<code>", "follow", follow)
    routes.get("/go/<code>.<any(svg, png):kind>", "picture", draw_code)
    pages.register_blueprint(staff_pages.create_blueprint(site, database, lambda: clock().astimezone(UTC)))
    return pages


def names(site: Site) -> dict[str, object]:
    """What every template may know: where staff make the short link of an article."""
    return {"short_link_page": lambda article: _page_of(site, article)}


def follow(room: ShortLinksRoom, code: str) -> AnyResponse:
    """Lead to the article of a short link, and count it where a person follows."""
    link = _link(room.database, code)
    article = _article(room.site, link)
    if is_opened(request):
        room.clicks.count(link.code, read_source(request.args.get("s", "")))
    response = redirect(_address(room.site, link, article))
    response.vary.add("Accept-Language")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def draw_code(room: ShortLinksRoom, code: str, kind: str) -> Response:
    """The QR code of a short link, to be printed."""
    site = room.site
    link = _link(room.database, code)
    _article(site, link)
    if not site.opens_elsewhere():
        abort(409)
    address = staff_pages.short_address(site, link.code)
    label = "" if request.args.get("label") == "0" else staff_pages.without_scheme(address)
    source = read_source(request.args.get("s", ""))
    address += f"?s={source}" if source else ""
    try:
        drawn = qr.svg(address, label) if kind == "svg" else qr.png(address, label, _size())
    except ValueError:
        abort(400)
    response = Response(drawn, content_type=_TYPES[kind])
    response.headers["Cache-Control"] = PICTURE_KEPT
    return response


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
    size = whole_number(request.args.get("size", str(qr.USUAL)), qr.SMALLEST, qr.LARGEST)
    return abort(400) if size is None else size


def _page_of(site: Site, article: Article) -> str:
    """Where staff make the short link of an article; empty for everybody else."""
    if not site.person().may(Action.ANSWER):
        return ""
    return url_for("links.desk.index", article=article_url(article.language, article.key))
