"""The dates of an article as readers are told them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kb.catalog.article import Article


@dataclass(frozen=True, slots=True)
class Days:
    """The dates of an article as readers are told them. One that has not come yet is a slip and counts as none."""

    published_on: date | None
    changed_on: date | None
    reviewed_on: date | None

    @classmethod
    def of(cls, article: Article, today: date) -> Days:
        """The dates of ``article``, read on the day ``today``."""
        named = (article.published_on, article.updated_on, article.last_reviewed_on)
        published, updated, reviewed = (day if day and day <= today else None for day in named)
        return cls(published, max(filter(None, (published, updated)), default=None), reviewed)
