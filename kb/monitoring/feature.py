"""Figures for those who watch the site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from kb.site.feature import Feature, SiteParts

if TYPE_CHECKING:
    from flask import Flask

    from kb.web.measure import Measure


class MonitoringParts(SiteParts, Protocol):
    """What is watched."""

    @property
    def features(self) -> Sequence[Feature]:
        """All of the site's, once they are made."""


def feature(parts: MonitoringParts) -> Feature:
    """``/metrics``, and a number for every request."""
    from kb.files.key_file import read_key
    from kb.monitoring import exposition, pages
    from kb.monitoring.request_meter import RequestMeter
    from kb.web.measure import Measure, one

    catalog, later = parts.site.library, parts.site.later

    def measures() -> list[Measure]:
        return [measure for one in parts.features for measure in one.measures]

    registry = exposition.make_registry(measures)
    key = read_key("KB_METRICS_KEY_FILE", parts.site.settings.metrics_key_file)

    def set_up(app: Flask) -> None:
        RequestMeter(registry).watch(app)

    def published() -> list[tuple[dict[str, str], float]]:
        articles = [one.language for one in catalog.catalog.published]
        return [({"language": language}, articles.count(language)) for language in sorted(set(articles))]

    kept = "Votes and batches on the disk of this machine that wait for the database, or could not be written to it."
    return Feature(
        "monitoring",
        blueprints=(pages.create_blueprint(pages.MetricsRoom(registry, key)),),
        set_up=set_up,
        measures=(
            Measure("kb_articles", "Articles that somebody may read, by language.", published),
            Measure(
                "kb_article_problems",
                "What is wrong in the articles folder, as kb check counts it.",
                lambda: [({}, len(catalog.catalog.problems))],
            ),
            *([Measure("kb_kept_writes", kept, one(later.waiting))] if later is not None else []),
        ),
    )
