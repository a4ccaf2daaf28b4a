"""The measures of all questions, of each language and style among them, and of each half; as JSON and as a table."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.evaluation.measures import NAMES, Measures, QuestionResult, measure
from search.evaluation.questions import HALVES, half_of

HEADS = {
    "right_not_fits": "right,unfit",
    "wrong_fits": "wrong,fits",
    "nothing_fits": "nothing,fits",
    "box_wrong": "box,wrong",
    "box_section": "box,section",
}
"""Shorter heads of columns than ``NAMES``."""
NAME, NUMBER = 10, 5
"""Characters of the names of groups, and of a share."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Measures by what the questions have in common; ``halves`` is empty where they were not asked for."""

    overall: Measures
    by_language: Mapping[str, Measures]
    by_style: Mapping[str, Measures]
    halves: Mapping[str, Measures]

    def as_json(self) -> dict[str, Any]:
        """The contract of ``kb eval --json``: the measures of all questions, and the same of each group."""
        groups = {"by_language": self.by_language, "by_style": self.by_style, "halves": self.halves}
        told = {name: {key: one.as_json() for key, one in group.items()} for name, group in groups.items()}
        return {**self.overall.as_json(), **told}

    def as_lines(self) -> Iterator[str]:
        """A table for people: a line for all questions and for each group of which there are several."""
        heads = [HEADS.get(name, told).rjust(NUMBER) for name, told in NAMES.items()]
        yield "  ".join([" " * NAME, "queries", *heads])
        rows = [("all", self.overall)]
        for group in (self.by_language, self.by_style, self.halves):
            rows += group.items() if len(group) > 1 else ()
        for name, one in rows:
            shares = (getattr(one, key) for key in NAMES)
            cells = (_cell(share).rjust(len(head)) for head, share in zip(heads, shares, strict=True))
            yield "  ".join([name.ljust(NAME), f"{one.queries:7}", *cells])
        yield f"{'latency':{NAME}}  " + "  ".join(
            f"{name} {value} ms" for name, value in self.overall.latency_ms.items()
        )


def break_down(results: Sequence[QuestionResult], halves: bool = False) -> Breakdown:
    """The measures over ``results``, at least one; those without a language or a style are in no such group."""
    return Breakdown(
        measure(results),
        _grouped(results, lambda result: result.question.language),
        _grouped(results, lambda result: result.question.style),
        {half: measure(part) for half in HALVES if halves and (part := half_of(results, half))},
    )


def _grouped(results: Sequence[QuestionResult], key_of: Callable[[QuestionResult], str]) -> dict[str, Measures]:
    keys = dict.fromkeys(key_of(result) for result in results)
    return {key: measure([result for result in results if key_of(result) == key]) for key in sorted(keys) if key}


def _cell(share: float) -> str:
    return "–" if math.isnan(share) else f"{share:.3f}"
