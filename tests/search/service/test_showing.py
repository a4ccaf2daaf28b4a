"""The state of the search is changed whole, by however many threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from search.engine.state import State
from search.service.showing import Showing


def test_no_change_is_lost_however_many_make_one() -> None:
    showing = Showing(State())
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: showing.tell(f"m{number}", "is away"), range(200)))
    assert len(showing.state.reasons) == 200


def test_a_swap_tells_what_was_shown_before_and_what_is_now() -> None:
    first, second = State(reasons={"a": "x"}), State()
    showing = Showing(first)
    assert showing.swap(lambda _: second) == (first, second)
    assert showing.state is second
