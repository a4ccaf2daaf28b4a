"""The measures, from what became of each question; pure numbers.

hit@k and recall@k, mean reciprocal rank (Voorhees 1999) and nDCG with binary gains (Järvelin and Kekäläinen 2002);
how rightly a search says that something fits, and how rightly a passage is quoted as the answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from search.evaluation.questions import JudgedQuestion

DEPTH = 10


@dataclass(frozen=True, slots=True)
class AnswerBox:
    """The article whose passage is quoted as the answer, and the heading above that passage; empty for the lead."""

    key: str
    heading: str


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What became of one question: the keys found, best first, whether something ``fits``, what is quoted as the
    answer, and the seconds it took.
    """

    question: JudgedQuestion
    found: Sequence[str]
    fits: bool = False
    box: AnswerBox | None = None
    seconds: float = 0.0

    @property
    def right(self) -> list[bool]:
        """For each place to the tenth whether the article there answers; one that is found again counts once."""
        keys = self.found[:DEPTH]
        return [key in self.question.relevant and key not in keys[:place] for place, key in enumerate(keys)]

    @property
    def is_right_first(self) -> bool:
        """Whether the first article answers."""
        return any(self.right[:1])

    @property
    def is_box_wrong(self) -> bool:
        """Whether the article quoted as the answer is none."""
        return self.box is not None and self.box.key not in self.question.relevant

    @property
    def is_section_right(self) -> bool | None:
        """Whether the section that answers is the one quoted; None where nothing is quoted or nobody noted a section:
        the one noted is of the best article, and says nothing of others that answer too.
        """
        box, question = self.box, self.question
        if box is None or question.section is None or box.key in question.relevant[1:]:
            return None
        return box.key in question.relevant and same_heading(box.heading, question.section)


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over questions, each from 0 to 1, and percentiles of the seconds a search took, in milliseconds.

    Found: over the questions ``with_answer``. ``right_not_fits`` and ``wrong_fits``: the share of the same questions
    with the right article first of which the search says that nothing fits, and with a wrong one first, of which it
    says that it does; ``nothing_fits``: the share of the questions that nothing answers, yet something fits. ``box``
    and ``box_wrong``: the share of all questions with an answer quoted, and with one quoted from an article that does
    not answer. ``box_section``: of the quotations where a section was noted, those of that section. NaN where there
    is no question of the kind.
    """

    queries: int
    with_answer: int
    hit_1: float
    hit_3: float
    hit_5: float
    mrr_10: float
    ndcg_10: float
    recall_10: float
    right_not_fits: float
    wrong_fits: float
    nothing_fits: float
    box: float
    box_wrong: float
    box_section: float
    latency_ms: dict[str, float]

    def as_json(self) -> dict[str, Any]:
        """The contract of ``kb eval --json``: counts, shares by ``NAMES`` with null for NaN, and the latency."""
        shares = {told: getattr(self, name) for name, told in NAMES.items()}
        rounded = {told: None if math.isnan(share) else round(share, 4) for told, share in shares.items()}
        return {"queries": self.queries, "with_answer": self.with_answer, **rounded, "latency_ms": self.latency_ms}


NAMES = {
    "hit_1": "hit@1",
    "hit_3": "hit@3",
    "hit_5": "hit@5",
    "mrr_10": "mrr@10",
    "ndcg_10": "ndcg@10",
    "recall_10": "recall@10",
    **{name: name for name in ("right_not_fits", "wrong_fits", "nothing_fits", "box", "box_wrong", "box_section")},
}
"""What each share is called where it is told."""


def measure(results: Sequence[QuestionResult]) -> Measures:
    """The measures over ``results``, at least one."""
    answered = [result for result in results if result.question.relevant]
    nothing = [result for result in results if not result.question.relevant]
    sections = [result.is_section_right for result in results if result.is_section_right is not None]
    seconds = np.array([result.seconds for result in results])
    percentiles = np.percentile(seconds * 1000, [50, 95, 99]).round(2).tolist()
    return Measures(
        queries=len(results),
        with_answer=len(answered),
        hit_1=_mean(any(result.right[:1]) for result in answered),
        hit_3=_mean(any(result.right[:3]) for result in answered),
        hit_5=_mean(any(result.right[:5]) for result in answered),
        mrr_10=_mean(_reciprocal(result.right) for result in answered),
        ndcg_10=_mean(_gain(result.right, len(result.question.relevant)) for result in answered),
        recall_10=_mean(sum(result.right) / len(result.question.relevant) for result in answered),
        right_not_fits=_mean(result.is_right_first and not result.fits for result in answered),
        wrong_fits=_mean(result.fits and not result.is_right_first for result in answered),
        nothing_fits=_mean(result.fits for result in nothing),
        box=_mean(result.box is not None for result in results),
        box_wrong=_mean(result.is_box_wrong for result in results),
        box_section=_mean(sections),
        latency_ms=dict(zip(("p50", "p95", "p99"), percentiles, strict=True)),
    )


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else math.nan


def _reciprocal(right: Sequence[bool]) -> float:
    return next((1 / place for place, is_right in enumerate(right, start=1) if is_right), 0.0)


def _gain(right: Sequence[bool], total: int) -> float:
    gained = sum(1 / math.log2(place + 1) for place, is_right in enumerate(right, start=1) if is_right)
    return gained / sum(1 / math.log2(place + 1) for place in range(1, min(total, DEPTH) + 1))


def same_heading(one: str, other: str) -> bool:
    """Whether two headings are the same but for case and space."""
    return one.casefold().split() == other.casefold().split()
