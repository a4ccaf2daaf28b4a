"""What the search tells whoever writes an article: the editor's questions to it (``kb.editor.advice``)."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cachetools import TTLCache
from sqlalchemy import Engine as Database

from kb.catalog.article import Article
from kb.catalog.catalog import Audiences
from kb.core.clock import Clock
from kb.editor.advice import Advice
from kb.storage.database import AWAY, said_by
from search.engine.engine import Engine
from search.log.history import failed_questions_since
from search.results.results import SearchRequest
from search.text.analysis import terms

logger = logging.getLogger(__name__)
MOST_FOUND = 8
MOST_SHOWN = 3
MOST_ASKED = 5
DAYS = 90
KEPT_SECONDS = 300
"""So long questions that were asked are not read again."""
SAME_FROM = 0.75
"""The share of the words of the shorter of two texts that the other has too; of texts of ``ENOUGH_WORDS`` and more."""
ENOUGH_WORDS = 15
ANSWERED_FROM = 0.75
"""The share of a question's words that an article has which answers it; half of them in its title and headings."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question without a good answer, how often it was asked, and its terms, which each preview looks for."""

    question: str
    count: int
    terms: frozenset[str]


class SearchAdvice:
    """Asks ``engine`` as whoever writes may; what is slow to find out is left out."""

    def __init__(self, engine: Engine, database: Database | None, clock: Clock) -> None:
        self._engine = engine
        self._database = database
        self._clock = clock
        self._asked: TTLCache[str, list[_Asked]] = TTLCache(100, KEPT_SECONDS, lambda: clock().timestamp())

    def found(self, question: str, language: str, audiences: Audiences) -> list[Article]:
        """The articles that ``question`` finds, as a field suggests them: at once, in ``language`` first."""
        request = SearchRequest(question, language, audiences, language, limit=MOST_FOUND, instant=True)
        return [hit.article for hit in self._engine.search(request).hits]

    def on(self, article: Article, headings: Sequence[str], text: str, audiences: Audiences) -> Advice:
        """What the title of ``article`` finds, which articles say nearly the same, what readers asked for."""
        own = set(terms(text, article.language))
        near = self.found(article.title, article.language, audiences)
        by_meaning = [other for other, _ in self._engine.near_duplicates(article, audiences)]
        others = [other for other in near if other.id != article.id]
        by_words = [other for other in others if _say_the_same(own, set(terms(other.body, other.language)))]
        alike = {other.id: other for other in (*by_meaning, *by_words)}
        named = set(terms(" ".join((article.title, *article.keywords, *headings)), article.language))
        return Advice(near[:MOST_SHOWN], list(alike.values())[:MOST_SHOWN], self._answered(article, named, own | named))

    def _answered(self, article: Article, named: Collection[str], said: Collection[str]) -> list[tuple[str, int]]:
        found = []
        for one in self._questions(article.language):
            if one.terms and _share(one.terms, said) >= ANSWERED_FROM and _share(one.terms, named) >= 0.5:
                found.append((one.question, one.count))
        return found[:MOST_ASKED]

    def _questions(self, language: str) -> list[_Asked]:
        """Those of the last days without a good answer, the most asked first."""
        if self._database is None:
            return []
        if (kept := self._asked.get(language)) is not None:
            return kept
        since: datetime = self._clock() - timedelta(days=DAYS)
        try:
            with self._database.connect() as connection:
                failed = failed_questions_since(connection, since.date(), language)
        except AWAY as error:
            logger.warning("what readers asked cannot be read: %s", said_by(error))
            return []
        found = [_Asked(one.query, one.count, frozenset(terms(one.query, language))) for one in failed]
        self._asked[language] = found
        return found


def _share(asked: Collection[str], there: Collection[str]) -> float:
    return sum(term in there for term in asked) / len(asked)


def _say_the_same(one: Collection[str], other: Collection[str]) -> bool:
    fewer, more = sorted((one, other), key=len)
    return len(fewer) >= ENOUGH_WORDS and _share(fewer, more) >= SAME_FROM and 2 * len(fewer) >= len(more)
