"""How well a search knows that it has no answer: the questions of a set, each asked with and without its answer.

The measure is the area under the ROC curve: how often a question that the collection covers is given a higher
confidence than one that it does not (Hanley and McNeil 1982).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from bench.retrievers import Collection, Ranker
from search.evaluation.questions import JudgedQuestion
from search.results.results import Results


def area_under_curve(covered: Sequence[float], uncovered: Sequence[float]) -> float:
    """The share of all pairs in which the covered question has the higher value; ties count half (Mann and Whitney
    1947).
    """
    difference = np.subtract.outer(np.asarray(covered), np.asarray(uncovered))
    return float((difference > 0).mean() + (difference == 0).mean() / 2)


def of_engine(collection: Collection, names: Sequence[str], questions: Sequence[JudgedQuestion]) -> float:
    """The area for what the engine with these models says of its results."""
    covered = [_confidence(collection.ask(names, question)) for question in questions]
    uncovered = [_confidence(collection.ask_without_answer(names, question)) for question in questions]
    return area_under_curve(covered, uncovered)


def of_top_score(ranker: Ranker, questions: Sequence[JudgedQuestion]) -> float:
    """The area for the best score of a list, all that a system without a confidence has."""
    covered, uncovered = [], []
    for question in questions:
        found = ranker(question)
        covered.append(max((score for _, score in found), default=0.0))
        uncovered.append(max((score for key, score in found if key not in question.relevant), default=0.0))
    return area_under_curve(covered, uncovered)


def areas(
    collection: Collection, names: Sequence[str], questions: Sequence[JudgedQuestion]
) -> Iterator[tuple[str, Callable[[], float]]]:
    """What is compared, by name: the engine with all models ``names`` and slim, and the best scores of its lists."""
    yield "ours, all models: confidence", lambda: of_engine(collection, names, questions)
    yield "ours, e5 only: confidence", lambda: of_engine(collection, ["e5"], questions)
    yield "ours, words only: best score", lambda: of_top_score(collection.ours([]), questions)
    for name in names:
        yield f"our {name} list alone: best cosine", partial(_of_list, collection, name, questions)


def _of_list(collection: Collection, name: str, questions: Sequence[JudgedQuestion]) -> float:
    return of_top_score(collection.nearest(name), questions)


def _confidence(results: Results) -> float:
    best = results.hits[0].score if results.hits else 0.0
    return float(getattr(results, "confidence", best))
