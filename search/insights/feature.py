"""Figures for editors: what readers search for, and what they do not find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.core.roles import Action
from kb.language.marking import N_
from kb.site.feature import Feature, SiteParts
from kb.site.staff_bar import Place

if TYPE_CHECKING:
    from kb.editing.git import GitFolder
    from search.engine.state import State


class InsightsParts(SiteParts, Protocol):
    """What the insights need."""

    @property
    def state(self) -> State:
        """The index and the models as they are now."""

    @property
    def commits(self) -> GitFolder | None:
        """Where changes of articles are committed, if the operator wants that."""


def feature(parts: InsightsParts) -> Feature:
    """The figures and gaps."""
    from search.insights import pages
    from search.insights.counts.question_vectors import QuestionVectors

    if parts.database is None:
        return Feature("insights")
    vectors = QuestionVectors(lambda: parts.state)
    return Feature(
        "insights",
        blueprints=(pages.create_blueprint(parts.site, parts.database, parts.clock, parts.commits, vectors),),
        places=(Place(N_("Insights"), "insights.overview", Action.INSIGHTS),),
    )
