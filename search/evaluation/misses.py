"""The questions on which a search did something wrong, for whoever wants to mend an article or a setting."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from search.evaluation.measures import QuestionResult

TOLD = 3
"""So many of the articles found are told."""
WRONG_FIRST = "wrong_first"


def faults_of(result: QuestionResult) -> list[str]:
    """What is wrong with a result, by the names of the shares in which it counts; ``WRONG_FIRST`` where another article
    than one that answers is first, or none.
    """
    has_answer = bool(result.question.relevant)
    is_first = result.is_right_first
    found = {
        WRONG_FIRST: has_answer and not is_first,
        "right_not_fits": is_first and not result.fits,
        "wrong_fits": has_answer and not is_first and result.fits,
        "nothing_fits": not has_answer and result.fits,
        "box_wrong": result.is_box_wrong,
        "box_section": result.is_section_right is False and not result.is_box_wrong,
    }
    return [name for name, is_so in found.items() if is_so]


def misses_json(results: Sequence[QuestionResult]) -> list[dict[str, Any]]:
    """The questions with a fault, in their order: as in the file they come from, with what was found and is wrong."""
    return [_told(result, faults) for result in results if (faults := faults_of(result))]


def miss_lines(results: Sequence[QuestionResult]) -> Iterator[str]:
    """The same for people, three lines a question."""
    for one in misses_json(results):
        yield f"{', '.join(one['faults'])}: {json.dumps(one['query'], ensure_ascii=False)}"
        yield f"    wanted {', '.join(one['relevant']) or 'nothing'}"
        yield f"    found  {', '.join(one['found']) or 'nothing'}"


def _told(result: QuestionResult, faults: Sequence[str]) -> dict[str, Any]:
    question, box = result.question, result.box
    asked = {"query": question.text, "lang": question.language, "style": question.style}
    quoted = {"key": box.key, "section": box.heading} if box else None
    wanted = {"relevant": list(question.relevant), "section": question.section}
    return {**asked, **wanted, "found": list(result.found[:TOLD]), "box": quoted, "faults": list(faults)}
