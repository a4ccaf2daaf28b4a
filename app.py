"""The only place where the parts are joined; also the ``kb`` command.

What only one command or the site needs is imported where it is used: a command that lists reviews must not wait a
second for the search engine, nor one that searches for charts and calendars.
"""

from __future__ import annotations

import logging
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import kb.core.command_line
from kb.core.clock import Clock, utc_now
from kb.core.command_line import CommandsByName, Context
from kb.core.env_file import with_file
from kb.core.errors import DataFolderError, KbError, Problem
from kb.core.settings import Settings
from kb.library.library import Library, open_library
from kb.markdown.conversion import shared
from kb.usage.views import ViewCounter
from search.service.opening import open_search, open_search_somewhere

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Engine

    from kb.catalog.article import Article, ArticleId
    from kb.core.roles import Person
    from kb.library.watcher import Watcher
    from kb.site.site import Site
    from kb.storage.retention import Retention
    from review.service import Review
    from search.log.recorder import Recorder
    from search.models.embedder import Model
    from search.service.service import SearchService

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 64 * 1024


@dataclass
class Parts:
    """What runs behind the pages; whoever makes the application starts and closes them.

    ``machine_secret`` opens the staff pages until there is an account.
    """

    settings: Settings
    library: Library
    service: SearchService
    views: ViewCounter
    recorder: Recorder
    retention: Retention
    database: Engine | None
    database_trouble: str
    review: Review | None
    watcher: Watcher | None
    machine_secret: str = ""

    def is_overdue(self, article: Article) -> bool:
        """Whether nobody has reviewed ``article`` for too long."""
        return self.review is not None and self.review.is_overdue(article)

    def flag(self, article: ArticleId, comment: str, person: Person) -> None:
        """Somebody at the desk says that ``article`` is wrong: it goes to the head of the review queue."""
        from review.decisions.decision import Kind
        from review.decisions.decision import Person as Reviewer
        from review.decisions.decision_request import Order, Target

        if self.review is not None:
            by = Reviewer(person.name or "desk", person.email)
            self.review.decisions.decide(Order(Kind.FLAGGED, comment), [Target(article)], by)

    def start(self) -> None:
        """Index, count and watch in the background."""
        shared().warm_up()
        self.service.start()
        self.views.start()
        self.recorder.start()
        self.retention.start()
        if self.review:
            self.review.start()
        if self.watcher:
            self.watcher.start()

    def close(self) -> None:
        """Stop everything; nothing that was counted is lost."""
        if self.watcher:
            self.watcher.close()
        if self.review:
            self.review.close()
        self.service.close()
        self.retention.close()
        self.recorder.close()
        self.views.close()


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
    from flask import Flask
    from flask_compress import Compress
    from flask_wtf.csrf import CSRFProtect
    from jinja2 import StrictUndefined

    from kb.public import api, feeds, pages
    from kb.public import offline as offline_pages
    from kb.sign_in import who_asks
    from kb.site import brand_pages, http
    from kb.site import error_responses as problems
    from kb.site import template_names as presentation
    from kb.site.site import Site
    from kb.storage.data_folder import secret_key
    from kb.web import below_path, hosts
    from review.pages import blueprints as review_pages
    from search import pages as search_pages
    from search.service.status_pages import add_health

    settings = settings or Settings.from_environment(_environment())
    library = open_library(settings)
    library.refresh()
    parts = _open_parts(settings, library, models, clock, reload_articles)
    app = Flask("kb", static_folder=None, template_folder="site/templates")
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY_BYTES, COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_MIN_SIZE=500)
    app.config["COMPRESS_EVALUATE_CONDITIONAL_REQUEST"] = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # as long as the session: a page may lie open over lunch
    app.config["SECRET_KEY"] = secret_key(parts.settings.data_dir)
    app.config.update(http.cookies(settings))
    CSRFProtect(app)
    people = who_asks.WhoAsks(settings, parts.database, clock) if parts.database is not None else None
    site = Site(settings, library, parts.views, parts.service.engine.related, parts.is_overdue, people)
    parts.machine_secret = site.machine_secret
    Compress(app)
    hosts.set_up(app, settings, platform.node())
    http.set_up(app, site)
    below_path.set_up(app, settings.path)
    presentation.set_up(app, site)
    problems.set_up(app, site)
    brand_pages.set_up(app, site, parts.settings.data_dir)
    app.register_blueprint(pages.create_blueprint(site, clock))
    app.register_blueprint(feeds.create_blueprint(site, clock))
    app.register_blueprint(offline_pages.create_blueprint(site))
    app.register_blueprint(search_pages.create_blueprint(site, parts.service.engine, parts.recorder, clock))
    app.register_blueprint(api.create_blueprint(site, _api_paths()))
    if parts.database is not None and people is not None:
        who_asks.set_up(app, site, people, clock)
        _add_staff_pages(app, site, parts, parts.database, clock)
    if parts.review:
        for blueprint in review_pages.create_blueprints(site, parts.review):
            app.register_blueprint(blueprint)
    watcher = parts.watcher
    add_health(app, parts.service, library, lambda: watcher.manner if watcher else "off", parts.database_trouble)
    app.extensions["kb"] = parts
    if start:
        parts.start()
    return app


