"""Answers one query on one state, stage by stage: words and meanings side by side, one list of articles.

Knows neither Whoosh nor FAISS, only the snapshot's faces.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import replace
from functools import partial

import numpy as np

from kb.catalog.catalog import Catalog
from search.engine.candidates import Candidates, Meaning, best_by_words, weigh
from search.engine.confidence import confidence_of
from search.engine.fusion import SPECIALIST
from search.engine.ranking import Ranked, Ranking, best_passages, rank, refused
from search.engine.state import State, mode_of
from search.index.arrays import Ints, Mask
from search.index.deadline import Begin, Clock, Deadline, DeadlineError
from search.index.local.audiences import Views
from search.index.local.snapshot import Snapshot
from search.models.embedder import EmbedderError, Matrix
from search.query.understanding import Question, understand
from search.results import MAX_LIMIT, Hit, Results, SearchRequest, SectionHit
from search.text.analysis import terms
from search.text.snippets import snippet

logger = logging.getLogger(__name__)

FIRST = 5
"""Among so many articles one whose title says the whole query is what was looked for."""


class Passing(Exception):  # noqa: N818 - no error: an answer that is not for keeping
    """An answer that the next moment may better."""

    def __init__(self, results: Results) -> None:
        super().__init__()
        self.results = results


THINKING = 1.0
"""Seconds of work for finding slips, or for matching operators; then the words are taken as they are, and alone."""


def answer(
    state: State, views: Views, catalog: Catalog, patience: float, clock: Clock, request: SearchRequest
) -> Results:
    """The answer to ``request``; ``patience`` is how many seconds it waits for a model.

    Raises:
        Passing: it is given without a model that will answer later.

    """
    if state.snapshot is None:
        why = state.reasons.get("index", "the index is being built")
        language = request.language or catalog.default_language
        raise Passing(Results(request.text, language, "starting", reason=why))
    begin = partial(Deadline, THINKING, clock)
    snapshot = views.of(state.snapshot, request.audiences)
    question = understand(request, snapshot, catalog, begin)
    inquiry = _Inquiry(request, question, state, snapshot, catalog, patience, begin)
    results = inquiry.run() if question.asks else inquiry.nothing()
    if inquiry.is_passing:
        raise Passing(results)
    return results


class _Inquiry:
    """One query on its way through the stages."""

    def __init__(
        self,
        request: SearchRequest,
        question: Question,
        state: State,
        snapshot: Snapshot,
        catalog: Catalog,
        patience: float,
        begin: Begin,
    ) -> None:
        self._request, self._question, self._patience, self._begin = request, question, patience, begin
        self._state, self._snapshot, self._catalog = state, snapshot, catalog
        self._failed: dict[str, str] = {}
        self._timings: dict[str, float] = {}
        self.is_passing = question.hurried

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
        allowed, relaxed = self._satisfying(visible)
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
            confidence=0.0 if not ranking.hits else 1.0 if every else confidence_of(found),
            only_filter=every,
            named=any(self._is_named(ranked.row) for ranked in ranking.hits[:FIRST]),
        )

    def _satisfying(self, visible: Mask) -> tuple[Mask, bool]:
        """Which of the ``visible`` articles the operators let through; all, and True, where they let none through or
        cannot be matched, so that the words alone count.
        """
        question, snapshot = self._question, self._snapshot
        if question.constraint is None:
            return visible, question.too_much
        try:
            matching = visible & snapshot.matching(question.constraint, self._begin())
        except DeadlineError:
            self.is_passing = True
            return (visible, True) if question.words else (np.zeros_like(visible), True)
        if question.words and visible.any() and not matching.any():
            return visible, True
        return matching & ~refused(snapshot, visible & ~matching, question.language), False

    def _is_named(self, row: int) -> bool:
        """Whether the title of an article says everything that the query asks for."""
        article = self._catalog.articles[self._snapshot.entries[row].id]
        said = frozenset(terms(article.title, article.language))
        asked = self._question.wanted.get(article.language, ())
        return bool(asked) and all(any(said.issuperset(way.terms) for way in one.alternatives) for one in asked)

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
