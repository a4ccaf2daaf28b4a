"""What the pages of the insights work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import request
from sqlalchemy import Engine

from kb.git.folder import GitFolder
from kb.site.site import Site
from search.insights.counts.reader import InsightReader
from search.insights.counts.scope import InsightScope


@dataclass(frozen=True)
class InsightsRoom:
    """The site, its database, what reads the figures out of it, and where drafts are committed, if anywhere."""

    site: Site
    database: Engine
    clock: Callable[[], datetime]
    reader: InsightReader
    git: GitFolder | None

    def scope(self) -> InsightScope:
        """The days and articles that this request's address asks for."""
        return InsightScope.of(request.args, self.clock().date())
