"""Whether the search is ready: for programs that watch the site, and for staff while a model reads new texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.site.feature import Feature, SiteParts, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from kb.library.watcher import Watcher
    from search.service.service import SearchService


class ServiceParts(SiteParts, Protocol):
    """What tells of the search."""

    @property
    def service(self) -> SearchService:
        """What keeps the index up to date."""

    @property
    def database_told(self) -> str:
        """``ok``, else why there is no database, or why it takes no writes."""

    @property
    def key_trouble(self) -> str:
        """Why the key should not be used with this database."""

    @property
    def answers_told(self) -> Callable[[], str]:
        """Tells whether a model writes answers: ``off``, ``ok``, or why it does not."""

    @property
    def articles_told(self) -> Callable[[], str]:
        """Tells how the articles folder stands to its git remote: ``off``, ``ok``, or what is in the way."""

    @property
    def watcher(self) -> Watcher | None:
        """What notices saved articles, where something does."""

    @property
    def processes(self) -> Callable[[], dict[str, object]] | None:
        """Tells how far those are that answer at the same address, where there are several."""


def feature(parts: ServiceParts) -> Feature:
    """``/healthz`` and ``/readyz``; for staff how far a model is."""
    from kb.storage.shared_clock import SharedClock, clock_trouble
    from search.service import status_pages
    from search.service.measures import measures_of

    def watching() -> str:
        return parts.watcher.manner if parts.watcher else "off"

    def others() -> dict[str, object] | None:
        return parts.processes() if parts.processes else None

    def set_up(app: Flask) -> None:
        room = status_pages.HealthRoom(
            *(parts.service, parts.site.library, watching, parts.answers_told, parts.articles_told),
            *(lambda: parts.database_told, parts.key_trouble, lambda: clock_trouble(parts.clock), others),
        )
        status_pages.add_health(app, room)

    measures = measures_of(parts.service)
    workers = (parts.clock,) if isinstance(parts.clock, SharedClock) else ()
    if parts.database is None:
        return Feature("service", set_up=set_up, measures=measures, workers=workers)
    return Feature(
        "service",
        blueprints=(status_pages.create_blueprint(parts.site, parts.service),),
        slots={Slot.STAFF: "service/progress.html"},
        set_up=set_up,
        measures=measures,
        workers=workers,
    )
