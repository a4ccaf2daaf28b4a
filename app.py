"""The only place where the parts are joined; also the ``kb`` command."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
from flask import Flask, Response, jsonify
from flask_compress import Compress
from jinja2 import StrictUndefined

import kb.commands
import search.commands
from kb import api, feeds, http, pages, presentation, problems
from kb.commands import Context
from kb.database import connect
from kb.errors import DataFolderError, KbError
from kb.library import Library
from kb.settings import Settings
from kb.site import Site
from kb.views import Clock, ViewCounter, utc_now
from kb.watcher import Watcher
from search import pages as search_pages
from search.embedding import Model
from search.generations import Generations
from search.indexer import Indexer, Progress, no_progress
from search.models import choose_models
from search.service import SearchService
from search.vectors import VectorStore

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 64 * 1024


@dataclass
class Parts:
    """What runs behind the pages; whoever makes the application starts and closes them."""

    library: Library
    service: SearchService
    views: ViewCounter
    watcher: Watcher | None

    def start(self) -> None:
        """Index, count and watch in the background."""
        self.service.start()
        self.views.start()
        if self.watcher:
            self.watcher.start()

    def close(self) -> None:
        """Stop everything; nothing that was counted is lost."""
        if self.watcher:
            self.watcher.close()
        self.service.close()
        self.views.close()


def open_search(
    settings: Settings, library: Library, models: Sequence[Model] | None = None, progress: Progress = no_progress
) -> SearchService:
    """The search over ``library`` with its index in the data folder.

    Raises:
        DataFolderError: the data folder cannot be written.

    """
    if models is None:
        models = choose_models(settings.embedding_models)
    vectors = VectorStore(settings.data_dir / "vectors.sqlite")
    return SearchService(library, Indexer(Generations(settings.data_dir / "index"), vectors), models, progress)


def create_app(
    settings: Settings | None = None,
    *,
    models: Sequence[Model] | None = None,
    clock: Clock = utc_now,
    reload_articles: bool = False,
    start: bool = True,
) -> Flask:
    """Make the site. The parts behind it are ``app.extensions["kb"]`` and already started unless told otherwise.

    Raises:
        KbError: a setting is wrong or the articles folder cannot be read.

    """
    settings = settings or Settings.from_environment(os.environ)
    library = Library(settings.articles_dir, settings.default_language or None)
    library.refresh()
    parts = _parts(settings, library, models, clock, reload_articles)
    app = Flask("kb", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY_BYTES, COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_MIN_SIZE=500)
    app.config["COMPRESS_EVALUATE_CONDITIONAL_REQUEST"] = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    site = Site(settings, library, parts.views, parts.service.engine.related)
    Compress(app)
    http.set_up(app, site)
    presentation.set_up(app, site)
    problems.set_up(app, site)
    app.register_blueprint(pages.create_blueprint(site))
    app.register_blueprint(feeds.create_blueprint(site))
    app.register_blueprint(search_pages.create_blueprint(site, parts.service.engine))
    app.register_blueprint(api.create_blueprint(site, search_pages.PATHS))
    _add_health(app, parts)
    app.extensions["kb"] = parts
    if start:
        parts.start()
    return app


def _parts(
    settings: Settings, library: Library, models: Sequence[Model] | None, clock: Clock, reload_articles: bool
) -> Parts:
    """The parts on the data folder; where it cannot be written on a temporary one, so that reading goes on."""
    try:
        _try_to_write(settings.data_dir)
        service = open_search(settings, library, models)
    except DataFolderError as error:
        folder = Path(tempfile.mkdtemp(prefix="kb-"))
        logger.warning("%s; working in %s, which is lost when the site stops", error, folder)
        settings = replace(settings, data_dir=folder)
        service = open_search(settings, library, models)
    try:
        views = ViewCounter(connect(settings.database), clock)
    except DataFolderError as error:
        logger.warning("%s; views are not counted", error)
        views = ViewCounter(None, clock)
    return Parts(library, service, views, Watcher(library) if reload_articles else None)


def _try_to_write(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise DataFolderError(f"the data folder {folder} cannot be written: {error.strerror}") from error


def _add_health(app: Flask, parts: Parts) -> None:
    @app.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", content_type="text/plain; charset=utf-8")

    @app.get("/readyz")
    def readyz() -> tuple[Response, int]:
        state = parts.service.readiness()
        body = jsonify(
            mode=state.mode,
            reasons=state.reasons,
            articles=state.articles,
            passages=state.passages,
            models=state.models,
            problems=len(parts.library.catalog.problems),
        )
        return body, 503 if state.mode == "starting" else 200


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@kb.commands.folders
@click.pass_context
def main(context: click.Context, articles: str | None, data: str | None) -> None:
    """A self-service knowledge base: serve, search and check a folder of Markdown articles."""
    context.obj = Context(articles, data, os.environ, open_search, create_app)


for command in (*kb.commands.COMMANDS, *search.commands.COMMANDS):
    main.add_command(command)


def run() -> None:
    """Entry point of ``kb``: errors that people can mend are one line, not a traceback."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    try:
        main()
    except KbError as error:
        click.echo(f"kb: {error}", err=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    run()
