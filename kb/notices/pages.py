"""Notices on every page, and ``/notices``, where editors put them up and take them down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, render_template, request, url_for
from sqlalchemy import Engine
from werkzeug.wrappers import Response as AnyResponse

from kb.brand.brand import EVERY_LANGUAGE, NO_TEXT, LocalisedText
from kb.brand.notices import MAX_NOTICE, NoticeKind, SiteNotice, read_moment
from kb.core.clock import Clock
from kb.core.roles import Action
from kb.core.text import one_line
from kb.language.marking import N_
from kb.notices.board import NoticeBoard
from kb.notices.notice_rows import MAX_URL, kept_notices, put_up, take_down
from kb.sign_in.access import protect
from kb.site.site import Site
from kb.web.routes import Routes

KINDS = {NoticeKind.INFO: N_("Information"), NoticeKind.WARNING: N_("Warning")}
WRONG = {
    "text": N_("Please write the text in at least one language."),
    "url": N_("Please give an address that begins with https:, or a path of this site."),
    "times": N_("Please give days like 2026-12-20, with a time or without, and an end after the beginning."),
}


@dataclass(frozen=True)
class NoticeRoom:
    """What the pages of notices work with."""

    site: Site
    database: Engine
    clock: Clock
    board: NoticeBoard


def show_on_pages(site: Site, board: NoticeBoard) -> Blueprint:
    """Gives every template the notices of now, and tells caches that an article looks otherwise."""
    shown = Blueprint("notices", __name__, template_folder="templates")
    names: dict[str, Any] = {"current_notices": board.current, "notice_end": partial(_moment, site)}
    shown.app_context_processor(lambda: names)
    shown.after_app_request(partial(date_with_notices, site, board))
    return shown


def date_with_notices(site: Site, board: NoticeBoard, response: Response) -> Response:
    """An article changes with its notices: who asks whether it did since a day is not told of the text alone."""
    if request.endpoint == "kb.article" and (changed_at := board.changed_at()) is not None:
        response.last_modified = max(changed_at, site.catalog.changed_at)
    return response


def create_blueprint(room: NoticeRoom) -> Blueprint:
    """The addresses below ``/notices``, for editors."""
    pages = Blueprint("notice_board", __name__)
    protect(pages, room.site, Action.REVIEW)
    routes = Routes(pages, room)
    routes.form("/notices", "index", list_notices)
    routes.post("/notices/<code>/down", "down", take_one_down)
    return pages


def list_notices(room: NoticeRoom) -> AnyResponse | str | tuple[str, int]:
    """The notices, newest first, and the form for another; what is sent by it is put up."""
    if request.method == "POST":
        try:
            notice = _read(room.site)
        except ValueError as error:
            return _page(room, str(error)), 400
        with room.database.begin() as connection:
            put_up(connection, notice, room.site.person().name, room.clock())
        room.board.forget()
        return redirect(url_for("notice_board.index"), 303)
    return _page(room, "")


def take_one_down(room: NoticeRoom, code: str) -> AnyResponse:
    """Show a notice no more."""
    with room.database.begin() as connection:
        take_down(connection, one_line(code), room.clock())
    room.board.forget()
    return redirect(url_for("notice_board.index"), 303)


def _page(room: NoticeRoom, wrong: str) -> str:
    site = room.site
    with room.database.connect() as connection:
        kept = kept_notices(connection)
    return render_template(
        "notices/notices.html",
        kept=kept,
        of_file=site.catalog.brand.notices,
        now=room.board.now(),
        kinds=KINDS,
        wrong=WRONG.get(wrong, ""),
        typed=lambda name: request.form.get(name, ""),
        zone=site.catalog.brand.zone.key,
        longest=MAX_NOTICE,
    )


def _read(site: Site) -> SiteNotice:
    """The notice that the form holds.

    Raises:
        ValueError: the name of what is wrong, as in ``WRONG``.

    """
    form = request.form
    written = {code: one_line(form.get(f"text-{code}", ""), MAX_NOTICE) for code in site.languages()}
    texts = {code: text for code, text in written.items() if text}
    if not texts:
        raise ValueError("text")
    url = form.get("url", "").strip()[:MAX_URL]
    if url and not _is_address(url):
        raise ValueError("url")
    begins, ends = _time(form.get("from", "")), _time(form.get("until", ""), is_end=True)
    if begins and ends and ends <= begins:
        raise ValueError("times")
    kind = NoticeKind.WARNING if form.get("kind") == NoticeKind.WARNING else NoticeKind.INFO
    link = LocalisedText(MappingProxyType({EVERY_LANGUAGE: url})) if url else NO_TEXT
    return SiteNotice(LocalisedText(MappingProxyType(texts)), kind, begins, ends, link)


def _time(text: str, *, is_end: bool = False) -> datetime | None:
    if not text.strip():
        return None
    try:
        return read_moment(text, is_end=is_end)
    except ValueError:
        raise ValueError("times") from None


def _is_address(url: str) -> bool:
    if any(sign.isspace() for sign in url) or "\\" in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (parts.scheme == "https" and bool(parts.hostname)) or (url.startswith("/") and not url.startswith("//"))


def _moment(site: Site, end: datetime) -> str:
    """The moment of an end by the organisation's clock, for scripts."""
    return end.replace(tzinfo=site.catalog.brand.zone).isoformat()
