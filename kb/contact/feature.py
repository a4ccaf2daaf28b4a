"""The way to a person."""

from __future__ import annotations

from kb.core.roles import Action
from kb.language.marking import N_
from kb.site.feature import Feature, Place, SiteParts, Slot
from kb.web.measure import Measure, Readings


def feature(parts: SiteParts) -> Feature:
    """The contact page, what leads there from where readers are stuck, and the messages that come by it."""
    from kb.contact import pages, staff_pages
    from kb.messages import deliveries, inbox, outbox

    site, database, clock = parts.site, parts.database, parts.clock
    page = pages.create_blueprint(site, clock, database)
    slots = {Slot.STUCK: "contact/stuck.html", Slot.ASKED_FOR: "contact/asked_for.html"}
    if database is None:
        return Feature("contact", blueprints=(page,), slots=slots)

    def has_form() -> bool:
        details = site.catalog.brand.contact_page
        return details is not None and details.form

    def unsent() -> Readings:
        with database.connect() as connection:
            found = deliveries.unsent(connection)
        return [({"way": way}, found.get(way, 0)) for way in (*map(str, deliveries.DeliveryWay), deliveries.FAILED)]

    return Feature(
        "contact",
        blueprints=(page, *staff_pages.create_blueprints(site, database, clock)),
        places=(Place(N_("Messages"), "messages.index", Action.READ_MESSAGES, is_used=has_form),),
        slots=slots,
        retention=inbox.retention(site.settings),
        measures=(Measure("kb_messages_unsent", "Messages of the contact form not passed on yet, by way.", unsent),),
        workers=(outbox.Outbox(site.settings, site.library, database, clock),),
    )
