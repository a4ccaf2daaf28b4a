"""What tests of the log share: searches that are recorded and read."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Engine

from kb.catalog.article import ArticleId
from search.log.history import read
from search.log.recorder import ReaderSearch, Recorder
from search.log.searches import Search
from search.results.results import Results
from tests.clock import NOON

TODAY = NOON.date()
RESET = ArticleId("en", "account/reset")


def found(query: str = "", **more: Any) -> Results:
    return Results(query, "en", **{"mode": "hybrid", "total": 3, "confidence": 0.9, **more})


def search(recorder: Recorder, query: str, reader: str = "alice", category: str = "", **more: Any) -> str | None:
    return recorder.record(ReaderSearch(reader, query, category), found(query, **more))


def written(database: Engine) -> list[Search]:
    with database.connect() as connection:
        return list(read(connection, date(2026, 1, 1), date(2027, 12, 31)))
