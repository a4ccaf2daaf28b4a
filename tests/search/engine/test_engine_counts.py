"""Answers are counted by mode and outcome, and their stages summed, from many threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from search.engine.engine_counts import EngineCounts
from search.results.results import Results


def test_answers_are_counted_by_how_they_came_out() -> None:
    counts = EngineCounts()
    counts.note(Results("a", "en", "hybrid", timings={"lexical": 2.0, "ranking": 1.0}))
    counts.note(Results("a", "en", "lexical", complete=False, timings={"lexical": 3.0}))
    assert counts.outcomes() == {("hybrid", "nothing"): 1, ("lexical", "nothing"): 1}
    assert counts.seconds() == {"lexical": pytest.approx(0.005), "ranking": pytest.approx(0.001)}
    assert counts.late() == 1


def test_no_answer_is_lost_that_many_threads_note() -> None:
    counts, found = EngineCounts(), Results("a", "en", "hybrid", timings={"lexical": 1.0})
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: [counts.note(found) for _ in range(200)], range(8)))
    assert counts.outcomes() == {("hybrid", "nothing"): 1600}
    assert counts.seconds()["lexical"] == pytest.approx(1.6)
