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
    from review.comments import api, handling, pages
    from review.comments.json_paths import PATHS

    if parts.review is None or parts.database is None:
        return Feature("comments", paths=PATHS)
    room = pages.CommentsRoom(parts.site, parts.review, parts.database, parts.clock)
    return Feature(
        "comments",
        blueprints=(*pages.create_blueprints(room), api.create_blueprint(room)),
        paths=PATHS,
        places=(Place(N_("Comments"), "comments.inbox", Action.READ_COMMENTS),),
        slots={Slot.WORK: "comments/work.html"},
        # Each comment goes with its vote, whose rule has the days.
        retention=(RetentionRule("what was done about comments", 0, handling.forget_without_vote),),
    )
