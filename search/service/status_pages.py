"""What the staff's pages tell while a model reads many texts; it may be left, since nothing waits for the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from flask import Blueprint, Flask, Response, jsonify, render_template

from kb.core.roles import Action
from kb.library.library import Library
from kb.sign_in.access import protect
from kb.site.site import Site
from search.service.service import SearchService


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


def add_health(
    app: Flask, service: SearchService, library: Library, watching: Callable[[], str], trouble: str = ""
) -> None:
    """Add the two addresses to ``app``; ``watching`` tells how saved articles are noticed.

    ``trouble`` says why the database could not be opened.
    """

    @app.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", content_type="text/plain; charset=utf-8")

    @app.get("/readyz")
    def readyz() -> tuple[Response, int]:
        state = service.readiness()
        body = jsonify(
            mode=state.mode,
            reasons=state.reasons,
            articles=state.articles,
            passages=state.passages,
            models=state.models,
            embedding=asdict(state.embedding) if state.embedding else None,
            watching=watching(),
            database=trouble or "ok",
            problems=len(library.catalog.problems),
        )
        return body, 503 if state.mode == "starting" else 200
