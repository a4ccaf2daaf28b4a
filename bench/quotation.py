"""How often a passage is quoted as the answer where there is one, how often rightly, and how often there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from bench.retrievers import Collection
from search.evaluation.questions import JudgedQuestion
from search.results.results import SURE, Results

THRESHOLDS = (0.7, SURE, 0.9)


@dataclass(frozen=True)
class Quoting:
    """Shares from 0 to 1 at one threshold.

    ``covered``: of the questions that the collection answers those with a quotation, of these ``right`` those that
    quote the right article; ``uncovered``: of the same questions, with their answer taken out, those with a quotation.
    """

    covered: float
    right: float
    uncovered: float


def quoting(collection: Collection, names: Sequence[str], questions: Sequence[JudgedQuestion]) -> list[Quoting]:
    """What the engine with these models quotes at each of ``THRESHOLDS``."""
    with_answer = [(question, collection.ask(names, question)) for question in questions]
    without = [collection.ask_without_answer(names, question) for question in questions]
    return [_at(threshold, with_answer, without) for threshold in THRESHOLDS]


def _at(threshold: float, with_answer: Sequence[tuple[JudgedQuestion, Results]], without: Sequence[Results]) -> Quoting:
    answers = [(question, found.answer_from(threshold)) for question, found in with_answer]
    is_right = [hit.article.key in question.relevant for question, hit in answers if hit]
    return Quoting(
        covered=_share([hit is not None for _, hit in answers]),
        right=_share(is_right),
        uncovered=_share([found.answer_from(threshold) is not None for found in without]),
    )


def _share(cases: Sequence[bool]) -> float:
    return sum(cases) / len(cases) if cases else 0.0


def quotation_table(rows: Sequence[tuple[str, list[Quoting]]]) -> str:
    """A line for a set, with the shares at each threshold in per cent."""
    head = ["set, models", "quoted where covered", "from the right article", "quoted where the answer was taken out"]
    lines = [f"| {' | '.join(head)} |", "| --- | ---: | ---: | ---: |"]
    for name, found in rows:
        columns = zip(*(astuple(one) for one in found), strict=True)
        cells = [" / ".join(f"{share:.1%}" for share in column) for column in columns]
        lines.append(f"| {' | '.join([name, *cells])} |")
    return "\n".join(lines)
