"""The administrators' pages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Protocol

from kb.core.roles import Action
from kb.language.marking import N_
from kb.site.feature import Feature, Place, SiteParts

if TYPE_CHECKING:
    from kb.admin.room import Ownership


class AdminParts(SiteParts, Protocol):
    """What these pages need."""

    @property
    def review(self) -> Ownership | None:
        """Whose the articles are; None where there is no database."""

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that the site was started with."""


def feature(parts: AdminParts) -> Feature:
    """Nothing where no account can be kept."""
    from kb.account_services.administration import Administration
    from kb.account_services.teams import Teams
    from kb.admin import pages
    from kb.admin.room import AdminRoom
    from kb.admin.setting_sources import origins_now
    from kb.sign_in.who_asks import WhoAsks

    site, database, clock, people = parts.site, parts.database, parts.clock, parts.site.people
    if database is None or parts.review is None or not isinstance(people, WhoAsks):
        return Feature("admin")
    room = AdminRoom(
        site=site,
        database=database,
        clock=clock,
        accounts=people.accounts,
        tokens=people.tokens,
        administration=Administration(database, clock),
        teams=Teams(database, clock),
        ownership=parts.review,
        origins=partial(origins_now, parts.environment),
    )
    return Feature(
        "admin",
        blueprints=(pages.create_blueprint(room),),
        places=(Place(N_("Admin"), "admin.index", Action.MANAGE),),
    )
