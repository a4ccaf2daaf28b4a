"""From draft to published: the page Work, proposals, and what sees to it that planned times come true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.core.roles import Action
from kb.language.marking import N_
from kb.site.feature import Feature, Place, SiteParts

if TYPE_CHECKING:
    from kb.approval.gate import AddressesOf
    from kb.editor.advice import WritingAdvice
    from kb.git.folder import GitFolder


class PublishingParts(SiteParts, Protocol):
    """What proposals need to be saved."""

    @property
    def commits(self) -> GitFolder | None:
        """Where changes of articles are committed, if the operator wants that."""

    @property
    def addresses_of(self) -> AddressesOf:
        """Tells the addresses that the name of an owner stands for."""

    @property
    def advice(self) -> WritingAdvice:
        """What the search tells whoever writes."""


def feature(parts: PublishingParts) -> Feature:
    """The pages and the worker, where there is a database."""
    from kb.editor.drafts import forms_follow
    from kb.editor.room import EditorRoom
    from kb.editor.saving import WritingDesk
    from kb.publishing import pages, plan, proposals
    from kb.publishing.scheduled import ScheduledVersions
    from kb.publishing.timekeeper import Timekeeper
    from kb.storage.relocation import rows_of
    from kb.storage.retention import RetentionRule

    site, database, clock = parts.site, parts.database, parts.clock
    if database is None:
        return Feature("publishing")
    desk = WritingDesk(site.library, database, parts.commits, clock, parts.addresses_of)
    room = EditorRoom(site, database, clock, desk, parts.advice)
    days = site.settings.retention_days
    return Feature(
        "publishing",
        blueprints=(pages.create_blueprint(room),),
        places=(Place(N_("Work"), "publishing.work", Action.WRITE),),
        retention=(
            RetentionRule("planned changes", days, plan.forget_done_before),
            RetentionRule("proposals that are over", days, proposals.forget_closed_before),
        ),
        workers=(Timekeeper(site.library, database, clock), ScheduledVersions(room)),
        followers=(rows_of(plan.PlannedChange), rows_of(proposals.Proposal), forms_follow(proposals.Proposal)),
    )
