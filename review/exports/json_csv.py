"""Rows of the queue for other programs: which ones, as JSON and as CSV, and the names they are known by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from kb.catalog.addresses import article_url
from kb.graphics.tables import csv_text
from review.queue.filters import NOBODY, review_url
from review.queue.policy import ReviewState
from review.queue.rows import Row
from review.wording import Wording

COLUMNS = (
    *("key", "language", "title", "state", "due_on", "last_reviewed_on", "owner", "priority", "reasons"),
    *("overdue_on", "published_on", "assignee", "planned_on", "snoozed_until", "outdated"),
    *("category", "tags", "audience", "url", "review_url"),
)


@dataclass(frozen=True)
class ExportSelection:
    """Which rows are asked for; what is None or empty leaves none out.

    ``owner`` finds what somebody owns and what was assigned to them, ``nobody`` what has neither.
    """

    states: frozenset[ReviewState] = frozenset()
    owner: str | None = None
    category: str | None = None
    language: str | None = None
    tag: str | None = None

    def of(self, rows: Iterable[Row]) -> list[Row]:
        """The rows that fit, whatever their state."""
        return [row for row in rows if self._fits(row)]

    def in_state(self, rows: Iterable[Row]) -> list[Row]:
        """Those of ``rows`` that are in a state asked for."""
        return [row for row in rows if not self.states or row.state in self.states]

    def _fits(self, row: Row) -> bool:
        article = row.article
        owners = {row.owner, row.standing.assignee} if row.responsible else {NOBODY}
        return (
            (self.owner is None or self.owner in owners)
            and (self.category is None or article.is_in(self.category))
            and (self.language is None or article.language == self.language)
            and (self.tag is None or self.tag in article.tags)
        )


def counts_by_state(rows: Iterable[Row]) -> dict[str, int]:
    """How many rows are in each state, every state named, the most pressing first."""
    counts = Counter(row.state for row in rows)
    return {str(state): counts[state] for state in ReviewState}


ROW_SHAPE = {
    "key": "string",
    "language": "string",
    "title": "string",
    "state": tuple(map(str, ReviewState)),
    "due_on": "string?",
    "last_reviewed_on": "string?",
    "owner": "string?",
    "priority": "number",
    "reasons": ["string"],
    "overdue_on": "string?",
    "published_on": "string?",
    "assignee": "string?",
    "planned_on": "string?",
    "snoozed_until": "string?",
    "outdated": "boolean",
    "category": "string",
    "tags": ["string"],
    "audience": "string",
    "url": "string",
    "review_url": "string",
}
"""A row, for ``kb.site.openapi.schema_of``."""
ROW_EXAMPLE = {
    "key": "returns/return-an-item",
    "language": "en",
    "title": "Return an item",
    "state": str(ReviewState.OVERDUE),
    "due_on": "2026-10-01",
    "last_reviewed_on": "2026-04-01",
    "owner": "Orders team",
    "priority": 12.4,
    "reasons": ["Last reviewed 235 days ago; due after 6 months."],
    "overdue_on": "2026-11-01",
    "published_on": "2025-03-25",
    "assignee": None,
    "planned_on": None,
    "snoozed_until": None,
    "outdated": False,
    "category": "returns",
    "tags": ["returns"],
    "audience": "public",
    "url": "/en/articles/returns/return-an-item",
    "review_url": "/review/articles/en/returns/return-an-item",
}


def row_json(row: Row, wording: Wording) -> dict[str, Any]:
    """One row as ``kb review --json`` and ``/api/v1/review`` tell it; days in ISO, addresses from the site's root."""
    article, standing = row.article, row.standing
    return {
        "key": article.key,
        "language": article.language,
        "title": article.title,
        "state": str(row.state),
        "due_on": _iso(row.verdict.due_on),
        "last_reviewed_on": _iso(article.last_reviewed_on),
        "owner": row.owner,
        "priority": row.priority,
        "reasons": [wording.reason(reason) for reason in row.reasons],
        "overdue_on": _iso(row.verdict.overdue_on),
        "published_on": _iso(article.published_on),
        "assignee": standing.assignee or None,
        "planned_on": _iso(standing.planned_on),
        "snoozed_until": _iso(standing.snoozed_until),
        "outdated": row.outdated,
        "category": article.category,
        "tags": list(article.tags),
        "audience": str(article.audience),
        "url": article_url(article.language, article.key),
        "review_url": review_url(article.id),
    }


def rows_csv(rows: Iterable[Row], wording: Wording) -> str:
    """The rows as CSV with a line of names; several reasons or tags in one cell are parted by semicolons."""
    told = (row_json(row, wording) for row in rows)
    return csv_text(COLUMNS, ([_cell(one[name]) for name in COLUMNS] for one in told))


def stable_id(*parts: object) -> UUID:
    """The same for the same parts, on every machine and for ever."""
    return uuid5(NAMESPACE_URL, "selfservice-kb/review/" + "\x1f".join(map(str, parts)))


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
