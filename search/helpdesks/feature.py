"""The page that hands out the panels."""

from __future__ import annotations

from kb.site.feature import Feature, SiteParts


def feature(parts: SiteParts) -> Feature:
    """The page, where there are accounts whose tokens a panel needs."""
    from search.helpdesks import pages

    if parts.database is None:
        return Feature("helpdesks")
    return Feature("helpdesks", blueprints=(pages.create_blueprint(parts.site),))
