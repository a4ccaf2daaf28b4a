"""The inbox of readers' comments: its pages, its place on the page Work, and that it goes with the votes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.core.roles import Action
from kb.language.marking import N_
from kb.site.feature import Feature, Place, SiteParts, Slot

if TYPE_CHECKING:
    from review.service import Review


class CommentsParts(SiteParts, Protocol):
    """What the inbox needs."""

    @property
    def review(self) -> Review | None:
        """The review, which knows who answers for which article; where there is a database."""


def feature(parts: CommentsParts) -> Feature:
    """The inbox, where there is a database."""
    from kb.storage.retention import RetentionRule
    from review.comments import handling, pages

    if parts.review is None or parts.database is None:
        return Feature("comments")
    return Feature(
        "comments",
        blueprints=pages.create_blueprints(parts.site, parts.review, parts.database, parts.clock),
        places=(Place(N_("Comments"), "comments.inbox", Action.READ_COMMENTS),),
        slots={Slot.WORK: "comments/work.html"},
        # Each comment goes with its vote, whose rule has the days.
        retention=(RetentionRule("what was done about comments", 0, handling.forget_without_vote),),
    )
