"""The only place where the parts are joined; also the ``kb`` command.

What only one command or the site needs is imported where it is used: no other command waits for it.
"""

from __future__ import annotations

import logging
import os
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

import kb.core.command_line
from kb.core.clock import Clock, utc_now
from kb.core.command_line import CommandsByName, Context, GroupByName
from kb.core.env_file import with_file
from kb.core.errors import DataFolderError, KbError, Problem
from kb.core.settings import Settings
from kb.storage.daily_secret import draw_secret

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Engine

    from kb.library.library import Library
    from kb.library.watcher import Watcher
    from kb.site.feature import Feature, Worker
    from kb.site.site import Site
    from kb.storage.kept.kept_writes import KeptWrites
    from kb.storage.retention import Retention
    from review.service import Review
    from search.answers.generation.writer import AnswerWriter
    from search.engine.state import State
    from search.log.recorder import Recorder
    from search.models.embedder import Model
    from search.service.service import SearchService

logger = logging.getLogger(__name__)
_environment = partial(with_file, os.environ, Path(sys.prefix))  # and the file of settings, if there is one

FEATURES = (
    "kb.public.feature",
    "search.feature",
    "search.answers.feature",
    "kb.feedback.feature",
    "search.desk.feature",
    "search.followups.feature",
    "search.helpdesks.feature",
    "search.mcp.feature",
    "search.chat.feature",
    "search.widget.feature",
    "review.pages.feature",
    "review.comments.feature",
    "kb.editor.feature",
    "kb.new_articles.feature",
    "kb.translations.feature",
    "kb.publishing.feature",
    "kb.authoring.feature",
    "kb.moving.feature",
    "search.insights.feature",
    "kb.short_links.feature",
    "kb.contact.feature",
    "kb.notices.feature",
    "search.service.feature",
    "kb.monitoring.feature",
    "kb.api.feature",
    "kb.admin.feature",
    "kb.webhooks.feature",
    "kb.importing.feature",
    "kb.pulling.feature",
    "kb.callers.feature",
    "kb.password_reset.feature",
    "kb.second_step.feature",
    "kb.sign_in.feature",
)
"""What the site is made of (``kb.site.feature``), in the order of the staff's row. A new one is a line here."""


@dataclass
class Parts:
    """What runs behind the pages; features choose from it, whoever makes the application starts and closes it."""

    settings: Settings
    site: Site
    clock: Clock
    service: SearchService
    recorder: Recorder
    writer: AnswerWriter | None
    database: Engine | None
    database_trouble: str
    review: Review | None
    watcher: Watcher | None
    later: KeptWrites | None = None  # keeps what the database cannot take
    key_trouble: str = ""  # why the key should not be used
    retention: Retention = field(init=False)
    processes: Callable[[], dict[str, object]] | None = None  # tells how far those are that answer with this one
    features: list[Feature] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        from kb.callers.heard import Heard
        from kb.core.events import tell_nobody
        from kb.pulling.opening import open_puller
        from kb.webhooks.outbox import teller
        from search.translation_drafts import open_translator
        from search.writing_advice import SearchAdvice

        self.library, self.views, self.engine = self.site.library, self.site.views, self.service.engine
        self.advice, self.drafting = SearchAdvice(self.engine, self.database, self.clock), open_translator(self.writer)
        self.flag = self.review.flag if self.review else None
        self.repository = self.review.git if self.review else None  # which the articles are in
        self.addresses_of = self.review.addresses_of if self.review else lambda _: ()
        self.commits = self.repository if self.settings.git_commit else None  # of changed articles
        self.heard = Heard(self.database, self.clock)
        self.puller = open_puller(self.settings, self.repository, self.library, self.clock, self.heard)
        self.articles_told = self.puller.told if self.puller else lambda: "off"
        self.answers_told = self.writer.health.told if self.writer else lambda: "off"
        self.keeps_index = self.service.keeps_index
        self.tell = tell_nobody if self.database is None else teller(self.clock)
        self.environment = os.environ

    @property
    def state(self) -> State:
        """The index and the models as they are now."""
        return self.service.state

    @property
    def database_told(self) -> str:
        """``ok``, else why there is no database, or why it takes no writes."""
        from kb.storage.servers.engine import trouble_of

        return self.database_trouble or (self.database is not None and trouble_of(self.database)) or "ok"

    def share(self, key: bytes) -> None:
        """Count with other processes where there are some, and look whether they have the same key and time."""
        from kb.storage.key_check import trouble_with
        from kb.storage.shared_clock import clock_trouble
        from kb.storage.shared_counts import SharedCounts

        if self.database is not None and self.settings.has_others:
            self.site.counts = SharedCounts(self.database, self.clock, key)
            self.key_trouble = trouble_with(self.database, key)
            for trouble in filter(None, (self.key_trouble, clock_trouble(self.clock))):
                logger.warning("%s", trouble)

    def is_ready(self) -> bool:
        """Whether there is something to answer questions by."""
        return self.service.readiness().mode != "starting"

    @property
    def _running(self) -> list[Worker]:
        beside = (*(worker for one in self.features for worker in one.workers), self.review, self.watcher, self.later)
        # The search comes first, and is closed last: others ask it, and it may take longer than anybody waits.
        return [self.service, self.views, self.recorder, self.heard, self.retention, *filter(None, beside)]

    def start(self) -> None:
        """Index, count and watch in the background."""
        from kb.markdown.conversion import shared

        shared().warm_up()
        for one in self._running:
            one.start()

    def close(self) -> None:
        """Stop everything; what was counted is written first, since nobody may wait until the slowest has ended."""
        from kb.storage.background import do_all
        from kb.storage.collecting import BatchedWriter

        do_all(partial(one.flush, everything=True) for one in self._running if isinstance(one, BatchedWriter))
        do_all(one.close for one in self._running if one is not self.service)
        do_all([self.service.close])
        if self.database is not None:
            self.database.dispose()  # connections, and with SQLite files


