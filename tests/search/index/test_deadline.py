"""What takes too long is answered by the words alone."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from search.engine.engine import Engine
from search.results.results import SearchRequest
from tests.search.conftest import Searchable


@dataclass
class Clock:
    """Goes on by itself each time that somebody looks at it."""

    step: float
    now: float = 0.0

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def test_what_takes_too_long_is_answered_by_the_words_alone_and_not_kept(help_centre: Searchable) -> None:
    clock = Clock(step=10.0)
    engine = Engine(lambda: help_centre.service.state, lambda: help_centre.library.catalog, clock=clock)
    asked = SearchRequest('password -toaster "forgotten password"', "en")
    late = engine.search(asked)
    assert (late.relaxed, late.complete) == (True, False)
    assert "account/password" in [hit.article.key for hit in late.hits]
    clock.step = 0.0
    assert (engine.search(asked).relaxed, engine.search(asked).complete) == (False, True)


@pytest.mark.slow
def test_where_there_was_no_time_to_look_for_slips_the_answer_is_not_kept(help_centre: Searchable) -> None:
    clock = Clock(step=10.0)
    engine = Engine(lambda: help_centre.service.state, lambda: help_centre.library.catalog, clock=clock)
    asked = SearchRequest("forgotten pasword", "en")
    assert (engine.search(asked).searched_for, engine.search(asked).complete) == (None, False)
    clock.step = 0.0
    assert (engine.search(asked).searched_for, engine.search(asked).complete) == ("forgotten password", True)


def test_without_a_word_what_takes_too_long_finds_nothing(help_centre: Searchable) -> None:
    engine = Engine(lambda: help_centre.service.state, lambda: help_centre.library.catalog, clock=Clock(10.0))
    late = engine.search(SearchRequest("-toaster", "en"))
    assert (late.total, late.relaxed, late.fits, late.complete) == (0, True, False, False)
