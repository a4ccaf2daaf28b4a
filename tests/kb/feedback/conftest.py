"""Readers who vote, and a ballot box over a real database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text

from kb.catalog.article import Article
from kb.feedback.ballot_box import (
    BallotBox,
    Voter,
)
from kb.feedback.votes import (
    Judgement,
    Opinion,
    Score,
    VoteReason,
    judgement,
)
from kb.storage.database import connect
from tests.kb.conftest import an_article

YES, NO = Opinion(helpful=True), Opinion(helpful=False)


WRONG = Opinion(False, (VoteReason.WRONG,), "Step 3 is gone.")


RESET = an_article()


ANN = Voter("192.0.2.1", "Firefox", is_private=False)


BEN = Voter("192.0.2.2", "Firefox", is_private=False)


@dataclass
class Polling:
    """A ballot box, the time, and what is in the database."""

    engine: Engine
    now: datetime = datetime(2026, 11, 22, 12, tzinfo=UTC)
    seconds: float = 0.0
    box: BallotBox = field(init=False)

    def __post_init__(self) -> None:
        self.box = self.another_box()

    def another_box(self) -> BallotBox:
        """That of another process."""
        return BallotBox(self.engine, lambda: self.now, lambda: self.seconds)

    def put(self, voter: Voter, article: Article = RESET, opinion: Opinion = YES, **more: str) -> str:
        return self.box.put(voter, article, opinion, **more)

    def score(self, article: Article = RESET) -> Score:
        with self.engine.connect() as connection:
            return judgement(connection, article).now

    def said(self, article: Article = RESET) -> Judgement:
        with self.engine.connect() as connection:
            return judgement(connection, article)

    def column(self, sql: str) -> list[object]:
        with self.engine.connect() as connection:
            return list(connection.scalars(text(sql)))

    def marks(self) -> list[object]:
        return self.column("SELECT reader FROM feedback_votes")


@pytest.fixture
def polling(database_url: str) -> Iterator[Polling]:
    engine = connect(database_url)
    yield Polling(engine)
    engine.dispose()
