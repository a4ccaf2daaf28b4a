"""What readers see: pages, feeds, reading offline."""

from __future__ import annotations

from kb.site.feature import Feature, SiteParts, Slot


def feature(parts: SiteParts) -> Feature:
    """The public pages; the articles as JSON are added with the description of all addresses (``kb.public.api``)."""
    from kb.public import accessibility, feeds, offline, pages
    from kb.public.json_paths import PATHS

    return Feature(
        "public",
        blueprints=(
            pages.create_blueprint(parts.site, parts.clock),
            feeds.create_blueprint(parts.site, parts.clock),
            offline.create_blueprint(parts.site),
            accessibility.create_blueprint(parts.site),
        ),
        paths=PATHS,
        slots={
            Slot.HEAD: "public/feed_links.html",
            Slot.FOOT: "public/links_in_foot.html",
            Slot.SCRIPTS: "public/offline_script.html",
        },
    )
