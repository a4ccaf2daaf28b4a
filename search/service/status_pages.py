"""What the staff's pages tell while a model reads many texts; it may be left, since nothing waits for the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial

from flask import Blueprint, Flask, Response, jsonify, render_template

from kb.core.roles import Action
from kb.library.library import Library
from kb.sign_in.access import protect
from kb.site.site import Site
from kb.web.routes import Routes
from search.service.service import SearchService


@dataclass(frozen=True)
class ProgressRoom:
    """What the page of progress works with."""

    site: Site
    service: SearchService


def create_blueprint(site: Site, service: SearchService) -> Blueprint:
    """``/search-progress``, a piece of a page, and ``embedding_job`` for the templates."""
    pages = Blueprint("embedding", __name__, template_folder="templates")
    protect(pages, site, Action.ANSWER)
    pages.app_context_processor(partial(progress_names, service))
    routes = Routes(pages, ProgressRoom(site, service))
    routes.get("/search-progress", "progress", show_progress)
    return pages


def progress_names(service: SearchService) -> dict[str, object]:
    """What every template may ask: how far the model is."""
    return {"embedding_job": lambda: service.readiness().embedding}


def show_progress(room: ProgressRoom) -> str:
    """How far the model is, to be put in the place of what a page told before."""
    room.site.speak_as_asked()
    return render_template("service/_embedding.html", job=room.service.readiness().embedding)


@dataclass(frozen=True)
class HealthRoom:
    """What the two addresses tell of: ``watching`` tells how saved articles are noticed, ``answers`` whether a model
    writes answers, ``remote`` how the articles folder stands to its git remote, for neither of which anything waits,
    ``database`` why it could not be opened or takes no writes, ``key_trouble`` why the key should not be used with it,
    ``clock_trouble`` how far the clock is off, and ``others`` how far the processes are that answer at the same
    address; None where this is the only one.
    """

    service: SearchService
    library: Library
    watching: Callable[[], str]
    answers: Callable[[], str]
    remote: Callable[[], str]
    database: Callable[[], str] = lambda: "ok"
    key_trouble: str = ""
    clock_trouble: Callable[[], str] = lambda: ""
    others: Callable[[], dict[str, object] | None] = lambda: None


def add_health(app: Flask, room: HealthRoom) -> None:
    """Add the two addresses to ``app``."""
    routes = Routes(app, room)
    routes.get("/healthz", "healthz", tell_alive)
    routes.get("/readyz", "readyz", tell_ready)


def tell_alive(_: HealthRoom) -> Response:
    """The process runs."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


def tell_ready(room: HealthRoom) -> tuple[Response, int]:
    """Whether questions are answered, and how well; 503 while there is nothing to answer them by, and at the start of
    several processes until all of them have.
    """
    others = room.others()
    state = room.service.readiness()
    body = jsonify(
        mode=state.mode,
        reasons=state.reasons,
        articles=state.articles,
        passages=state.passages,
        models=state.models,
        embedding=asdict(state.embedding) if state.embedding else None,
        watching=room.watching(),
        answers=room.answers(),
        remote=room.remote(),
        database=room.database(),
        key=room.key_trouble or "ok",
        clock=room.clock_trouble() or "ok",
        problems=len(room.library.catalog.problems),
        processes=others,
    )
    is_starting = state.mode == "starting" or (others is not None and not others["started"])
    return body, 503 if is_starting else 200
