"""A review over a collection to write into, with a database of its own and a clock that tests set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import app
from kb.catalog.article import ArticleId
from kb.core.command_line import Context
from kb.core.settings import Settings
from kb.files.saving import fingerprint
from kb.library.library import Library
from kb.storage.database import connect
from review.commands import review_command
from review.decisions.decide import Outcome
from review.decisions.decision import DecisionKind, Reviewer
from review.decisions.decision_request import DecisionRequest, DecisionTarget
from review.queue.rows import Row
from review.service import Review
from tests.clock import Clock
from tests.conftest import Collection, with_tables

ALICE = Reviewer("Alice Owner", "alice@example.com")
BOB = Reviewer("Bob Colleague", "bob@example.com")


@dataclass
class Reviewing:
    """What an editor does, in few words."""

    review: Review
    collection: Collection
    clock: Clock

    def article(self, key: str, language: str = "en", body: str = "Some text.", **front_matter: str) -> ArticleId:
        """Write an article and have it read."""
        self.collection.write(f"{language}/{key}.md", body, **{"title": key.rsplit("/")[-1].title(), **front_matter})
        self.review.library.refresh()
        return ArticleId(language, key)

    def file(self, id_: ArticleId) -> Path:
        """The article's file."""
        return self.collection.root / self.review.catalog.articles[id_].path

    def seen(self, id_: ArticleId) -> DecisionTarget:
        """The article as it is now."""
        return DecisionTarget(id_, fingerprint(self.file(id_).read_bytes()))

    def decide(self, kind: DecisionKind, *ids: ArticleId, person: Reviewer = ALICE, **order: object) -> Outcome:
        """Decide on articles as they are now."""
        return self.review.decisions.decide(DecisionRequest(kind, **order), [self.seen(id_) for id_ in ids], person)  # type: ignore[arg-type]

    def row(self, id_: ArticleId, today: date | None = None) -> Row:
        """The article in the queue."""
        return next(row for row in self.review.queue(today) if row.article.id == id_)


@pytest.fixture
def clock() -> Clock:
    """Noon of 22 November 2026."""
    return Clock()


@pytest.fixture
def reviewing(collection: Collection, tmp_path: Path, clock: Clock, database_url: str) -> Iterator[Reviewing]:
    """A review of ``collection``."""
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data", database_url=database_url)
    settings.data_dir.mkdir()
    database = connect(settings.database)
    review = Review(settings, collection.library(), database, clock)
    yield Reviewing(review, collection, clock)
    review.close()
    database.dispose()


@pytest.fixture
def old(reviewing: Reviewing) -> ArticleId:
    """An article that was reviewed long ago."""
    return reviewing.article("account/reset", last_reviewed_on="2024-01-31")


Kb = Callable[..., Result]


REVIEWER = Reviewer("Alice")


@pytest.fixture
def opened(collection: Collection, tmp_path: Path, clock: Clock) -> Callable[[], Review]:
    """Opens the review that the command sees."""

    def open_it() -> Review:
        settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data")
        if not settings.data_dir.exists():
            with_tables(settings.data_dir / "kb.sqlite")
        return app.open_review(settings, collection.library(), clock)

    return open_it


@pytest.fixture
def kb(collection: Collection, tmp_path: Path, clock: Clock) -> Kb:
    """``kb review`` on 22 November 2026, over an overdue, a due, a never reviewed and a fresh article."""
    collection.write("en/orders/refund.md", title="Get a refund", owner="Alice", last_reviewed_on="2025-01-31")
    collection.write("en/orders/cancel.md", title="Cancel an order", owner="Bob", last_reviewed_on="2026-05-01")
    collection.write("en/new.md", title="New", published_on="2026-11-01")
    collection.write("en/fresh.md", title="Fresh [red]one[/red]", last_reviewed_on="2026-11-01")
    with_tables(tmp_path / "data" / "kb.sqlite")

    def open_review(settings: Settings, library: Library) -> Review:
        return app.open_review(settings, library, clock)

    def kb(*arguments: str) -> Result:
        places = (str(collection.root), str(tmp_path / "data"))
        context = Context(*places, {}, open_review, app.create_app)
        return CliRunner().invoke(review_command, arguments, obj=context)

    return kb


def decide(review: Review, order: DecisionRequest, key: str) -> None:
    assert review.decisions.decide(order, [DecisionTarget(ArticleId("en", key))], REVIEWER).done
    review.database.dispose()
