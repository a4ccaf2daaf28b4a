"""Figures for editors: what readers search for, and what they do not find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.core.roles import Action
from kb.language.marking import N_
from kb.site.feature import Feature, Place, SiteParts

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb.catalog.catalog import Catalog
    from kb.core.events import Tell
    from kb.git.folder import GitFolder
    from search.engine.state import State
    from search.insights.monthly.month_report import HasOverdue


class InsightsParts(SiteParts, Protocol):
    """What the insights need."""

    @property
    def state(self) -> State:
        """The index and the models as they are now."""

    @property
    def review(self) -> HasOverdue | None:
        """What tells which reviews are overdue, where there is a database."""

    @property
    def tell(self) -> Tell:
        """Tells of gaps in a transaction."""

    @property
    def keeps_index(self) -> Callable[[], bool]:
        """Tells whether this process is the one that looks for gaps."""

    @property
    def commits(self) -> GitFolder | None:
        """Where changes of articles are committed, if the operator wants that."""


def feature(parts: InsightsParts) -> Feature:
    """The figures and gaps."""
    from kb.exchange.writing.counted_before import CountedBeforeReader
    from kb.storage.data_folder import secret_key
    from kb.storage.retention import RetentionRule
    from search.insights import api, pages
    from search.insights.counts.question_vectors import QuestionVectors
    from search.insights.counts.reader import InsightReader
    from search.insights.gap_watch import LEAST_DAYS, GapWatch, forget_gaps_before
    from search.insights.json_paths import PATHS
    from search.insights.monthly.report_readers import forget_sent_before
    from search.insights.monthly.sending import MonthlyMail, can_mail
    from search.insights.room import InsightsRoom

    site, database, clock = parts.site, parts.database, parts.clock
    if database is None:
        return Feature("insights", paths=PATHS)
    settings = site.settings

    overdue = parts.review.overdue if parts.review else tuple

    def catalog() -> Catalog:
        return site.catalog

    counted = CountedBeforeReader(site.library.root)
    reader = InsightReader(database, clock, catalog, QuestionVectors(lambda: parts.state), counted.of)
    room = InsightsRoom(site, database, clock, reader, parts.commits)
    key = secret_key(settings.data_dir, settings.secret_key_file)
    gaps = GapWatch(reader, database, clock, key, parts.tell, settings.base_url, parts.keeps_index)
    mail = MonthlyMail(settings, database, clock, lambda: site.library.catalog, reader, overdue)
    return Feature(
        "insights",
        blueprints=(pages.create_blueprint(room), api.create_blueprint(room)),
        paths=PATHS,
        places=(Place(N_("Insights"), "insights.overview", Action.INSIGHTS),),
        retention=(
            RetentionRule("monthly reports sent", settings.retention_days, forget_sent_before),
            RetentionRule("gaps told", max(settings.retention_days, LEAST_DAYS), forget_gaps_before),
        ),
        workers=(gaps, mail) if can_mail(settings) else (gaps,),
    )
