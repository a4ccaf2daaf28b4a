"""Reads what the insights are about, and keeps the last few answers as long as nothing new was recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial

from cachetools import LRUCache
from sqlalchemy import Engine

from kb.catalog.article import ArticleId
from kb.catalog.catalog import Catalog
from kb.exchange.writing.counted_before import CountedBefore
from kb.feedback.votes import votes_since
from kb.graphics.tables import Table
from kb.usage.desk_reader import links_since
from kb.usage.views import views_by_day
from search.answers.log.asked_rows import AskedAnswer
from search.answers.log.figures import ANSWER_REPORTS, AnswerFigures
from search.insights.counts import figures as insights
from search.insights.counts import tables
from search.insights.counts.before_move import before_move_table
from search.insights.counts.comparison import Ratio, Share
from search.insights.counts.figures import QuestionFigures
from search.insights.counts.gaps import Embed, Gap, find_gaps
from search.insights.counts.overview import Outcomes, Overview, all_together, by_language, outcomes_of
from search.insights.counts.scope import InsightScope
from search.insights.counts.self_service import together
from search.insights.counts.support_figures import SupportFigures
from search.log.history import covers, days, read, stamp
from search.log.searches import Cover, Day, Search
from search.widget.deflection import deflection_by_article

KEPT = 8
CountedOf = Callable[[Catalog], Mapping[ArticleId, CountedBefore]]
"""Tells what was counted of articles before they were imported."""


@dataclass(frozen=True)
class SearchFigures:
    """Everything about the searches of one scope, computed where it is asked for."""

    scope: InsightScope
    searches: Sequence[Search]
    kept_days: Sequence[Day]
    catalog: Catalog
    read_articles: Callable[[], list[insights.ArticleFigures]]
    read_before_move: Callable[[], Table]

    @cached_property
    def questions(self) -> list[QuestionFigures]:
        """What was asked."""
        return insights.questions(self.searches, insights.refined(self.searches))

    @property
    def sums(self) -> insights.Sums:
        """Everything at once."""
        return insights.together(self.searches, self.kept_days)

    def table(self, name: str) -> Table:
        """One of ``insight_tables.SEARCH_REPORTS``."""
        match name:
            case "days":
                span = (self.scope.first, self.scope.last)
                return tables.days_table(insights.by_day(self.searches, self.kept_days, *span))
            case "languages":
                return tables.languages_table(insights.by_language(self.searches, self.kept_days))
            case "positions":
                return tables.positions_table(insights.positions(self.searches))
            case "articles":
                return tables.articles_table(self.read_articles(), partial(_title, self.catalog))
            case "before_move":
                return self.read_before_move()
        return tables.questions_table(name, self.questions)


class InsightReader:
    """Reads figures from the database."""

    def __init__(
        self,
        database: Engine,
        clock: Callable[[], datetime],
        catalog: Callable[[], Catalog],
        embed: Embed,
        counted: CountedOf = lambda _: {},
    ) -> None:
        self._counted = counted
        self._database, self._clock, self._catalog, self._embed = database, clock, catalog, embed
        self._kept: LRUCache[InsightScope, tuple[object, SearchFigures]] = LRUCache(KEPT)

    def read(self, scope: InsightScope) -> SearchFigures:
        """The figures of ``scope`` as they are now."""
        catalog = self._catalog()
        with self._database.connect() as connection:
            now = (catalog, stamp(connection, scope.first, scope.last))
            kept = self._kept.get(scope)
            if kept is not None and kept[0] == now:
                return kept[1]
            span, language = (scope.first, scope.last), scope.language
            searches = [one for one in read(connection, *span) if language in ("", one.language)]
            sums = [one for one in days(connection, *span) if language in ("", one.language)]
        if scope.category:
            searches, sums = insights.of_category(searches, scope.category, self._category_of(catalog)), []
        of_articles = partial(self._articles, scope, searches, catalog), partial(self._before_move, scope, catalog)
        figures = SearchFigures(scope, searches, sums, catalog, *of_articles)
        self._kept[scope] = (now, figures)
        return figures

    def overview(self, scope: InsightScope) -> Overview:
        """Whether self-service works in ``scope``, beside the time before it."""
        times = (scope, scope.before)
        now, before = (outcomes_of(one.searches, one.kept_days) for one in map(self.read, times))
        sums = [
            Outcomes(all_together(of_searches.values()), self._helped(time), *self._elsewhere(time))
            for time, of_searches in zip(times, (now, before), strict=True)
        ]
        return Overview(sums[0], sums[1], by_language(now, before))

    def _helped(self, scope: InsightScope) -> Share:
        """Of the votes on articles, whatever their text was, those that say it helped."""
        with self._database.connect() as connection:
            votes = votes_since(connection, scope.first, scope.last)
        catalog = self._catalog()
        scores = [
            score
            for id_, revisions in votes.items()
            if scope.language in ("", id_.language) and _is_within(catalog, id_, scope.category)
            for score in revisions.values()
        ]
        return Share(sum(one.helpful for one in scores), sum(one.votes for one in scores))

    def _elsewhere(self, scope: InsightScope) -> tuple[Share, Share, Share, Ratio]:
        """What was said of answers and in contact forms, and readings for each ticket; no topic has any of it."""
        if scope.category:
            return Share(), Share(), Share(), Ratio()
        answers, support = self.answers(scope).sums, self.support(scope)
        form, score = support.contact_form, together(week for _, week in support.weeks)
        solved = Share(answers["solved"], answers["solved"] + answers["unsolved"])
        told = Share(answers["answered"], answers["asked"])
        return told, solved, Share(form.solved, form.shown), Ratio(score.views, score.tickets)

    def support(self, scope: InsightScope) -> SupportFigures:
        """What was sent and written to support in ``scope``, as it is now."""
        return SupportFigures(self._database, scope, self._catalog(), self._clock())

    def answers(self, scope: InsightScope) -> AnswerFigures:
        """What was asked and answered in ``scope``."""
        catalog = self._catalog()

        inside = partial(_is_within, catalog, category=scope.category)
        title = partial(_title, catalog)
        return AnswerFigures(self._database, scope.first, scope.last, scope.language, inside, title)

    def table(self, name: str, scope: InsightScope) -> Table:
        """One of ``insight_tables.REPORTS``."""
        if name in tables.OVERVIEWS:
            overview = self.overview(scope)
            return overview.table() if name == "overview" else overview.languages_table()
        if name in tables.SEARCH_REPORTS:
            return self.read(scope).table(name)
        if name in ANSWER_REPORTS:
            return self.answers(scope).table(name)
        return self.support(scope).table(name)

    def gaps(self, scope: InsightScope) -> list[Gap]:
        """The topics without a good answer that nobody has closed."""
        covered = {(one.language, one.folded) for one in self.covers()}
        refused = [] if scope.category else [_as_search(one) for one in self.answers(scope).refused]
        found = [*self.read(scope).searches, *refused]
        return find_gaps(found, scope.middle, covered, self._embed, self._catalog().synonyms.rules)

    def covers(self) -> list[Cover]:
        """What was closed."""
        with self._database.connect() as connection:
            return covers(connection)

    @staticmethod
    def _category_of(catalog: Catalog) -> Callable[[ArticleId], str]:
        return lambda id_: catalog.articles[id_].category if id_ in catalog.articles else ""

    def _articles(
        self, scope: InsightScope, searches: Sequence[Search], catalog: Catalog
    ) -> list[insights.ArticleFigures]:
        """Articles that are published; votes on the text as it is now."""
        wanted = _wanted(catalog, scope)
        with self._database.connect() as connection:
            views: dict[ArticleId, int] = {}
            for language, key, day, count in views_by_day(connection, scope.first):
                id_ = ArticleId(language, key)
                if day <= scope.last and id_ in wanted:
                    views[id_] = views.get(id_, 0) + count
            scores = votes_since(connection, scope.first, scope.last)
            links = links_since(connection, scope.since, scope.until)
            forms = deflection_by_article(connection, scope.since, scope.until)
        votes = {}
        for id_ in wanted & set(scores):
            now = scores[id_].get(catalog.articles[id_].content_hash)
            if now is not None:
                votes[id_] = (now.helpful, sum(now))
        found = insights.articles(searches, views, votes, links, forms)
        return [one for one in found if one.article in wanted]

    def _before_move(self, scope: InsightScope, catalog: Catalog) -> Table:
        """What was counted before the import, whatever the days of ``scope``."""
        wanted = _wanted(catalog, scope)
        counted = {id_: one for id_, one in self._counted(catalog).items() if id_ in wanted}
        with self._database.connect() as connection:
            return before_move_table(counted, connection, partial(_title, catalog))


def _wanted(catalog: Catalog, scope: InsightScope) -> set[ArticleId]:
    """The published articles that ``scope`` is about."""
    return {
        article.id
        for article in catalog.published
        if scope.language in ("", article.language) and (not scope.category or article.is_in(scope.category))
    }


def _as_search(one: AskedAnswer) -> Search:
    """A question that nothing answers, as a search that found nothing that fits."""
    shown = (one.question, one.folded, one.language, "", len(one.nearest), False, one.confidence, "hybrid", one.nearest)
    return Search(one.id, one.at, "", *shown)


def _is_within(catalog: Catalog, id_: ArticleId, category: str) -> bool:
    article = catalog.articles.get(id_)
    return not category or bool(article and article.is_in(category))


def _title(catalog: Catalog, id_: ArticleId) -> str:
    article = catalog.articles.get(id_)
    return article.title if article else id_.key
