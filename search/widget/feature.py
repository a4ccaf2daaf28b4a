"""Suggestions in the contact forms of other sites."""

from __future__ import annotations

from kb.site.feature import Feature, SiteParts, Slot


def feature(parts: SiteParts) -> Feature:
    """The widget, and how long it is kept what became of messages."""
    from kb.storage.relocation import rows_of
    from search.widget import deflection, pages

    if parts.database is None:
        return Feature("widget", paths=pages.PATHS)
    return Feature(
        "widget",
        blueprints=(pages.create_blueprint(parts.site, parts.database, parts.clock),),
        paths=pages.PATHS,
        slots={Slot.WRITING: "widget/in_our_form.html"},
        retention=deflection.retention(parts.site.settings),
        followers=(rows_of(deflection.DeflectionArticle, is_of_readers=True),),
    )
