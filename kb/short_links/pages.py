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

from kb.catalog.addresses import article_url, product_url
from kb.catalog.article import EVERYONE, Article
from kb.catalog.catalog import Audiences
from kb.catalog.products import Product
from kb.core.roles import Action
from kb.core.text import whole_number
from kb.graphics import qr
from kb.short_links import link_desk, staff_pages
from kb.short_links.destination import anchor_in, article_of, product_of
from kb.short_links.links import ClickCounter, ShortLink, find, read_source
from kb.site.site import Site
from kb.storage.servers.engine import reading_engine
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
    clicks = ClickCounter(database, clock, site.later)
    site.views.writes_too(clicks)
    pages.app_context_processor(partial(names, site))
    routes = Routes(pages, ShortLinksRoom(site, database, clicks))
    routes.get("/go/<code>", "follow", follow)
    routes.get("/go/<code>.<any(svg, png):kind>", "picture", draw_code)
    pages.register_blueprint(staff_pages.create_blueprint(site, database, lambda: clock().astimezone(UTC)))
    return pages


def names(site: Site) -> dict[str, object]:
    """What every template may know: where staff make the short link of an article, or to another address here."""
    return {
        "short_link_page": lambda article: _page_of(site, article_url(article.language, article.key)),
        "short_link_to": lambda address: _page_of(site, address),
    }


def follow(room: ShortLinksRoom, code: str) -> AnyResponse:
    """Lead to the article or product of a short link, and count it where a person follows."""
    link = _link(room.database, code)
    end = _end(room.site, link)
    if is_opened(request):
        room.clicks.count(link.code, read_source(request.args.get("s", "")))
    response = redirect(_address(room.site, link, end))
    response.vary.add("Accept-Language")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def draw_code(room: ShortLinksRoom, code: str, kind: str) -> Response:
    """The QR code of a short link, to be printed."""
    site = room.site
    link = _link(room.database, code)
    _end(site, link)
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


def _link(database: Engine, code: str) -> ShortLink:
    try:
        with (some := reading_engine(database)).connect() as connection:
            found = find(connection, [code])
        if not found and some is not database:  # it may have been made a moment ago
            with database.connect() as connection:
                found = find(connection, [code])
    except SQLAlchemyError:
        abort(503)
    return found[0] if found else abort(404)


def _end(site: Site, link: ShortLink) -> Article | Product | None:
    """What a link leads to; None where that is gone. What is there and not for who asks does not exist."""
    preferred = site.preferred_language()

    def found(audiences: Audiences) -> Article | Product | None:
        product = product_of(link.target, site.catalog, audiences)
        return product or article_of(link.target, site.catalog, audiences, preferred)

    end = found(site.audiences())
    if end is None and (found(EVERYONE) or not link.title):
        abort(404)
    return end


def _address(site: Site, link: ShortLink, end: Article | Product | None) -> str:
    """Always a page of this site: no part of the address that was asked for is in it."""
    languages = site.languages()
    language = link.target.language if link.target.language in languages else site.preferred_language()
    if end is None:
        return url_for("search.results", language=language, q=link.title)
    if isinstance(end, Product):
        return product_url(language, end.id)
    anchor = anchor_in(end, link.target.anchor, site.catalog, site.audiences(), site.rendered)
    return article_url(end.language, end.key, anchor)


def _size() -> int:
    size = whole_number(request.args.get("size", str(qr.USUAL)), qr.SMALLEST, qr.LARGEST)
    return abort(400) if size is None else size


def _page_of(site: Site, address: str) -> str:
    """Where staff make the short link to an address; empty for everybody else."""
    return url_for("links.desk.index", article=address) if site.person().may(Action.ANSWER) else ""
