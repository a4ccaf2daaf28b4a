"""The search page, the search in the header of every page, and what is recorded of searches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.site.feature import Feature, SiteParts, Slot

if TYPE_CHECKING:
    from search.engine.engine import Engine
    from search.log.recorder import Recorder


class SearchParts(SiteParts, Protocol):
    """What the search pages need."""

    @property
    def engine(self) -> Engine:
        """What finds."""

    @property
    def recorder(self) -> Recorder:
        """What takes down searches."""


def feature(parts: SearchParts) -> Feature:
    """The search of readers."""
    from kb.storage.relocation import categories_in, pairs_in, rows_of
    from search import api, pages
    from search.log import searches

    return Feature(
        "search",
        blueprints=(pages.create_blueprint(parts.site, parts.engine, parts.recorder, parts.clock),),
        paths=api.PATHS,
        slots={Slot.STYLES: "search/frame_styles.html", Slot.HEADER: "search/header_form.html"},
        retention=searches.retention(parts.site.settings),
        followers=(
            pairs_in(searches.Searches, "first"),
            categories_in(searches.Searches, "category"),
            rows_of(searches.SearchClicks, is_of_readers=True),
            rows_of(searches.SearchCovers, "article_key", "article_language"),
        ),
    )
