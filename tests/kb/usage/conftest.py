"""The desk's notes over a database, at the time that a test wants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from kb.catalog.article import ArticleId
from kb.usage.desk_notes import DeskNotes, Note, NoteKind
from tests.clock import NOON

START = datetime.fromisoformat("2026-11-01")
RESET, REFUND = ArticleId("en", "account/reset"), ArticleId("fa", "orders/refund")


@dataclass
class Desk:
    """Notes at the time that a test wants."""

    database: Engine
    now: datetime = NOON

    def add(self, kind: NoteKind, ticket: str = "", article: ArticleId | None = None, **more: Any) -> bool:
        return DeskNotes(self.database, lambda: self.now).add(Note(kind, "Ann", ticket, article=article, **more))

    def read(self, query: Any, *more: Any) -> Any:
        with self.database.connect() as connection:
            return query(connection, START, *more)


@pytest.fixture
def desk(database: Engine) -> Desk:
    """Notes of the desk, none yet."""
    return Desk(database)
