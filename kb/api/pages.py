"""``/api``: what there is for programs, to read, and to try where the browser runs scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, make_response, render_template

from kb.api.description import describe
from kb.api.reference import groups_for
from kb.site.site import Site
from kb.web.routes import Routes


@dataclass(frozen=True)
class ReferenceRoom:
    """What the page works with: ``paths`` are the descriptions of all addresses."""

    site: Site
    paths: Mapping[str, Any]


def create_blueprint(site: Site, paths: Mapping[str, Any]) -> Blueprint:
    """The page."""
    pages = Blueprint("api_reference", __name__, template_folder="templates")
    Routes(pages, ReferenceRoom(site, paths)).get("/api", "page", show_reference)
    return pages


def show_reference(room: ReferenceRoom) -> Response:
    """The operations that who asks may use; what is for staff is shown to staff."""
    site = room.site
    site.set_language(site.preferred_language())
    groups = groups_for(site.person(), describe(site, room.paths))
    page = make_response(
        render_template("api/reference.html", groups=groups, is_staff=site.person().account is not None)
    )
    page.vary.add("Accept-Language")
    return page