def _open_parts(
    settings: Settings, library: Library, models: Sequence[Model] | None, clock: Clock, reload_articles: bool
) -> Parts:
    """The parts on the data folder, or on another where that cannot be written."""
    from kb.library.watcher import Watcher
    from kb.storage.database import connect
    from search.log.recorder import Recorder

    wanted = settings.database  # never one in a temporary folder: it would know no account and offer to make the first
    settings, service = open_search_somewhere(settings, library, models)
    database, trouble = None, ""
    try:
        database = connect(wanted)
    except DataFolderError as error:
        trouble = getattr(error, "advice", "cannot be used; the log says why")
        logger.warning("%s; views are not counted, and there is no review", error)
    review = _open_review(settings, library, database, clock, service) if database else None
    watcher = Watcher(library) if reload_articles else None
    views = ViewCounter(database, clock)
    recorder = Recorder(database, clock)
    retention = _open_retention(settings, database, clock)
    return Parts(settings, library, service, views, recorder, retention, database, trouble, review, watcher)


def _open_retention(settings: Settings, database: Engine | None, clock: Clock) -> Retention:
    """What deletes what is too old, of every room that keeps something of people."""
    from kb.accounts import audit_log
    from kb.feedback import ballot_box
    from kb.storage.retention import Retention
    from kb.usage import desk_notes
    from search.log import searches
    from search.widget import deflection

    rooms = (searches, deflection, ballot_box, desk_notes, audit_log)
    return Retention(database, clock, [rule for room in rooms for rule in room.retention(settings)])


def open_review(settings: Settings, library: Library, clock: Clock = utc_now) -> Review:
    """The review of ``library``, without what search knows; for the command line.

    Raises:
        DataFolderError: the database cannot be used.

    """
    from kb.storage.database import connect

    return _open_review(settings, library, connect(settings.database), clock, None)


def _open_review(
    settings: Settings, library: Library, database: Engine, clock: Clock, service: SearchService | None
) -> Review:
    from kb.catalog.article import EVERYONE
    from kb.editing.git import GitFolder
    from review.service import Review
    from search.log.history import failed_searches_since

    git = GitFolder.open(settings.articles_dir, commit_programs=settings.git_programs)

    def near(article: Article) -> list[tuple[Article, float]]:
        return service.engine.near_duplicates(article, EVERYONE) if service else []

    return Review(settings, library, database, clock, near, git, failed_searches_since)


def _api_paths() -> dict[str, Any]:
    """Every JSON address beside the articles themselves, as OpenAPI describes it."""
    from kb.feedback import pages as feedback_pages
    from review.exports import feeds
    from search import pages
    from search.desk import pages as desk_pages
    from search.desk import tickets_api as ticket_api
    from search.widget import pages as widget_pages

    return {
        path: about
        for part in (pages, feedback_pages, desk_pages, widget_pages, ticket_api, feeds)
        for path, about in part.PATHS.items()
    }


def _add_staff_pages(app: Flask, site: Site, parts: Parts, database: Engine, clock: Clock) -> None:
    """Everything that needs the database: accounts, votes, links, the desk, insights."""
    from kb.feedback import pages as feedback_pages
    from kb.short_links import pages as link_pages
    from kb.sign_in import unsaved_pages
    from kb.site import staff_bar
    from search.desk import pages as desk_pages
    from search.desk import tickets_api as ticket_api
    from search.insights import pages as insight_pages
    from search.insights.question_vectors import QuestionVectors
    from search.service import status_pages as embedding_pages
    from search.widget import pages as widget_pages

    staff_bar.set_up(app, site)
    unsaved_pages.set_up(app, site)
    engine, vectors = parts.service.engine, QuestionVectors(lambda: parts.service.state)
    for blueprint in (
        feedback_pages.create_blueprint(site, database, clock),
        link_pages.create_blueprint(site, database, clock),
        insight_pages.create_blueprint(site, database, clock, vectors),
        desk_pages.create_blueprint(site, engine, database, clock, parts.flag),
        embedding_pages.create_blueprint(site, parts.service),
        widget_pages.create_blueprint(site, engine, database, clock),
        ticket_api.create_blueprint(site, database, clock),
    ):
        app.register_blueprint(blueprint)


def check_files(articles: Path) -> list[Problem]:
    """What is wrong with the files beside the articles, for ``kb check``."""
    from review.queue.rules import check_rules
    from search.desk.ready_replies import reply_problems

    return [*check_rules(articles), *reply_problems(articles)]


COMMANDS = CommandsByName(
    {
        **dict.fromkeys(("serve", "check"), "kb.operations.commands"),
        **dict.fromkeys(("index", "search", "eval"), "search.commands"),
        "review": "review.commands",
        "user": "kb.account_services.commands",
        **dict.fromkeys(("db", "backup", "restore"), "kb.operations.data_commands"),
        "insights": "search.insights.commands",
    }
)


def _environment() -> dict[str, str]:
    """The settings of this process: its environment and the file of settings, if there is one."""
    return with_file(os.environ, Path(sys.prefix))


@click.group(commands=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="selfservice-kb", prog_name="kb")
@kb.core.command_line.folders
@click.pass_context
def main(context: click.Context, articles: str | None, data: str | None) -> None:
    """A self-service knowledge base: serve, search and check a folder of Markdown articles."""
    context.obj = Context(articles, data, _environment(), open_search, open_review, create_app, (check_files,))


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
