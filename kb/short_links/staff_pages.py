"""The pages on which staff make short links, see how they are followed, and print them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import Engine
from werkzeug.wrappers import Response

from kb.core.paging import page_among, page_number
from kb.core.roles import Action
from kb.language.marking import N_
from kb.short_links.link_desk import (
    MAX_WORDS,
    RECENT_DAYS,
    LinkStaffRoom,
    choose,
    is_for_others,
    links_window,
    made_link,
    shown_link,
    shown_links,
)
from kb.short_links.links import ShortLink, find, read_source
from kb.sign_in.access import protect
from kb.site.site import Site
from kb.web.routes import Routes

PAGE_SIZE = 50
SHEET_MOST = 60
SIZES = {"small": N_("Small (3 cm)"), "medium": N_("Medium (5 cm)"), "large": N_("Large (8 cm)")}
Answer = Response | tuple[str, int] | str


def create_blueprint(site: Site, database: Engine, clock: Callable[[], datetime]) -> Blueprint:
    """The addresses below ``/links``, for staff; ``clock`` tells UTC."""
    pages = Blueprint("desk", __name__)
    protect(pages, site, Action.ANSWER)
    routes = Routes(pages, LinkStaffRoom(site, database, clock))
    routes.get("/links", "index", list_links)
    routes.post("/links", "add", add_link)
    routes.get("/links/<code>", "one", show_link)
    routes.get("/links/sheet", "sheet", print_sheet)
    return pages


def _link(room: LinkStaffRoom, code: str) -> ShortLink:
    with room.database.connect() as connection:
        found = find(connection, [code])
    return found[0] if found and not is_for_others(room.site, found[0].target) else abort(404)


def list_links(room: LinkStaffRoom) -> str:
    """The links, newest first, with the form to make one for the article asked for."""
    words = request.args.get("q", "")[:MAX_WORDS]
    number = page_number(request.args.get("page"))

    def window(total: int) -> slice:
        offset = page_among(number, total, PAGE_SIZE).offset
        return slice(offset, offset + PAGE_SIZE)

    links, total = links_window(room, words, window)
    page = page_among(number, total, PAGE_SIZE)
    asked = request.args.get("article", "")
    chosen = choose(room.site, asked) if asked else None
    return render_template(
        "short_links/links.html",
        links=shown_links(room, links),
        words=words,
        total=total,
        page=page.number,
        pages=page.pages,
        asked=asked,
        chosen=chosen,
        recent_days=RECENT_DAYS,
    )


def add_link(room: LinkStaffRoom) -> Answer:
    """Make the link that the form asks for, or find the one that is there."""
    link = made_link(room, *(request.form.get(name, "") for name in ("article", "section", "language")))
    if isinstance(link, str):
        abort(400)
    return redirect(url_for("links.desk.one", code=link.code), 303)


def show_link(room: LinkStaffRoom, code: str) -> str:
    """One link: its address, its code to print, how it is followed."""
    (link,) = shown_links(room, [_link(room, code)])
    source = read_source(request.args.get("s", ""))
    return render_template("short_links/link.html", shown=link, source=source, sizes=SIZES, recent_days=RECENT_DAYS)


def print_sheet(room: LinkStaffRoom) -> str:
    """Several codes on a sheet of paper."""
    codes = [code for text in request.args.getlist("codes") for code in text.split(",")][:SHEET_MOST]
    with room.database.connect() as connection:
        links = [link for link in find(connection, codes) if not is_for_others(room.site, link.target)]
    size = request.args.get("size", "")
    return render_template(
        "short_links/sheet.html",
        links=[shown_link(room.site, link, []) for link in links],
        size=size if size in SIZES else "medium",
        sizes=SIZES,
        source=read_source(request.args.get("s", "")),
    )
