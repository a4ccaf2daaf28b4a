"""Answers queries: words and meanings side by side, one list of articles.

Knows neither Whoosh nor FAISS, only the snapshot's faces. The catalog is read at each query, so that what became
internal, a draft or gone a moment ago is not shown, whatever the index still says.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from kb.article import Article
from kb.catalog import Audiences, Catalog
from kb.languages import guess
from search import fusion
from search.analysis import terms
from search.bm25 import Floats
from search.embedding import Matrix
from search.folding import clean
from search.lexical import LexicalScores, Partition
from search.ranking import Ranked, Ranking, rank
from search.related import Mask, related
from search.related import allowed as allowed_rows
from search.results import MAX_LIMIT, MAX_QUERY_CHARACTERS, Hit, QueryError, Results, SearchRequest
from search.snapshot import ModelVectors, Snapshot
from search.snippets import snippet
from search.spelling import did_you_mean
from search.state import State, mode_of

logger = logging.getLogger(__name__)

NEAREST = 200


class Engine:
    """Searches the newest state; safe to use from many threads."""

    def __init__(self, state: Callable[[], State], catalog: Callable[[], Catalog]) -> None:
        self._state = state
        self._catalog = catalog
        self._pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="embed-query")

    def search(self, request: SearchRequest) -> Results:
        """Answer ``request``.

        Raises:
            QueryError: the text is longer than ``MAX_QUERY_CHARACTERS``.

        """
        started = time.perf_counter()
        text = " ".join(clean(request.text).split())
        if len(text) > MAX_QUERY_CHARACTERS:
            raise QueryError(
                f"the search has {len(text)} characters, the limit is {MAX_QUERY_CHARACTERS}; "
                "use the few words that matter most"
            )
        catalog, state = self._catalog(), self._state()
        language = guess(text, request.language or catalog.default_language, catalog.languages)
        if state.snapshot is None:
            why = state.reasons.get("index", "the index is being built")
            return Results(text, language, "starting", reason=why, took_ms=_since(started))
        if not any(character.isalnum() for character in text):
            mode, reason = mode_of(state, [])
            return Results(text, language, mode, reason=reason, took_ms=_since(started))
        search = _Search(request, text, language, state, state.snapshot, catalog, self._pool)
        return search.run(started)

    def related(self, article: Article, audiences: Audiences, limit: int = 5) -> list[Article]:
        """The articles nearest in meaning to ``article``, in its language; empty while there are no vectors."""
        return related(self._state(), self._catalog(), article, audiences, limit)

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class _Search:
    """One query on its way through the stages."""

    def __init__(
        self,
        request: SearchRequest,
        text: str,
        language: str,
        state: State,
        snapshot: Snapshot,
        catalog: Catalog,
        pool: ThreadPoolExecutor,
    ) -> None:
        self._request, self._text, self._language = request, text, language
        self._state, self._snapshot, self._catalog, self._pool = state, snapshot, catalog, pool
        self._timings: dict[str, float] = {}

    def run(self, started: float) -> Results:
        parsed = self._snapshot.language.parse(self._text)
        words = parsed.words or self._text
        used = self._models_for(words)
        futures = {name: self._pool.submit(self._state.models[name].query_vector, words) for name in used}
        at = time.perf_counter()
        lexical = self._snapshot.lexical.search(words)
        visible = self._visible()
        allowed = visible if parsed.constraint is None else visible & self._constrained(parsed.constraint)
        relaxed = bool(parsed.words) and bool(visible.any()) and not allowed.any()
        if relaxed:
            allowed = visible
        at = self._lap("lexical", at)
        failed: dict[str, str] = {}
        semantic = list(self._semantic(futures, allowed, failed))
        at = self._lap("semantic", at)
        ranking = self._rank(lexical, semantic, visible, allowed, only_filter=not parsed.words)
        request = self._request
        page = ranking.hits[request.offset : request.offset + min(request.limit, MAX_LIMIT)]
        hits = [self._hit(ranked, words) for ranked in page]
        suggestion = self._suggestion(allowed) if parsed.constraint is None else None
        self._lap("fusion", at)
        mode, reason = mode_of(self._state, [name for name in used if name not in failed], failed)
        return Results(
            query=self._text,
            language=self._language,
            mode=mode,
            hits=hits,
            total=len(ranking.hits),
            did_you_mean=suggestion,
            reason=reason,
            took_ms=_since(started),
            timings=self._timings,
            categories=ranking.categories,
            languages=ranking.languages,
            relaxed=relaxed,
        )

    def _lap(self, stage: str, since: float) -> float:
        now = time.perf_counter()
        self._timings[stage] = (now - since) * 1000
        return now

    def _models_for(self, words: str) -> list[str]:
        ready = (name for name in self._state.models if name in self._state.ready and name in self._snapshot.models)
        return [name for name in ready if self._state.models[name].model.serves(words, self._language)]

    def _visible(self) -> Mask:
        request = self._request

        def wanted(article: Article) -> bool:
            return (
                article.audience in request.audiences
                and (request.tag is None or request.tag in article.tags)
                and (request.only_language is None or article.language == request.only_language)
            )

        return allowed_rows(self._snapshot, self._catalog, wanted)

    def _constrained(self, constraint: object) -> Mask:
        matching = self._snapshot.language.matching(constraint)
        if matching is None:
            return np.ones(len(self._snapshot.entries), bool)
        return np.array([entry.id in matching for entry in self._snapshot.entries], bool)

    def _semantic(
        self, futures: Mapping[str, Future[Matrix]], allowed: Mask, failed: dict[str, str]
    ) -> Iterator[tuple[Floats, Floats]]:
        """For each model the surprise of every article and every passage; NaN where the model read nothing."""
        for name, future in futures.items():
            try:
                query = future.result()
            except Exception as error:  # a failing model must not take the words down with it
                logger.exception("the model %s failed on a query", name)
                failed[name] = f"the model {name} failed: {error}"
                continue
            yield self._surprises(self._snapshot.models[name], query, allowed)

    def _surprises(self, vectors: ModelVectors, query: Matrix, allowed: Mask) -> tuple[Floats, Floats]:
        snapshot = self._snapshot
        passages = np.full(len(snapshot.article_of), np.nan, np.float32)
        found = [
            (part, part.index.nearest(query, NEAREST, allowed[snapshot.article_of[part.passages]]))
            for part in vectors.parts
        ]
        overall = sum(near.mean * len(part.passages) for part, near in found) / max(vectors.count, 1)
        for part, near in found:
            mean = fusion.shrunk_mean(near.mean, len(part.passages), overall)
            values = fusion.surprise(near.cosines, mean, vectors.deviation)
            # Rows beyond the nearest are at most as near as the last of them.
            passages[part.passages] = float(values.min()) if len(values) else 0.0
            passages[part.passages[near.rows]] = values
        articles = np.full(len(snapshot.entries), np.nan, np.float32)
        np.fmax.at(articles, snapshot.article_of, passages)
        return articles, passages

    def _rank(
        self,
        lexical: LexicalScores,
        semantic: Sequence[tuple[Floats, Floats]],
        visible: Mask,
        allowed: Mask,
        only_filter: bool,
    ) -> Ranking:
        snapshot = self._snapshot
        strength = fusion.lexical_strength(lexical.articles, lexical.passages, snapshot.article_of)
        meaning = fusion.meaning([articles for articles, _ in semantic]) if semantic else None
        pieces = fusion.meaning([passages for _, passages in semantic]) if semantic else None
        return rank(
            snapshot=snapshot,
            catalog=self._catalog,
            request=self._request,
            language=self._request.language or self._language,
            query_language=self._language,
            visible=visible,
            allowed=allowed,
            words=fusion.standing(strength, lexical.coverage, list(snapshot.languages.values())),
            coverage=lexical.coverage,
            meaning=meaning,
            models=len(semantic),
            passages=fusion.passage_score(lexical.passages, pieces),
            only_filter=only_filter,
        )

    def _hit(self, ranked: Ranked, words: str) -> Hit:
        snapshot = self._snapshot
        article = self._catalog.articles[snapshot.entries[ranked.row].id]
        passage = snapshot.passages[ranked.passage]
        part = snapshot.lexical.partition(article.language)
        wanted = frozenset(terms(words, article.language))
        marked = snippet(passage.text, article.language, wanted, part.articles.idf if part else lambda _: 1.0)
        foreign = article.language != (self._request.language or self._language)
        return Hit(article, passage, marked, ranked.score, ranked.found_by, foreign)

    def _suggestion(self, allowed: Mask) -> str | None:
        first = [p for p in self._snapshot.lexical.partitions if p.language == self._language]
        others = [p for p in self._snapshot.lexical.partitions if p.language != self._language]
        if not first:
            return None
        rows = self._snapshot.languages

        def shown(part: Partition, word: str) -> bool:
            return bool(allowed[rows[part.language]][part.words.documents(word)].any())

        return did_you_mean(self._text, [*first, *others], shown)


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
