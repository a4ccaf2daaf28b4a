"""A review over a collection to write into, with a database of its own and a clock that tests set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from kb.catalog.article import ArticleId
from kb.core.settings import Settings
from kb.files.saving import fingerprint
from kb.storage.database import connect
from review.decisions.decide import Outcome
from review.decisions.decision import DecisionKind, Reviewer
from review.decisions.decision_request import DecisionRequest, DecisionTarget
from review.queue.rows import Row
from review.service import Review
from tests.clock import Clock
from tests.conftest import Collection

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
