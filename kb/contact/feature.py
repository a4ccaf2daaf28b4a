"""The way to a person."""

from __future__ import annotations

from kb.site.feature import Feature, SiteParts


def feature(parts: SiteParts) -> Feature:
    """The contact page."""
    from kb.contact import pages

    return Feature("contact", blueprints=(pages.create_blueprint(parts.site, parts.clock),))
