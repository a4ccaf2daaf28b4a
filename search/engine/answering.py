"""Answers one query on one state, stage by stage: words and meanings side by side, one list of articles.

Knows of the index only what ``search.index.interface`` tells.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial

from kb.catalog.article import ArticleId
from kb.catalog.catalog import Catalog
from search.engine.candidates import BY_WORDS, Candidates, Meaning, nearest, weigh
from search.engine.confidence import confidence_of
from search.engine.model_calls import ModelCalls
from search.engine.products import named_first, products_of
from search.engine.ranking import Ranked, Ranking, rank
from search.engine.reordering import reordered
from search.engine.sections import best_passages, section_around, words_of
from search.engine.state import State, mode_of
from search.index.deadline import Begin, Clock, Deadline, DeadlineError
from search.index.interface import Index, Narrowing, Subset
from search.index.passages import Passage
from search.query.negation import denies
from search.query.understanding import Question, understand
from search.results.quoted import heads_of
from search.results.results import MAX_LIMIT, Hit, Results, SearchRequest, SectionHit
from search.text.snippets import snippet

FIRST = 5
"""Among so many articles one whose title says the whole query is what was looked for."""
TITLE_SHARE = 0.8
"""It comes first where its score is this share of the best and the query has two words or more: the title of one that
says no word besides is worth more than a text that says them all over."""


class Passing(Exception):  # noqa: N818 - no error: an answer that is not for keeping
    """An answer that the next moment may better."""

    def __init__(self, results: Results) -> None:
        super().__init__()
        self.results = results


THINKING = 1.0
"""Seconds of work for finding slips, or for matching operators; then the words are taken as they are, and alone."""


def answer(state: State, catalog: Catalog, patience: float, clock: Clock, request: SearchRequest) -> Results:
    """The answer to ``request``; ``patience`` is how many seconds it waits for a model.

    Raises:
        Passing: it is given without a model that will answer later.

    """
    if state.snapshot is None:
        why = state.reasons.get("index", "the index is being built")
        language = request.language or catalog.default_language
        raise Passing(Results(request.text, language, "starting", reason=why, complete=False))
    begin = partial(Deadline, THINKING, clock)
    index = state.snapshot.seen_by(request.audiences)
    question = understand(request, index, catalog, begin)
    inquiry = _Inquiry(request, question, state, index, catalog, patience, begin)
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
        index: Index,
        catalog: Catalog,
        patience: float,
        begin: Begin,
    ) -> None:
        self._request, self._question, self._patience, self._begin = request, question, patience, begin
        self._state, self._index, self._catalog = state, index, catalog
        self._timings: dict[str, float] = {}
        self.is_passing = question.hurried

    def nothing(self) -> Results:
        """The answer to a query without a word."""
        mode, reason = mode_of(self._state, [])
        return replace(self._question.blank(self._request), mode=mode, reason=reason)

    def run(self) -> Results:
        """The answer."""
        at = time.perf_counter()
        question, request, index = self._question, self._request, self._index
        calls = ModelCalls(self._state, index, question, request)
        visible = index.select(Narrowing(request.audiences, request.only_language, None, request.tag))
        allowed, relaxed = self._satisfying(visible)
        at = self._lap("filter", at)
        by_words = self._by_words(allowed)
        at = self._lap("lexical", at)
        query = calls.meaning(self._patience)
        self.is_passing |= bool(calls.failed)  # the next time may be better
        at = self._lap("embedding", at)
        whole = self._ranking(allowed, by_words, query)

        @cache
        def narrowed(category: str | None, product: str | None) -> tuple[Candidates, Ranking]:
            if category is product is None:
                return whole
            within = allowed.within(category, product)
            return self._ranking(within, self._by_words(within), query)

        found, ranking = narrowed(request.category, request.product)
        categories = narrowed(None, request.product)[1].categories
        products = products_of(narrowed(request.category, None)[1].hits, self._catalog)
        titled = [hit.article for hit in ranking.hits[:FIRST] if self._is_titled(hit.article)]
        ranking = self._titled_first(ranking, titled)
        at = self._lap("ranking", at)
        complete = not self.is_passing
        if (reranker := self._state.reranker) and not (request.instant or self._is_only_filter):
            better = reordered(ranking, reranker, question, index, query)
            self.is_passing |= better is None  # in its order the same answer is better, so it is not kept
            ranking = better or ranking
            at = self._lap("reranking", at)
        ranking = named_first(ranking, question.products, self._catalog).called_first()
        hits = self._hits(ranking, query)
        self._lap("snippets", at)
        mode, reason = mode_of(self._state, query.models, calls.failed)
        is_asked = ranking.hits and not question.says_nothing
        return replace(
            question.blank(request),
            mode=mode,
            reason=reason,
            hits=hits,
            total=len(ranking.hits),
            timings=self._timings,
            categories=categories,
            products=products,
            languages=ranking.languages,
            relaxed=relaxed,
            complete=complete,
            late=tuple(calls.late),
            confidence=0.0 if not is_asked else 1.0 if self._is_only_filter else confidence_of(found, query.yardstick),
            said=_said(ranking.hits[0].article, found) if ranking.hits else 0.0,
            denies=question.denies,
            only_filter=self._is_only_filter,
            named=bool(titled) or any(hit.article.key in ranking.called for hit in ranking.hits[:FIRST]),
        )

    @property
    def _is_only_filter(self) -> bool:
        """Whether the query names no words, so that every article that it lets through is found."""
        return not self._question.words

    def _by_words(self, allowed: Subset) -> Sequence[ArticleId]:
        """The candidates by words; needs no model, so it is done while models still read the query."""
        if self._is_only_filter:
            return allowed.everything()
        return allowed.best_by_words(self._question.wanted, BY_WORDS)

    def _satisfying(self, visible: Subset) -> tuple[Subset, bool]:
        """Which of the ``visible`` articles the operators let through; all, and True, where they let none through or
        cannot be matched in time, so that the words alone count.
        """
        question = self._question
        if question.constraint is None:
            return visible, question.too_much
        try:
            matching = visible.satisfying(question.constraint, question.language, self._begin())
        except DeadlineError:
            self.is_passing = True
            return visible if question.words else visible.nothing(), True
        if matching is not None:
            return matching, False
        is_relaxed = bool(question.words) and not visible.is_empty
        return visible if is_relaxed else visible.nothing(), is_relaxed

    def _titled_first(self, ranking: Ranking, titled: Sequence[ArticleId]) -> Ranking:
        """Of the best hits first those that are ``titled`` as the query says, where it has more than one word."""
        least = TITLE_SHARE * ranking.hits[0].score if titled else 0.0
        first = {id_ for id_ in titled if len(self._question.wanted[id_.language]) > 1}
        return ranking.with_last(lambda hit: hit.article not in first or hit.score < least) if first else ranking

    def _is_titled(self, id_: ArticleId) -> bool:
        """Whether the title of an article says everything that the query asks for, and denies something if it does."""
        article = self._catalog.articles[id_]
        if self._question.denies and not denies(article.title, article.language):
            return False
        said = words_of(article.title, article.language)
        asked = self._question.wanted.get(article.language, ())
        return bool(asked) and all(any(said.issuperset(way.terms) for way in one.alternatives) for one in asked)

    def _lap(self, stage: str, since: float) -> float:
        now = time.perf_counter()
        self._timings[stage] = (now - since) * 1000
        return now

    def _ranking(self, allowed: Subset, by_words: Sequence[ArticleId], query: Meaning) -> tuple[Candidates, Ranking]:
        """The candidates among the ``allowed`` articles and their order."""
        question, request, index = self._question, self._request, self._index
        by_meaning = nearest(index, allowed, query, question.language)
        called = allowed.called(question.names)
        found = weigh(index, allowed, question.wanted, query, [*called, *by_words, *by_meaning], question.language)
        return found, rank(self._catalog, request, found, question.language, allowed, self._is_only_filter, called)

    def _hits(self, ranking: Ranking, query: Meaning) -> list[Hit]:
        request = self._request
        page = ranking.hits[request.offset : request.offset + min(request.limit, MAX_LIMIT)]
        texts = self._index.texts([ranked.article for ranked in page])
        passages = best_passages(self._index, self._question.wanted, query, texts)
        return [self._hit(ranked, passages[ranked.article], texts[ranked.article]) for ranked in page]

    def _hit(self, ranked: Ranked, passages: Sequence[Passage], text: Sequence[Passage]) -> Hit:
        article = self._catalog.articles[ranked.article]
        words = self._index.vocabulary(article.language)
        weight = words.articles.idf if words else lambda _: 1.0
        ways = self._question.ways(article.language)

        def section(passage: Passage) -> SectionHit:
            heads = heads_of(section_around(text, passage))
            return SectionHit(passage, snippet(passage.text, article.language, ways, weight, heads))

        best, *others = map(section, passages if self._request.sections else passages[:1])
        is_foreign = article.language != (self._request.language or self._question.language)
        further = tuple(others) if self._request.sections else None
        around = section_around(text, passages[0])
        return Hit(
            *(article, best.passage, best.snippet, ranked.score, ranked.found_by),
            *(is_foreign, ways, further, around),
        )


def _said(first: ArticleId, found: Candidates) -> float:
    """The share of the query's words that an article says in any of its languages."""
    shares = zip(found.articles, found.coverage.tolist(), strict=True)
    return max((share for id_, share in shares if id_.key == first.key), default=0.0)
