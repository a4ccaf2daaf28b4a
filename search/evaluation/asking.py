"""Asks the engine that serves the site, and notes what became of each question. Nothing is recorded as a search."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from kb.catalog.article import EVERYONE
from kb.catalog.catalog import Audiences
from search.engine.engine import Engine
from search.evaluation.measures import DEPTH, AnswerBox, QuestionResult
from search.evaluation.questions import JudgedQuestion
from search.results.results import Results, SearchRequest


def ask(
    engine: Engine,
    questions: Sequence[JudgedQuestion],
    audiences: Audiences = EVERYONE,
    each: Callable[[], None] = lambda: None,
) -> list[QuestionResult]:
    """Ask every question as somebody of ``audiences`` would; ``each`` is called after each one.

    An article counts in whatever language it is returned.
    """
    results: list[QuestionResult] = []
    for question in questions:
        asked = SearchRequest(question.text, question.language or None, audiences, limit=DEPTH)
        started = time.perf_counter()
        found = engine.search_to_the_end(asked)
        results.append(result_of(question, found, time.perf_counter() - started))
        each()
    return results


def result_of(question: JudgedQuestion, found: Results, seconds: float = 0.0) -> QuestionResult:
    """What became of ``question``, by the rules of the results page: what fits, and what is quoted as the answer."""
    answer = found.answer
    box = AnswerBox(answer.article.key, answer.passage.heading) if answer else None
    return QuestionResult(question, [hit.article.key for hit in found.hits], found.fits, box, seconds)
