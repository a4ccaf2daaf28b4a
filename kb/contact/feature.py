"""The way to a person."""

from __future__ import annotations

from kb.site.feature import Feature, SiteParts, Slot


def feature(parts: SiteParts) -> Feature:
    """The contact page, and what leads there from where readers are stuck."""
    from kb.contact import pages

    return Feature(
        "contact",
        blueprints=(pages.create_blueprint(parts.site, parts.clock),),
        slots={Slot.STUCK: "contact/stuck.html", Slot.ASKED_FOR: "contact/asked_for.html"},
    )
