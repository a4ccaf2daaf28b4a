"""Lets pages of other sites read some answers: those named in ``KB_CORS_ORIGINS``, and never as somebody signed in."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from flask import Blueprint, Response, request

KEPT_SECONDS = 600


def share(blueprint: Blueprint, origins: Collection[str], *endpoints: str) -> None:
    """Let pages of ``origins`` read what ``endpoints`` (by their names within ``blueprint``) answer.

    A browser asks before it sends a token or JSON (preflight); that question carries no token, so it is answered
    before any guard: call this before ``kb.sign_in.access.protect``. Cookies are not shared: the answer never allows
    credentials, so that such a page sees what a reader sees or what its own token opens.
    """
    shared = {f"{blueprint.name}.{endpoint}" for endpoint in endpoints}
    blueprint.before_request(partial(_answer_preflight, shared))
    blueprint.after_request(partial(_allow, shared, origins))


def _answer_preflight(shared: Collection[str]) -> Response | None:
    is_preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
    return Response(status=204) if is_preflight and request.endpoint in shared else None


def _allow(shared: Collection[str], origins: Collection[str], response: Response) -> Response:
    if request.endpoint not in shared:
        return response
    response.vary.add("Origin")
    origin = request.headers.get("Origin", "")
    if origin not in origins:
        return response
    response.headers["Access-Control-Allow-Origin"] = origin
    if request.method == "OPTIONS":
        methods = request.url_rule.methods if request.url_rule else None
        response.headers["Access-Control-Allow-Methods"] = ", ".join(sorted(methods or ()))
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Max-Age"] = str(KEPT_SECONDS)
    return response
