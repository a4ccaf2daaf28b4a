"""Helpers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.core.settings import Settings
from review.notices.digest import Digest, by_owner, make_digest
from review.notices.letter import Letter, write_letter
from review.notices.sent_notices import Fact
from review.queue.rows import Known, Row, Standing, make_queue
from review.queue.rules import Rules

TODAY = date(2026, 11, 22)


ALICE, BOB = "Alice", "Bob"


OVERDUE, DUE, DUE_SOON, FRESH = date(2025, 11, 22), date(2026, 5, 22), date(2026, 6, 20), date(2026, 11, 1)


@dataclass
class Desk:
    """Articles and what people decided about them."""

    articles: list[Article] = field(default_factory=list)
    standings: dict[ArticleId, Standing] = field(default_factory=dict)
    today: date = TODAY

    def add(
        self, key: str, reviewed: date | None, owner: str | None = ALICE, language: str = "en", **more: Any
    ) -> ArticleId:
        standing = {name: more.pop(name) for name in list(more) if name in Standing.__dataclass_fields__}
        at = datetime(2026, 1, 1, tzinfo=UTC)
        dates = {"last_reviewed_on": reviewed, "published_on": date(2025, 1, 1)}
        made = Article(
            language, key, f"{language}/{key}.md", more.pop("title", key.title()), "Text.", at, owner=owner,
            **{**dates, **more},
        )  # fmt: skip
        self.articles.append(made)
        self.standings[made.id] = Standing(**standing)
        return made.id

    def rows(self) -> list[Row]:
        catalog = Catalog({a.id: a for a in self.articles}, {}, frozenset(), (), "en")
        return make_queue(catalog, self.today, Rules(), Known(self.standings))

    def digest(self, owner: str | None = ALICE, told: set[Fact] | None = None) -> Digest | None:
        waiting = by_owner(self.rows(), self.today, "en").get(owner, [])
        return make_digest(owner, waiting, told or set())

    def groups(self, owner: str | None = ALICE, told: set[Fact] | None = None) -> dict[str, list[str]]:
        digest = self.digest(owner, told)
        return {name: [row.article.key for row in rows] for name, rows in digest.groups} if digest else {}

    def told(self, owner: str | None = ALICE) -> set[Fact]:
        digest = self.digest(owner)
        assert digest is not None
        return set(digest.facts)

    def letter(self, owner: str | None = ALICE, language: str = "en", **settings: Any) -> Letter:
        digest = self.digest(owner)
        assert digest is not None
        return write_letter(digest, Settings(**settings), language)


@pytest.fixture
def desk() -> Desk:
    return Desk()
