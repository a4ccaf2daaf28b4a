"""``/admin/connections``: which programs outside are set up to tell us things, and when each was last heard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template
from markupsafe import Markup, escape

from kb.callers.heard import Heard
from kb.core.roles import Action
from kb.language.interface import interface_language
from kb.sign_in.access import protect
from kb.site.site import Site
from kb.web.measure import Caller
from kb.web.routes import Routes

_LEFT_TO_RIGHT = Markup('<bdi dir="ltr">{}</bdi>')
"""Names of files and the words of programs, whatever language is around them."""


@dataclass(frozen=True)
class CallersRoom:
    """What the page shows; ``callers`` are those of all features."""

    site: Site
    heard: Heard
    callers: Callable[[], Sequence[Caller]]


def create_blueprint(room: CallersRoom) -> Blueprint:
    """The page, for administrators only."""
    pages = Blueprint("callers", __name__, template_folder="templates")
    protect(pages, room.site, Action.MANAGE)
    Routes(pages, room).get("/admin/connections", "index", list_callers)
    return pages


def list_callers(room: CallersRoom) -> str:
    """Each with its addresses, whether it is on, what it last said and how it stands."""
    site = room.site
    interface = interface_language(site.preferred_language())

    def told(text: str, values: Mapping[str, object]) -> Markup:
        shown = {
            name: site.writing.number(value, interface) if isinstance(value, int) else _LEFT_TO_RIGHT.format(value)
            for name, value in values.items()
        }
        return escape(site.said(text)) % shown

    heard, root = room.heard.last(), site.root()
    return render_template("callers/callers.html", callers=room.callers(), heard=heard, root=root, told=told)
