"""Answers with sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.site.feature import Feature, SiteParts

if TYPE_CHECKING:
    from search.engine.engine import Engine


class AnswerParts(SiteParts, Protocol):
    """What answers need."""

    @property
    def engine(self) -> Engine:
        """What finds."""


def feature(parts: AnswerParts) -> Feature:
    """The conversation with the articles."""
    from kb.web.rate_limit import MinuteLimit
    from search.answers import api, pages
    from search.answers.room import OF_ALL, OF_ONE, AnswersRoom
    from search.answers.service import AnswerService
    from search.answers.streams import Places

    site = parts.site
    service = AnswerService(parts.engine, lambda: site.catalog)
    limit = MinuteLimit(OF_ONE, OF_ALL, parts.clock)
    room = AnswersRoom(site, service, parts.clock, limit, Places(site.settings.threads))
    return Feature("answers", blueprints=(pages.create_blueprint(room),), paths=api.PATHS)
