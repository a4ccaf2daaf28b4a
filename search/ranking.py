"""From scores to the list a reader sees: what is good enough, one hit an article, the reader's language first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.article import ArticleId
from kb.catalog import Catalog
from search import fusion
from search.bm25 import Floats
from search.results import MAX_HITS, SearchRequest
from search.snapshot import Snapshot

# An article with none of the words is shown only where its meaning is this surprising.
MEANING_FLOOR = 1.8
FAIR_SHARE = 0.15
NOT_FAR = 1.0
# Beyond the first page, hits weaker than this share of the best are noise that only makes the count look large.
WEAK = 0.35
SURE_OF_PLACE = 10
# The reader's language comes first among hits at least this close to the best one.
CLOSE = 0.95


@dataclass(frozen=True, slots=True)
class Ranked:
    """A hit by its rows in the snapshot."""

    row: int
    passage: int
    score: float
    found_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """All hits in order, and how many there are by category (of any category) and by language."""

    hits: Sequence[Ranked]
    categories: Mapping[str, int]
    languages: Mapping[str, int]


def rank(
    *,
    snapshot: Snapshot,
    catalog: Catalog,
    request: SearchRequest,
    language: str,
    query_language: str,
    visible: NDArray[np.bool_],
    allowed: NDArray[np.bool_],
    words: Floats,
    coverage: Floats,
    meaning: Floats | None,
    models: int,
    passages: Floats,
    only_filter: bool,
) -> Ranking:
    """Order the ``allowed`` articles, those ``visible`` that satisfy the query's operators.

    ``words`` is how far each article stands out by its words, ``coverage`` the share of the query's words it has,
    ``meaning`` its mean surprise over ``models`` models (None: no model). ``language`` is the reader's,
    ``query_language`` that of the query; ``passages`` is the score of each passage, to choose the one shown; with
    ``only_filter`` the query names no words and every allowed article is a hit.
    """
    foreign = np.ones(len(snapshot.entries), bool)
    foreign[snapshot.languages.get(query_language, slice(0))] = False
    scores = fusion.fuse(words, meaning, models, foreign, coverage)
    allowed = allowed & ~_refused(snapshot, visible & ~allowed, query_language)
    good = allowed & (only_filter | _good_enough(words, coverage, meaning))
    rows = np.flatnonzero(good)
    rows = rows[np.argsort(-scores[rows], kind="stable")]
    groups = _one_an_article(rows, snapshot, scores, allowed, language)
    ordered = _readers_language_first(groups, snapshot, language)[: MAX_HITS if not only_filter else None]
    if not only_filter:
        ordered = _without_weak_tail(ordered)
    articles = {row: catalog.articles[snapshot.entries[row].id] for row, _ in ordered}
    wanted = request.category
    inside = [(row, score) for row, score in ordered if wanted is None or articles[row].is_in(wanted)]
    hits = [
        Ranked(row, _best_passage(snapshot, passages, row), score, _found_by(row, words, meaning))
        for row, score in inside
    ]
    return Ranking(
        hits,
        Counter(articles[row].category for row, _ in ordered),
        Counter(articles[row].language for row, _ in inside),
    )


def _refused(snapshot: Snapshot, failing: NDArray[np.bool_], query_language: str) -> NDArray[np.bool_]:
    """The translations of articles whose version in the query's language does not satisfy the query.

    Its operators are about that version: what ``-word`` takes away must not come back in another language.
    """
    native = snapshot.languages.get(query_language, slice(0))
    entries = snapshot.entries[native]
    keys = {entries[row].id.key for row in np.flatnonzero(failing[native]).tolist()}
    if not keys:
        return np.zeros(len(snapshot.entries), bool)
    return np.array([entry.id.key in keys for entry in snapshot.entries], bool)


def _good_enough(words: Floats, coverage: Floats, meaning: Floats | None) -> NDArray[np.bool_]:
    """Found by meaning alone, or by words that are a fair part of the query or whose meaning is not far off."""
    if meaning is None:
        return words > 0
    return (meaning >= MEANING_FLOOR) | ((words > 0) & ((coverage >= FAIR_SHARE) | (meaning >= NOT_FAR)))


def _one_an_article(
    rows: NDArray[np.int64], snapshot: Snapshot, scores: Floats, allowed: NDArray[np.bool_], language: str
) -> list[tuple[int, float]]:
    """The translations of an article as one hit: the reader's version where there is one, with the best score."""
    best: dict[str, tuple[int, float]] = {}
    for row in rows.tolist():
        id_ = snapshot.entries[row].id
        if id_.key not in best:
            own = snapshot.row_of.get(ArticleId(language, id_.key))
            shown = own if own is not None and allowed[own] else row
            best[id_.key] = (shown, float(scores[row]))
    return list(best.values())


def _readers_language_first(
    groups: list[tuple[int, float]], snapshot: Snapshot, language: str
) -> list[tuple[int, float]]:
    """Among hits about as good as the best the reader's language leads; a far better foreign one is not buried."""
    top = max((score for _, score in groups), default=0.0)

    def order(group: tuple[int, float]) -> tuple[int, float]:
        row, score = group
        if score < CLOSE * top:
            return 2, -score
        return (0 if snapshot.entries[row].id.language == language else 1), -score

    return sorted(groups, key=order)


def _without_weak_tail(ordered: list[tuple[int, float]]) -> list[tuple[int, float]]:
    top = max((score for _, score in ordered), default=0.0)
    return [group for place, group in enumerate(ordered) if place < SURE_OF_PLACE or group[1] >= WEAK * top]


def _best_passage(snapshot: Snapshot, passages: Floats, row: int) -> int:
    """The passage to show; a summary only where the article has nothing else."""
    first, end = int(snapshot.first_passage[row]), int(snapshot.first_passage[row + 1])
    if snapshot.passages[first].is_summary and end - first > 1:
        first += 1
    return first + int(np.argmax(passages[first:end]))


def _found_by(row: int, words: Floats, meaning: Floats | None) -> tuple[str, ...]:
    if meaning is None:
        return ("lexical",)
    ways = ("lexical",) if words[row] > 0 else ()
    return (*ways, "semantic") if meaning[row] >= MEANING_FLOOR else ways or ("semantic",)
