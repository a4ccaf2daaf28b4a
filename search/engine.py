"""Answers queries: words and meanings side by side, one list of articles.

Knows neither Whoosh nor FAISS, only the snapshot's faces. The catalog is read at each query, so that what became
internal, a draft or gone a moment ago is not shown, whatever the index still says.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import replace
from functools import lru_cache, partial

import numpy as np

from kb.article import Article
from kb.catalog import Audiences, Catalog
from search.bm25 import Ints, Mask
from search.candidates import Candidates, Meaning, best_by_words, weigh
from search.confidence import confidence_of
from search.embedding import EmbedderError, Matrix
from search.fusion import SPECIALIST
from search.ranking import Ranked, Ranking, best_passages, rank, refused
from search.related import near_duplicates, related
from search.results import MAX_LIMIT, Hit, Results, SearchRequest, SectionHit
from search.snapshot import Snapshot
from search.snippets import snippet
from search.state import State, mode_of
from search.understanding import Question, checked_text, understand

logger = logging.getLogger(__name__)

# Answers kept while neither the articles nor the index change.
KEPT_ANSWERS = 1_000
# Seconds to wait for a model before answering by words.
PATIENCE = 3.0
Answer = Callable[[SearchRequest], Results]


class Engine:
    """Searches the newest state; safe to use from many threads."""

    def __init__(self, state: Callable[[], State], catalog: Callable[[], Catalog], patience: float = PATIENCE) -> None:
        """``patience`` is how many seconds a query waits for a model."""
        self._state = state
        self._catalog = catalog
        self._patience = patience
        self._answers: tuple[State, Catalog, Answer] | None = None

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
        except _Passing as answer:
            found = answer.results
        took = _since(started)
        is_kept = sum(found.timings.values()) > took  # the stages are those of another time
        return replace(found, took_ms=took, timings={} if is_kept else found.timings)

    def related(self, article: Article, audiences: Audiences, limit: int = 5) -> list[Article]:
        """The articles nearest in meaning to ``article``, in its language; empty while there are no vectors."""
        return related(self._state(), self._catalog(), article, audiences, limit)

    def near_duplicates(self, article: Article, audiences: Audiences) -> list[tuple[Article, float]]:
        """The articles in its language that say nearly the same, with how near (0 to 1), the nearest first."""
        return near_duplicates(self._state(), self._catalog(), article, audiences)

    def rarity(self, language: str) -> Callable[[str], float]:
        """How rare index terms are among the articles of ``language``; 0 for those that none of them has."""
        snapshot = self._state().snapshot
        part = snapshot.lexical.partition(language) if snapshot else None
        if part is None:
            return lambda _: 0.0
        return lambda term: part.articles.idf(term) if part.articles.frequency(term) else 0.0

    def _answering(self, state: State, catalog: Catalog) -> Answer:
        """Answers from this state, the same ones from memory; what was kept of another state is forgotten."""
        kept = self._answers
        if kept is None or kept[0] is not state or kept[1] is not catalog:
            kept = state, catalog, lru_cache(KEPT_ANSWERS)(partial(_answer, state, catalog, self._patience))
            self._answers = kept
        return kept[2]


class _Passing(Exception):  # noqa: N818 - no error: an answer that is not for keeping
    """An answer that the next moment may better."""

    def __init__(self, results: Results) -> None:
        super().__init__()
        self.results = results


def _answer(state: State, catalog: Catalog, patience: float, request: SearchRequest) -> Results:
    """The answer to ``request``.

    Raises:
        _Passing: it is given without a model that will answer later.

    """
    if state.snapshot is None:
        why = state.reasons.get("index", "the index is being built")
        language = request.language or catalog.default_language
        raise _Passing(Results(request.text, language, "starting", reason=why))
    question = understand(request, state.snapshot, catalog)
    search = _Search(request, question, state, state.snapshot, catalog, patience)
    results = search.run() if question.asks else search.nothing()
    if search.is_passing:
        raise _Passing(results)
    return results


class _Search:
    """One query on its way through the stages."""

    def __init__(
        self,
        request: SearchRequest,
        question: Question,
        state: State,
        snapshot: Snapshot,
        catalog: Catalog,
        patience: float,
    ) -> None:
        self._request, self._question, self._patience = request, question, patience
        self._state, self._snapshot, self._catalog = state, snapshot, catalog
        self._failed: dict[str, str] = {}
        self._timings: dict[str, float] = {}
        self.is_passing = False

    def nothing(self) -> Results:
        """The answer to a query without a word."""
        mode, reason = mode_of(self._state, [])
        return replace(self._question.blank(self._request), mode=mode, reason=reason)

    def run(self) -> Results:
        """The answer."""
        at = time.perf_counter()
        question, request, snapshot = self._question, self._request, self._snapshot
        asked = self._ask_models()
        visible = snapshot.labels.mask(request.audiences, request.only_language, None, request.tag)
        allowed = visible
        relaxed = False
        if question.constraint is not None:
            matching = visible & snapshot.matching(question.constraint)
            relaxed = bool(question.words) and bool(visible.any()) and not matching.any()
            if not relaxed:
                allowed = matching & ~refused(snapshot, visible & ~matching, question.language)
        at = self._lap("filter", at)
        every = not question.words
        by_words = np.flatnonzero(allowed) if every else best_by_words(snapshot, question.wanted, allowed)
        at = self._lap("lexical", at)
        query = self._vectors(asked)
        at = self._lap("embedding", at)
        found = self._weigh(query, by_words, allowed)
        ranking = self._ranking(found, allowed, every)
        facets = ranking
        if request.category is not None:
            within = allowed & snapshot.labels.mask(request.audiences, None, request.category, None)
            by_words = np.flatnonzero(within) if every else best_by_words(snapshot, question.wanted, within)
            found = self._weigh(query, by_words, within)
            ranking = self._ranking(found, within, every)
        at = self._lap("ranking", at)
        hits = self._hits(ranking, query)
        self._lap("snippets", at)
        mode, reason = mode_of(self._state, query.models, self._failed)
        return replace(
            question.blank(request),
            mode=mode,
            reason=reason,
            hits=hits,
            total=len(ranking.hits),
            timings=self._timings,
            categories=facets.categories,
            languages=ranking.languages,
            relaxed=relaxed,
            complete=not self.is_passing,
            confidence=1.0 if every else confidence_of(found),
            only_filter=every,
        )

    def _lap(self, stage: str, since: float) -> float:
        now = time.perf_counter()
        self._timings[stage] = (now - since) * 1000
        return now

    def _ask_models(self) -> dict[str, Future[Matrix]]:
        """Have every model that serves the query embed it, all at the same time."""
        asked: dict[str, Future[Matrix]] = {}
        meant = self._question.meant
        if not self._question.words:
            return asked
        for name, loaded in self._state.models.items():
            is_ready = name in self._state.ready and name in self._snapshot.models
            if is_ready and loaded.model.serves(meant, self._question.language):
                try:
                    future = loaded.ask_soon(meant) if self._request.instant else loaded.ask(meant)
                except EmbedderError as error:
                    self._pass_over(name, str(error))
                    continue
                if future is None:
                    self._pass_over(name, f"the model {name} has not read the question yet")
                else:
                    asked[name] = future
        return asked

    def _pass_over(self, name: str, reason: str) -> None:
        """Answer without a model; the next time may be better, so this answer is not kept."""
        self._failed[name] = reason
        self.is_passing = True

    def _vectors(self, asked: dict[str, Future[Matrix]]) -> Meaning:
        """What the models gave; one that fails or takes too long must not take the words down with it."""
        until = time.perf_counter() + (0.0 if self._request.instant else self._patience)
        vectors = {}
        for name, future in asked.items():
            try:
                vectors[name] = future.result(max(until - time.perf_counter(), 0.0))
            except FutureTimeout:
                self._pass_over(name, f"the model {name} has not answered in time")
            except Exception as error:
                logger.exception("the model %s failed on a query", name)
                self._pass_over(name, f"the model {name} failed: {error}")
        weights = {name: SPECIALIST if self._state.models[name].model.languages else 1.0 for name in vectors}
        if len(weights) == 1:
            weights = dict.fromkeys(weights, 1.0)
        return Meaning(self._snapshot, vectors, weights)

    def _weigh(self, query: Meaning, by_words: Ints, allowed: Mask) -> Candidates:
        return weigh(self._snapshot, self._question.wanted, query, by_words, allowed, self._question.language)

    def _ranking(self, found: Candidates, allowed: Mask, every: bool) -> Ranking:
        reader = self._request.language or self._question.language
        return rank(self._snapshot, self._catalog, self._request, found, reader, allowed, every)

    def _hits(self, ranking: Ranking, query: Meaning) -> list[Hit]:
        request, snapshot = self._request, self._snapshot
        page = ranking.hits[request.offset : request.offset + min(request.limit, MAX_LIMIT)]
        passages = best_passages(snapshot, self._question.wanted, query, [ranked.row for ranked in page])
        return [self._hit(ranked, passages[ranked.row]) for ranked in page]

    def _hit(self, ranked: Ranked, passages: Sequence[int]) -> Hit:
        article = self._catalog.articles[self._snapshot.entries[ranked.row].id]
        part = self._snapshot.lexical.partition(article.language)
        weight = part.articles.idf if part else lambda _: 1.0
        ways = self._question.ways(article.language)

        def section(row: int) -> SectionHit:
            passage = self._snapshot.passages[row]
            return SectionHit(passage, snippet(passage.text, article.language, ways, weight))

        best, *others = map(section, passages if self._request.sections else passages[:1])
        is_foreign = article.language != (self._request.language or self._question.language)
        further = tuple(others) if self._request.sections else None
        around = self._snapshot.section_around(ranked.row, passages[0])
        return Hit(
            *(article, best.passage, best.snippet, ranked.score, ranked.found_by),
            *(is_foreign, ways, further, around),
        )


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
