"""``/desk/answers``: what customers answered on the links that were sent to them, for whoever sent them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import Engine
from werkzeug.wrappers import Response

from kb.core.paging import page_among, page_number
from kb.core.roles import Action
from kb.sign_in.access import protect
from kb.site.site import Site
from kb.web.routes import Routes
from search.followups.answers import answered, count_answers, count_waiting, list_answers, note_seen, waiting
from search.followups.wording import SOLVED

PAGE_SIZE = 30


@dataclass(frozen=True)
class FollowupAnswersRoom:
    """What the page works with."""

    site: Site
    database: Engine
    clock: Callable[[], datetime]


def create_blueprint(site: Site, database: Engine, clock: Callable[[], datetime]) -> Blueprint:
    """The addresses, and how many answers wait, for the pages that lead there."""
    room = FollowupAnswersRoom(site, database, clock)
    pages = Blueprint("followup_answers", __name__, template_folder="templates")
    protect(pages, site, Action.ANSWER)
    pages.app_context_processor(lambda: {"followups_waiting": lambda: count_mine(room), "followup_solved": SOLVED})
    routes = Routes(pages, room)
    routes.get("/desk/answers", "index", show_answers)
    routes.post("/desk/answers/<row:number>/seen", "seen", note_read)
    return pages


def count_mine(room: FollowupAnswersRoom) -> int:
    """How many answers wait for whoever asks."""
    person = room.site.person()
    if not person.may(Action.ANSWER):
        return 0
    with room.database.connect() as connection:
        return count_waiting(connection, person)


def show_answers(room: FollowupAnswersRoom) -> str:
    """What waits for whoever asks, or every answer; the newest first."""
    is_all = request.args.get("all") == "1"
    which = answered() if is_all else waiting(room.site.person())
    with room.database.connect() as connection:
        total = count_answers(connection, which)
        page = page_among(page_number(request.args.get("page")), total, PAGE_SIZE)
        found = list_answers(connection, which, PAGE_SIZE, page.offset)
    articles = room.site.catalog.articles
    return render_template(
        "followups/answers.html",
        found=[(one, articles.get(one.article)) for one in found],
        total=total,
        page=page.number,
        pages=page.pages,
        is_all=is_all,
    )


def note_read(room: FollowupAnswersRoom, number: int) -> Response:
    """Somebody has read an answer and takes care of the ticket."""
    with room.database.begin() as connection:
        note_seen(connection, number, room.site.person(), room.clock())
    return redirect(url_for("followup_answers.index", all=1 if request.form.get("all") else None), 303)
