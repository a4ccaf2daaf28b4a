"""Accounts: who asks, the pages to sign in, one's own account, the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.core.roles import Action
from kb.language.marking import N_
from kb.site.feature import Feature, Place, SiteParts, Slot

if TYPE_CHECKING:
    from flask import Flask


def feature(parts: SiteParts) -> Feature:
    """Nothing where no account can be kept."""
    from kb.accounts import audit_log, expiry
    from kb.sign_in import unsaved_pages, who_asks

    site, clock, people = parts.site, parts.clock, parts.site.people
    if not isinstance(people, who_asks.WhoAsks):
        return Feature("accounts")

    def set_up(app: Flask) -> None:
        who_asks.set_up(app, site, people)
        unsaved_pages.set_up(app, site)

    return Feature(
        "accounts",
        blueprints=who_asks.create_blueprints(site, people, clock),
        places=(Place(N_("Account"), "account.account", Action.ANSWER, is_own=True),),
        slots={Slot.STAFF_ROW: "sign_in/sign_out.html", Slot.FOOT: "sign_in/sign_in_in_foot.html"},
        retention=(*audit_log.retention(site.settings), *expiry.retention()),
        set_up=set_up,
    )
