"""Readers say whether an article helped."""

from __future__ import annotations

from typing import Protocol

from kb.core.events import Tell
from kb.site.feature import Feature, SiteParts


class FeedbackParts(SiteParts, Protocol):
    """What votes need."""

    @property
    def tell(self) -> Tell:
        """What tells programs outside what happens."""


def feature(parts: FeedbackParts) -> Feature:
    """The question below articles, and how long votes are kept."""
    from kb.feedback import ballot_box, pages
    from kb.feedback.json_paths import PATHS
    from kb.feedback.vote_rows import FeedbackTotal, FeedbackVote
    from kb.storage.relocation import rows_of

    if parts.database is None:
        return Feature("feedback", paths=PATHS)
    return Feature(
        "feedback",
        blueprints=(pages.create_blueprint(parts.site, parts.database, parts.clock, parts.tell),),
        paths=PATHS,
        retention=ballot_box.retention(parts.site.settings),
        followers=(
            rows_of(FeedbackVote, revision="revision", is_of_readers=True),
            rows_of(FeedbackTotal, revision="revision", sums=("helpful", "unhelpful"), is_of_readers=True),
        ),
    )
