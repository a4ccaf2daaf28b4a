"""``/healthz`` and ``/readyz``: whether the site runs, and how far its search is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from flask import Flask, Response, jsonify

from kb.library import Library
from search.service import SearchService


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
