"""``/work``: what waits, what is planned."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from kb.core.clock import Clock
from kb.core.roles import Action
from kb.publishing.plan import planned_in
from kb.sign_in.access import protect
from kb.site.site import Site
from kb.web.routes import Routes

MOST_SHOWN = 200


@dataclass(frozen=True)
class WorkRoom:
    """What the page works with."""

    site: Site
    clock: Clock


def create_blueprint(room: WorkRoom) -> Blueprint:
    """The page."""
    pages = Blueprint("publishing", __name__, template_folder="templates")
    protect(pages, room.site, Action.EDIT)
    Routes(pages, room).get("/work", "work", show_work)
    return pages


def show_work(room: WorkRoom) -> str:
    """What comes and what goes, the next first."""
    catalog = room.site.catalog
    planned = [(one, catalog.articles[one.article]) for one in planned_in(catalog)]
    return render_template("publishing/work.html", planned=planned[:MOST_SHOWN], is_cut=len(planned) > MOST_SHOWN)
