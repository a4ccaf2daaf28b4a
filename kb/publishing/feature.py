"""From draft to published: the page Work, and what sees to it that planned times come true."""

from __future__ import annotations

from kb.core.roles import Action
from kb.language.marking import N_
from kb.site.feature import Feature, SiteParts
from kb.site.staff_bar import Place


def feature(parts: SiteParts) -> Feature:
    """The page and the worker, where there is a database."""
    from kb.publishing import pages, plan
    from kb.publishing.timekeeper import Timekeeper
    from kb.storage.retention import RetentionRule

    site, database = parts.site, parts.database
    if database is None:
        return Feature("publishing")
    rule = RetentionRule("planned changes", site.settings.retention_days, plan.forget_done_before)
    return Feature(
        "publishing",
        blueprints=(pages.create_blueprint(pages.WorkRoom(site, parts.clock)),),
        places=(Place(N_("Work"), "publishing.work", Action.EDIT),),
        retention=(rule,),
        workers=(Timekeeper(site.library, database, parts.clock),),
    )
