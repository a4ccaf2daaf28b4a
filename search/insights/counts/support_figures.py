"""Reads what reached support and what went out from there: replies with articles, contact forms, tickets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TypeVar

from sqlalchemy import Connection, Engine

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.graphics.tables import Table
from kb.storage.database import naive_utc
from kb.usage.desk_reader import LinkRate, Misfit, Unanswered, did_not_fit, found_nothing, link_rates, links_since
from kb.usage.views import views_of_days
from search.desk.tickets import tickets_by_day
from search.followups.figures import FollowupScore, followup_scores
from search.insights.counts import support_tables
from search.insights.counts.scope import InsightScope
from search.insights.counts.self_service import SelfServiceScore, scores_by_week
from search.widget.deflection import Deflection, deflection

STILL_WRITING = timedelta(hours=1)
"""Whoever opened a contact form within this time may still send it: they are not counted yet."""
Found = TypeVar("Found")


class SupportFigures:
    """The figures of ``scope`` at the moment ``now``, each read when it is first asked for.

    What has no category (a ticket, a message) is in none: with a category asked for, only what is about articles is
    told. Reported tickets have no language either.
    """

    def __init__(self, database: Engine, scope: InsightScope, catalog: Catalog, now: datetime) -> None:
        self._database, self._scope, self._catalog = database, scope, catalog
        self._settled = naive_utc(now - STILL_WRITING)

    def table(self, name: str) -> Table:
        """One of ``support_tables.SUPPORT_REPORTS``."""
        match name:
            case "link_rate":
                return support_tables.link_rate_table(self.link_rates)
            case "linked":
                return support_tables.linked_table(self.linked, self._title)
            case "found_nothing":
                return support_tables.found_nothing_table(self.found_nothing)
            case "did_not_fit":
                return support_tables.did_not_fit_table(self.did_not_fit, self._title)
            case "followups":
                return support_tables.followups_table(self.followups_by_language)
            case "followups_by_article":
                return support_tables.followups_by_article_table(self.followups, self._title)
            case "contact_form":
                return support_tables.contact_form_table(self.contact_form)
        return support_tables.self_service_table(self.weeks)

    @cached_property
    def link_rates(self) -> dict[str, LinkRate]:
        """Tickets and those answered with an article, by the customer's language, the most tickets first."""
        if self._scope.category:
            return {}
        rates = self._read(lambda connection: link_rates(connection, *self._span))
        told = [(code, rate) for code, rate in rates.items() if self._is_of_language(code)]
        return dict(sorted(told, key=lambda entry: (-entry[1].tickets, entry[0])))

    @property
    def link_rate(self) -> LinkRate:
        """The same of all languages asked for."""
        rates = self.link_rates.values()
        return LinkRate(sum(rate.tickets for rate in rates), sum(rate.answered for rate in rates))

    @property
    def linked(self) -> list[tuple[ArticleId, int]]:
        """How often each article was sent, the most sent first."""
        links = self._read(lambda connection: links_since(connection, *self._span))
        told = [(id_, count) for id_, count in links.items() if self._is_inside(id_)]
        return sorted(told, key=lambda entry: (-entry[1], entry[0]))

    @property
    def found_nothing(self) -> list[Unanswered]:
        """What no article answered."""
        if self._scope.category:
            return []
        found = self._read(lambda connection: found_nothing(connection, *self._span))
        return [one for one in found if self._is_of_language(one.language)]

    @property
    def did_not_fit(self) -> dict[Misfit, int]:
        """Articles that staff said do not answer a question; by the article's language and category."""
        found = self._read(lambda connection: did_not_fit(connection, *self._span))
        return {one: count for one, count in found.items() if self._is_inside(one.article)}

    @cached_property
    def followups(self) -> list[tuple[ArticleId, FollowupScore]]:
        """What customers answered on links that asked, by article, the most that were not solved first."""
        found = self._read(lambda connection: followup_scores(connection, *self._span))
        told = [(id_, score) for id_, score in found.items() if self._is_inside(id_)]
        return sorted(told, key=lambda entry: (-entry[1].no - entry[1].partly, -entry[1].answers, entry[0]))

    @property
    def followups_by_language(self) -> dict[str, FollowupScore]:
        """The same by the article's language, the most answers first."""
        found: dict[str, FollowupScore] = {}
        for id_, score in self.followups:
            found[id_.language] = found.get(id_.language, FollowupScore()).plus(score)
        return dict(sorted(found.items(), key=lambda entry: (-entry[1].answers, entry[0])))

    @cached_property
    def contact_form(self) -> Deflection:
        """What became of messages that were begun in a contact form."""
        since, until = self._span
        if self._scope.category:
            return Deflection()
        until, language = min(until, self._settled), self._scope.language
        return self._read(lambda connection: deflection(connection, since, until, language))

    @cached_property
    def weeks(self) -> list[tuple[date, SelfServiceScore]]:
        """The self-service score by week."""
        if self._scope.category or self._scope.language:
            return []
        span = (self._scope.first, self._scope.last)
        tickets = self._read(lambda connection: tickets_by_day(connection, *span))
        if not tickets:
            return []
        staff_only = [one.id for one in self._catalog.articles.values() if not one.audience.is_public]
        return scores_by_week(
            self._read(lambda connection: views_of_days(connection, *span, without=staff_only)), tickets
        )

    @property
    def _span(self) -> tuple[datetime, datetime]:
        return self._scope.since, self._scope.until

    def _read(self, query: Callable[[Connection], Found]) -> Found:
        with self._database.connect() as connection:
            return query(connection)

    def _is_of_language(self, language: str) -> bool:
        return self._scope.language in ("", language)

    def _is_inside(self, id_: ArticleId) -> bool:
        article, category = self._article(id_), self._scope.category
        return self._is_of_language(id_.language) and (not category or bool(article and article.is_in(category)))

    def _article(self, id_: ArticleId) -> Article | None:
        return self._catalog.articles.get(id_)

    def _title(self, id_: ArticleId) -> str:
        article = self._article(id_)
        return article.title if article else id_.key
