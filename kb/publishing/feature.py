"""From draft to published: the page Work, proposals, and what sees to it that planned times come true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.core.roles import Action
from kb.language.marking import N_
from kb.site.feature import Feature, Place

if TYPE_CHECKING:
    from kb.editor.room import EditorParts


def feature(parts: EditorParts) -> Feature:
    """The pages and the worker, where there is a database."""
    from kb.editor.drafts import forms_follow
    from kb.editor.room import open_room
    from kb.publishing import api, pages, plan, proposals
    from kb.publishing.scheduled import ScheduledVersions
    from kb.publishing.timekeeper import Timekeeper
    from kb.storage.relocation import rows_of
    from kb.storage.retention import RetentionRule

    site, database, clock = parts.site, parts.database, parts.clock
    if database is None:
        return Feature("publishing", paths=api.PATHS)
    room = open_room(parts, database)
    days = site.settings.retention_days
    return Feature(
        "publishing",
        blueprints=(pages.create_blueprint(room), api.create_blueprint(room)),
        paths=api.PATHS,
        places=(Place(N_("Work"), "publishing.work", Action.WRITE),),
        retention=(
            RetentionRule("planned changes", days, plan.forget_done_before),
            RetentionRule("proposals that are over", days, proposals.forget_closed_before),
        ),
        workers=(Timekeeper(site.library, database, clock), ScheduledVersions(room)),
        followers=(rows_of(plan.PlannedChange), rows_of(proposals.Proposal), forms_follow(proposals.Proposal)),
    )
