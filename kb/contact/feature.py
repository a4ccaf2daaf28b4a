"""The way to a person."""

from __future__ import annotations

from kb.core.roles import Action
from kb.language.marking import N_
from kb.site.feature import Feature, SiteParts, Slot
from kb.site.staff_bar import Place


def feature(parts: SiteParts) -> Feature:
    """The contact page, what leads there from where readers are stuck, and the messages that come by it."""
    from kb.contact import pages, staff_pages
    from kb.messages import inbox, outbox

    site, database, clock = parts.site, parts.database, parts.clock
    page = pages.create_blueprint(site, clock, database)
    slots = {Slot.STUCK: "contact/stuck.html", Slot.ASKED_FOR: "contact/asked_for.html"}
    if database is None:
        return Feature("contact", blueprints=(page,), slots=slots)

    def has_form() -> bool:
        details = site.catalog.brand.contact_page
        return details is not None and details.form

    return Feature(
        "contact",
        blueprints=(page, *staff_pages.create_blueprints(site, database, clock)),
        places=(Place(N_("Messages"), "messages.index", Action.READ_MESSAGES, is_used=has_form),),
        slots=slots,
        retention=inbox.retention(site.settings),
        workers=(outbox.Outbox(site.settings, site.library, database, clock),),
    )
