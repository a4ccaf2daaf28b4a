"""Compares models on questions with known answers, through the very engine that serves the site."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kb.catalog.article import EVERYONE
from search.engine.engine import Engine
from search.evaluation.questions import JudgedQuestion
from search.index.interface import BuiltIndex, Narrowing
from search.models.embedder import Matrix
from search.models.loaded import LoadedModel
from search.results.results import SearchRequest

_FIRST = 3
_TIMED = 100
PATIENT = 120.0
"""Seconds that a question waits for a model here: what is measured must not depend on who else is busy."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What one choice of models found for each question: the keys of the first three articles, by the whole search
    and by meaning alone; the median of seconds to embed one question, over the models at once and one by one.
    """

    found: Sequence[Sequence[str]]
    by_meaning: Sequence[Sequence[str]]
    seconds: float


@dataclass(frozen=True, slots=True)
class Differing:
    """A question that only one of the two answers with its first article; ``better``: the new one does."""

    question: JudgedQuestion
    better: bool
    before: str
    after: str


def hits(found: Sequence[Sequence[str]], questions: Sequence[JudgedQuestion], among: int) -> float:
    """The share of ``questions`` with a right article ``among`` the first ones."""
    right = sum(
        any(key in question.relevant for key in keys[:among]) for keys, question in zip(found, questions, strict=True)
    )
    return right / len(questions)


def differing(before: Answered, after: Answered, questions: Sequence[JudgedQuestion]) -> list[Differing]:
    """The questions of which the first article is right by one of the two only."""
    return [
        Differing(question, new[:1] != [] and new[0] in question.relevant, (*old, "")[0], (*new, "")[0])
        for old, new, question in zip(before.found, after.found, questions, strict=True)
        if any(key in question.relevant for key in old[:1]) != any(key in question.relevant for key in new[:1])
    ]


def by_chance(better: int, worse: int) -> float:
    """How probable a difference like this is between two that are equally good (McNemar's exact test, two-sided)."""
    count, few = better + worse, min(better, worse)
    return min(2 * sum(math.comb(count, each) for each in range(few + 1)) / float(2**count), 1.0)


def answer_all(
    engine: Engine,
    meanings: Sequence[Meanings],
    questions: Sequence[JudgedQuestion],
    each: Callable[[], None] = lambda: None,
) -> Answered:
    """Ask every question; ``each`` is called after each one."""
    found, by_meaning = [], []
    for question in questions:
        asked = SearchRequest(question.text, question.language or None, EVERYONE, limit=_FIRST)
        found.append([hit.article.key for hit in engine.search_to_the_end(asked).hits])
        by_meaning.append(_nearest(question, meanings))
        each()
    times = []
    for question in questions[:_TIMED]:
        started = time.perf_counter()
        for one in meanings:
            one.vector_of(question)
        times.append(time.perf_counter() - started)
    return Answered(found, by_meaning, statistics.median(times))


class Meanings:
    """What one model makes of all articles, to find the nearest by it alone."""

    def __init__(self, loaded: LoadedModel, index: BuiltIndex) -> None:
        self._loaded = loaded
        has_read = loaded.model.name in index.models  # not where no text is for it
        articles = index.select(Narrowing(EVERYONE)).everything() if has_read else ()
        read = [(one.key, index.vectors_of(one, loaded.model.name)) for one in articles]
        self.keys = [key for key, part in read if len(part)]
        parts = [part for _, part in read if len(part)]
        self._starts = np.cumsum([0, *map(len, parts)])[:-1]
        self._vectors = np.vstack(parts) if parts else np.empty((0, loaded.embedder.dimension), np.float32)

    def vector_of(self, question: JudgedQuestion) -> Matrix | None:
        """The vector of a question, of shape (dimension,); None where the model is not for it."""
        if not self._loaded.model.serves(question.text, question.language):
            return None
        found: Matrix = self._loaded.embedder.embed_queries([question.text])[0]
        return found

    def nearness(self, question: JudgedQuestion) -> Matrix | None:
        """How near each of ``keys`` is, of shape (keys,): by its best passage, in deviations above the mean."""
        vector = self.vector_of(question)
        if vector is None or not self.keys:
            return None
        cosines = self._vectors @ vector
        best = np.maximum.reduceat(cosines, self._starts)
        return np.asarray((best - cosines.mean()) / max(float(cosines.std()), 1e-6), np.float32)


def _nearest(question: JudgedQuestion, meanings: Sequence[Meanings]) -> list[str]:
    """The keys of the articles nearest by meaning, the mean of the models that have read them; the nearest first."""
    said: dict[str, dict[int, float]] = {}
    for number, one in enumerate(meanings):
        near = one.nearness(question)
        if near is not None:
            for key, value in zip(one.keys, near.tolist(), strict=True):
                known = said.setdefault(key, {})
                known[number] = max(value, known.get(number, value))  # an article in several languages: the nearest
    mean = {key: statistics.fmean(values.values()) for key, values in said.items()}
    return sorted(mean, key=mean.__getitem__, reverse=True)[:_FIRST]
