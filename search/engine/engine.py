"""Answers queries: words and meanings side by side, one list of articles.

Knows of the index only what ``search.index.interface`` tells. The catalog is read at each query, so that what became
internal, a draft or gone a moment ago is not shown, whatever the index still says.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial

from kb.catalog.article import PUBLIC_ONLY, Article
from kb.catalog.catalog import Audiences, Catalog
from search.engine.answering import Passing, answer
from search.engine.engine_counts import EngineCounts
from search.engine.related import near_duplicates, related
from search.engine.state import State
from search.index.deadline import Clock
from search.index.interface import BuiltIndex
from search.query.understanding import checked_text, prepare_words
from search.results.lateness import LAST_TRY
from search.results.results import Results, SearchRequest

# Answers kept while neither the articles nor the index change.
KEPT_ANSWERS = 1_000
# Seconds to wait for a model before answering by words.
PATIENCE = 3.0
Answer = Callable[[SearchRequest], Results]


class Engine:
    """Searches the newest state; safe to use from many threads."""

    def __init__(
        self,
        state: Callable[[], State],
        catalog: Callable[[], Catalog],
        patience: float = PATIENCE,
        clock: Clock = time.thread_time,
    ) -> None:
        """``patience`` is how many seconds a query waits for a model; ``clock`` tells how long it was thought about:
        by its own work, so that a busy machine changes no answer.
        """
        self._state = state
        self._catalog = catalog
        self._patience = patience
        self._clock = clock
        self._answers: tuple[State, Catalog, Answer] | None = None
        self.counts = EngineCounts()

    def search(self, request: SearchRequest) -> Results:
        """Answer ``request``.

        Raises:
            QueryError: the text is longer than ``MAX_QUERY_CHARACTERS``.

        """
        started = time.perf_counter()
        request = replace(request, text=checked_text(request.text))
        state, catalog = self._state(), self._catalog()
        try:
            found = self._answering(state, catalog)(request)
        except Passing as passing:
            found = passing.results
        took = (time.perf_counter() - started) * 1000
        is_kept = sum(found.timings.values()) > took  # the stages are those of another time
        found = replace(found, took_ms=took, timings={} if is_kept else found.timings)
        self.counts.note(found)
        return found

    def search_to_the_end(self, request: SearchRequest) -> Results:
        """``search``, asked again while a model is late, but not for ever: for who has nobody else to serve.

        Raises:
            QueryError: as ``search``.

        """
        found = self.search(request)
        for _ in range(LAST_TRY):
            if not found.late:
                break
            found = self.search(request)
        return found

    def related(self, article: Article, audiences: Audiences, limit: int = 5) -> list[Article]:
        """The articles nearest in meaning to ``article``, in its language; empty while there are no vectors."""
        return related(self._state(), self._catalog(), article, audiences, limit)

    def near_duplicates(self, article: Article, audiences: Audiences) -> list[tuple[Article, float]]:
        """The articles in its language that say nearly the same, with how near (0 to 1), the nearest first."""
        return near_duplicates(self._state(), self._catalog(), article, audiences)

    def prepare(self, snapshot: BuiltIndex) -> None:
        """Make ready what the public may search of a snapshot that is about to be the newest."""
        snapshot.seen_by(PUBLIC_ONLY)

    def learn(self, snapshot: BuiltIndex) -> None:
        """Learn what the translations in a snapshot that the public may search teach of words, so that the first
        question need not wait for it.
        """
        prepare_words(snapshot.seen_by(PUBLIC_ONLY), self._catalog())

    def rarity(self, language: str, audiences: Audiences) -> Callable[[str], float]:
        """How rare index terms are among the articles of ``language`` that ``audiences`` may see; 0 for those that none
        of them has.
        """
        snapshot = self._state().snapshot
        words = snapshot.seen_by(audiences).vocabulary(language) if snapshot else None
        if words is None:
            return lambda _: 0.0
        return lambda term: words.articles.idf(term) if words.articles.frequency(term) else 0.0

    def _answering(self, state: State, catalog: Catalog) -> Answer:
        """Answers from this state, the same ones from memory; what was kept of another state is forgotten."""
        kept = self._answers
        if kept is None or kept[0] is not state or kept[1] is not catalog:
            kept = (
                state,
                catalog,
                lru_cache(KEPT_ANSWERS)(partial(answer, state, catalog, self._patience, self._clock)),
            )
            self._answers = kept
        return kept[2]
