"""Short links and their QR codes."""

from __future__ import annotations

from kb.core.roles import Action
from kb.language.marking import N_
from kb.site.feature import Feature, Place, SiteParts


def feature(parts: SiteParts) -> Feature:
    """What everybody follows, and where staff make it."""
    from kb.short_links import api, pages
    from kb.short_links.link_desk import LinkStaffRoom
    from kb.short_links.links import ShortLinks
    from kb.storage.relocation import rows_of

    if parts.database is None:
        return Feature("short links", paths=api.PATHS)
    by_program = LinkStaffRoom(parts.site, parts.database, parts.clock)
    return Feature(
        "short links",
        blueprints=(
            pages.create_blueprint(parts.site, parts.database, parts.clock),
            api.create_blueprint(by_program),
        ),
        paths=api.PATHS,
        places=(Place(N_("Short links"), "links.desk.index", Action.ANSWER),),
        followers=(rows_of(ShortLinks, is_of_readers=True),),
    )
