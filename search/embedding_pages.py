"""What the staff's pages tell while a model reads many texts; it may be left, since nothing waits for the page."""

from __future__ import annotations

from flask import Blueprint, render_template

from kb.access import protect
from kb.roles import Action
from kb.site import Site
from search.service import SearchService


def create_blueprint(site: Site, service: SearchService) -> Blueprint:
    """``/search-progress``, a piece of a page, and ``embedding_job`` for the templates."""
    pages = Blueprint("embedding", __name__, template_folder="templates")
    protect(pages, site, Action.ANSWER)

    @pages.app_context_processor
    def names() -> dict[str, object]:
        return {"embedding_job": lambda: service.readiness().embedding}

    @pages.get("/search-progress")
    def progress() -> str:
        site.speak_as_asked()
        return render_template("search/_embedding.html", job=service.readiness().embedding)

    return pages
