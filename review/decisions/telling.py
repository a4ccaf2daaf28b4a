"""What programs outside are told of a decision: which kind it is, not what was noted."""

from __future__ import annotations

from kb.catalog.catalog import Catalog
from kb.core.events import EventKind, SiteEvent
from review.decisions.decision import Decision, DecisionKind

_TOLD = {
    DecisionKind.REVIEWED: EventKind.REVIEW_DONE,
    DecisionKind.EDITED: EventKind.REVIEW_DONE,
    DecisionKind.ARCHIVED: EventKind.REVIEW_DONE,
    DecisionKind.FLAGGED: EventKind.REVIEW_FLAGGED,
}


def event_of(decision: Decision, catalog: Catalog) -> SiteEvent | None:
    """The event that ``decision`` is, where it is one; about an article for everybody where ``catalog`` says so."""
    if (kind := _TOLD.get(decision.kind)) is None:
        return None
    article = catalog.articles.get(decision.article)
    is_public = article is not None and article.audience.is_public
    return SiteEvent(kind, {**decision.article._asdict(), "decision": str(decision.kind)}, is_public)
