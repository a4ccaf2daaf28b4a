"""``/desk/answers``: what customers answered on the links that were sent to them, for whoever sent them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from kb.core.paging import page_among, page_number
from kb.core.roles import Action
from kb.sign_in.access import protect
from kb.site.site import Site
from kb.storage.database import said_by
from kb.web.routes import Routes
from search.followups.answers import answered, count_answers, count_waiting, list_answers, note_seen, waiting
from search.followups.desk_links import as_told
from search.followups.wording import SOLVED

logger = logging.getLogger(__name__)
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
    try:
        with room.database.connect() as connection:
            return count_waiting(connection, person)
    except SQLAlchemyError as error:  # the desk works all the same
        logger.warning("how many answers wait could not be read: %s", said_by(error))
        return 0


def show_answers(room: FollowupAnswersRoom) -> str:
    """What waits for whoever asks, or every answer; the newest first."""
    is_all = request.args.get("all") == "1"
    which = answered() if is_all else waiting(room.site.person())
    with room.database.connect() as connection:
        total = count_answers(connection, which)
        page = page_among(page_number(request.args.get("page")), total, PAGE_SIZE)
        found = list_answers(connection, which, PAGE_SIZE, page.offset)
    return render_template(
        "followups/answers.html",
        found=[as_told(room.site, one) for one in found],
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