def create_app(
    settings: Settings | None = None,
    *,
    models: Sequence[Model] | None = None,
    clock: Clock | None = None,
    reload_articles: bool = False,
    start: bool = True,
    daily: Callable[[date], bytes] = draw_secret,
) -> Flask:
    """Make the site. The parts behind it are ``app.extensions["kb"]`` and already started unless told otherwise. By the
    secret that ``daily`` gives what one reader does in a day belongs together.

    Raises:
        KbError: a setting is wrong or the articles folder cannot be read.

    """
    from kb.api import opening
    from kb.library.library import open_library
    from kb.public import api
    from kb.site import brand_pages, error_responses, feature, http, template_names
    from kb.storage import shared_counts
    from kb.storage.data_folder import secret_key
    from kb.storage.kept import kept_writes, written_once
    from kb.storage.retention import Retention
    from kb.storage.shared_clock import clock_at
    from kb.web import below_path, hosts

    settings = settings or Settings.from_environment(_environment())
    clock = clock or clock_at(settings.database)
    library = open_library(settings, clock)
    library.refresh()
    parts = _open_parts(settings, library, models, clock, reload_articles, daily)
    app = http.new_app(settings, key := secret_key(parts.settings.data_dir, settings.secret_key_file))
    parts.share(key)
    site, parts.features = parts.site, [import_module(name).feature(parts) for name in FEATURES]
    rules = (rule for one in parts.features for rule in one.retention)
    always = [shared_counts.retention(), written_once.retention(), *kept_writes.retention(parts.later)]
    parts.retention = Retention(parts.database, clock, [*always, *rules])
    hosts.set_up(app, settings, platform.node())
    for part in (http, template_names, error_responses):
        part.set_up(app, site)
    below_path.set_up(app, settings.path)
    brand_pages.set_up(app, site, parts.settings.data_dir)
    feature.set_up(app, site, parts.features)
    paths = feature.paths_of(parts.features)
    app.register_blueprint(api.create_blueprint(site, paths))
    opening.set_up(app, parts, paths)
    app.extensions["kb"] = parts
    if start:
        parts.start()
    return app


