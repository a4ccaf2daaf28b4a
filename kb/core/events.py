"""What happens on a site that programs outside may want to hear of. Rooms tell it where it happens; whoever wants to
hear it is none of their business.

What is told belongs to the transaction in which it happens: if that is rolled back, nothing happened and nobody hears.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class EventKind(StrEnum):
    """What can happen; the words are those that receivers read."""

    ARTICLE_PUBLISHED = "article.published"
    ARTICLE_CHANGED = "article.changed"
    ARTICLE_UNPUBLISHED = "article.unpublished"
    ARTICLE_RENAMED = "article.renamed"
    REVIEW_DUE = "review.due"
    REVIEW_DONE = "review.done"
    REVIEW_FLAGGED = "review.flagged"
    FEEDBACK_RECEIVED = "feedback.received"
    ANSWER_HANDED_OVER = "answer.handed_over"
    GAP_FOUND = "gap.found"


@dataclass(frozen=True, slots=True)
class SiteEvent:
    """One thing that happened. ``data`` names what it is about and no more: receivers ask for the rest, with what they
    may see. ``is_public``: it is about nothing but what everybody may read.
    """

    kind: EventKind
    data: Mapping[str, Any]
    is_public: bool = True


Tell = Callable[[Any, SiteEvent], None]
"""Tells of an event within the transaction of a connection to the database."""


def tell_nobody(_: Any, __: SiteEvent) -> None:
    """Where nobody wants to hear of anything."""
