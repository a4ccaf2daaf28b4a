"""The review: the queue, one article, reports, history, feeds, for editors only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.core.roles import Action
from kb.language.marking import N_
from kb.site.feature import Check, Feature, Place, SiteParts, Slot
from review.queue.rules import check_rules

if TYPE_CHECKING:
    from kb.core.events import Tell
    from review.service import Review

CHECKS: tuple[Check, ...] = (check_rules,)


class ReviewParts(SiteParts, Protocol):
    """What the pages of the review need."""

    @property
    def review(self) -> Review | None:
        """The review, where there is a database."""

    @property
    def tell(self) -> Tell:
        """What tells programs outside what happens."""


def feature(parts: ReviewParts) -> Feature:
    """The pages on which editors decide."""
    from kb.storage.relocation import rows_of
    from review.decisions.annotations import ReviewStanding
    from review.decisions.history import ReviewDecision
    from review.exports import feeds, subscriptions
    from review.notices.due_events import DueWatch
    from review.notices.sent_notices import ReviewNotice
    from review.pages import api, article, findings_api, plan_pages, queue
    from review.pages.editors_only import protect
    from review.pages.json_paths import PATHS
    from review.reports import history_api
    from review.reports import pages as reports

    paths = {**feeds.PATHS, **PATHS, **findings_api.PATHS, **history_api.PATHS}
    if parts.review is None:
        return Feature("review", paths=paths)
    rooms = (queue, article, plan_pages, reports, feeds, subscriptions, api, findings_api)
    blueprints = [room.create_blueprint(parts.site, parts.review) for room in rooms]
    for blueprint in blueprints:
        protect(blueprint, parts.site, parts.review)
    return Feature(
        "review",
        blueprints=blueprints,
        paths=paths,
        places=(Place(N_("Review"), "review.queue", Action.REVIEW),),
        slots={Slot.ARTICLE_WAYS: "pages/_ways.html"},
        followers=(rows_of(ReviewDecision), rows_of(ReviewStanding), rows_of(ReviewNotice)),
        workers=(DueWatch(parts.review, parts.review.database, parts.clock, parts.tell),),
    )