def _open_parts(
    settings: Settings,
    library: Library,
    models: Sequence[Model] | None,
    clock: Clock,
    reload_articles: bool,
    daily: Callable[[date], bytes],
) -> Parts:
    """The parts on the data folder, or on another where that cannot be written."""
    from kb.library.watcher import Watcher
    from kb.sign_in.who_asks import WhoAsks
    from kb.site.site import Site
    from kb.storage.database import connect
    from kb.storage.kept.kept_writes import open_kept_writes
    from kb.usage.views import ViewCounter
    from search.answers.generation.opening import open_writer
    from search.log.recorder import Recorder
    from search.service.opening import open_search_somewhere

    given, (settings, service) = settings, open_search_somewhere(settings, library, models)  # given: its database
    database, trouble = None, ""
    try:
        database = connect(given.database)
    except DataFolderError as error:
        trouble = getattr(error, "advice", "cannot be used; the log says why")
        logger.warning("%s; views are not counted, and there is no review", error)
    review = open_review(settings, library, clock, database, service) if database else None
    people = WhoAsks(given, database, clock) if database else None
    is_overdue = review.is_overdue if review else lambda _: False
    later = open_kept_writes(settings.data_dir, database, clock)
    site = Site(given, library, ViewCounter(database, clock, later), service.engine.related, is_overdue, people, later)
    recorder, watcher = Recorder(database, clock, daily, later), Watcher(library) if reload_articles else None
    writer = open_writer(given, database, clock, lambda: library.catalog, lambda: service.state)
    return Parts(settings, site, clock, service, recorder, writer, database, trouble, review, watcher, later)


def open_review(
    settings: Settings,
    library: Library,
    clock: Clock = utc_now,
    database: Engine | None = None,
    service: SearchService | None = None,
) -> Review:
    """The review of ``library``; without what search knows where there is no ``service``: for the command line.

    Raises:
        DataFolderError: the database cannot be used.

    """
    from kb.catalog.article import EVERYONE
    from kb.git.folder import GitFolder
    from kb.storage.database import connect
    from kb.webhooks.outbox import teller
    from review.service import Review
    from search.log.history import failed_searches_since

    git = GitFolder.open(settings.articles_dir, commit_programs=settings.git_programs)
    near = partial(service.engine.near_duplicates, audiences=EVERYONE) if service else None
    database = database or connect(settings.database)
    return Review(settings, library, database, clock, near, git, failed_searches_since, teller(clock))


def check_files(articles: Path) -> list[Problem]:
    """What is wrong with the files that features keep beside the articles, for ``kb check``."""
    return [one for name in FEATURES for check in getattr(import_module(name), "CHECKS", ()) for one in check(articles)]


COMMANDS = CommandsByName(
    {
        "serve": ("kb.operations.commands", "Serve the help centre"),
        "check": ("kb.editing.commands", "Find what is wrong with the articles"),
        "index": ("search.commands", "Bring the search index up to date"),
        "search": ("search.commands", "Search as the site does"),
        "eval": ("search.commands", "Measure search on a JSONL file of questions with known answers"),
        "model": ("search.choosing.commands", "Embedding models: fetch, choose, compare, list, remove"),
        "review": ("review.commands", "Show which articles wait for a review, the most important first"),
        "user": ("kb.account_services.commands", "Accounts for staff, authors, editors and administrators"),
        "team": ("kb.account_services.team_commands", "Teams, which articles name as their owner"),
        "db": ("kb.operations.data_commands", "Tell which revision the database is at, or change it"),
        "backup": ("kb.operations.data_commands", "Copy the database and the secret key into FILE (tar.gz)"),
        "restore": ("kb.operations.data_commands", "Put back what `kb backup` copied into FILE"),
        "insights": ("search.insights.commands", "What readers searched for"),
        "import": ("kb.exchange.commands", "Bring the articles of another system in"),
        "export": ("search.static_site.commands", "Take the articles out, for another system or for safekeeping"),
        "mcp": ("search.mcp.commands", "Answer an assistant on standard input (Model Context Protocol)"),
        "helpdesk": ("search.helpdesks.commands", "Write the browser extension, or the app for Zendesk or Freshdesk"),
    }
)


@click.group(cls=GroupByName, commands=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="selfservice-kb", prog_name="kb")
@kb.core.command_line.folders
@click.pass_context
def main(context: click.Context, articles: str | None, data: str | None) -> None:
    """A self-service knowledge base: serve, search and check a folder of Markdown articles."""
    context.obj = Context(articles, data, _environment(), open_review, create_app, (check_files,))


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
