"""Measures search on questions with known answers, through the very engine that serves the site.

hit@k and recall@k, mean reciprocal rank (Voorhees 1999) and nDCG with binary gains (Järvelin and Kekäläinen 2002).
An article counts in whatever language it is returned.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kb.catalog.article import EVERYONE
from kb.core.errors import KbError
from kb.core.text import shorten
from search.engine.engine import Engine
from search.results.results import SearchRequest

DEPTH = 10


class QueryFileError(KbError):
    """A file of queries cannot be read; names file, line and what was expected."""


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A query in a language, and the keys of the articles that answer it."""

    text: str
    language: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over all questions, and percentiles of the seconds a search took, in milliseconds."""

    queries: int
    hit_1: float
    hit_5: float
    mrr_10: float
    ndcg_10: float
    recall_10: float
    latency_ms: dict[str, float]

    def as_json(self) -> dict[str, Any]:
        """The contract of ``kb eval --json``."""
        names = {"hit@1": self.hit_1, "hit@5": self.hit_5, "mrr@10": self.mrr_10}
        names |= {"ndcg@10": self.ndcg_10, "recall@10": self.recall_10}
        rounded = {name: round(value, 4) for name, value in names.items()}
        return {"queries": self.queries, **rounded, "latency_ms": self.latency_ms}


def read_questions(file: Path) -> list[JudgedQuestion]:
    """Read a JSONL file with ``query``, ``lang`` and ``relevant`` (article keys) on each line.

    Raises:
        QueryFileError: the file cannot be read, or a line is not such an object.

    """
    try:
        lines = file.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryFileError(f"{file} cannot be read: {error}") from error
    questions = [_question(file, number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not questions:
        raise QueryFileError(f"{file} has no queries")
    return questions


def _question(file: Path, number: int, line: str) -> JudgedQuestion:
    try:
        entry = json.loads(line)
        relevant = frozenset(entry["relevant"] if isinstance(entry["relevant"], list) else ())
        if isinstance(entry["query"], str) and relevant and all(isinstance(key, str) for key in relevant):
            return JudgedQuestion(entry["query"], str(entry.get("lang") or ""), relevant)
    except (ValueError, KeyError, TypeError):
        pass
    expected = '{"query": "…", "lang": "en", "relevant": ["category/slug"]}'
    raise QueryFileError(f"{file}:{number}: {shorten(line)} is not like {expected}")


def evaluate(engine: Engine, questions: Sequence[JudgedQuestion], each: Callable[[], None] = lambda: None) -> Measures:
    """Ask every question; ``each`` is called after each one."""
    ranks: list[list[bool]] = []
    seconds: list[float] = []
    for question in questions:
        asked = SearchRequest(question.text, question.language or None, EVERYONE, limit=DEPTH)
        started = time.perf_counter()
        found = engine.search(asked)
        seconds.append(time.perf_counter() - started)
        ranks.append([hit.article.key in question.relevant for hit in found.hits])
        each()
    return measure(ranks, [len(question.relevant) for question in questions], seconds)


def measure(ranks: Sequence[Sequence[bool]], wanted: Sequence[int], seconds: Sequence[float]) -> Measures:
    """The measures from, for each question, which of the results were right and how many answers there are."""
    count = len(ranks)
    percentiles = np.percentile(np.array(seconds) * 1000, [50, 95, 99]).round(2).tolist()
    return Measures(
        queries=count,
        hit_1=sum(any(rank[:1]) for rank in ranks) / count,
        hit_5=sum(any(rank[:5]) for rank in ranks) / count,
        mrr_10=sum(_reciprocal(rank) for rank in ranks) / count,
        ndcg_10=sum(_gain(rank, total) for rank, total in zip(ranks, wanted, strict=True)) / count,
        recall_10=sum(sum(rank[:DEPTH]) / total for rank, total in zip(ranks, wanted, strict=True)) / count,
        latency_ms=dict(zip(("p50", "p95", "p99"), percentiles, strict=True)),
    )


def _reciprocal(rank: Sequence[bool]) -> float:
    return next((1 / place for place, right in enumerate(rank[:DEPTH], start=1) if right), 0.0)


def _gain(rank: Sequence[bool], total: int) -> float:
    gained = sum(1 / math.log2(place + 1) for place, right in enumerate(rank[:DEPTH], start=1) if right)
    return gained / sum(1 / math.log2(place + 1) for place in range(1, min(total, DEPTH) + 1))
