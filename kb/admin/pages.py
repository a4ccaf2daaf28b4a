"""``/admin``: every address of the administrators' pages."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.admin import audit_pages, people_pages, person_acts, settings_pages, team_pages
from kb.admin.room import AdminRoom
from kb.core.roles import Action
from kb.sign_in.access import protect
from kb.web.routes import Routes


def create_blueprint(room: AdminRoom) -> Blueprint:
    """The pages, for administrators only."""
    pages = Blueprint("admin", __name__, url_prefix="/admin", template_folder="templates")
    protect(pages, room.site, Action.MANAGE)
    routes = Routes(pages, room)
    routes.get("", "index", lead_to_people)
    people_pages.add_people(routes)
    person_acts.add_acts(routes)
    team_pages.add_teams(routes)
    audit_pages.add_audit(routes)
    routes.get("/settings", "settings", settings_pages.show_settings)
    return pages


def lead_to_people(_: AdminRoom) -> AnyResponse:
    """The first of the pages."""
    return redirect(url_for("admin.people"))
