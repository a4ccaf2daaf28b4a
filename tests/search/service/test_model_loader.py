"""A model joins when it is loaded, or is told why not; one nobody wants any more is closed."""

from __future__ import annotations

from search.engine.state import State
from search.service.model_loader import ModelLoader
from search.service.showing import Showing
from tests.conftest import BagOfWords
from tests.search.conftest import model


class Counted:
    """Fails, and counts how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> object:
        self.times += 1
        raise RuntimeError("no weights")


def test_a_model_is_loaded_once_and_takes_part() -> None:
    showing, bag = Showing(State()), model(BagOfWords)
    loader = ModelLoader(showing, [bag], lambda _: True)
    assert loader.load(bag)
    first = showing.state.models["bag"]
    assert loader.load(bag)
    assert showing.state.models["bag"] is first
    first.close()


def test_what_cannot_be_loaded_is_told_and_not_tried_again() -> None:
    showing, failing = Showing(State()), Counted()
    broken = model(failing, "broken")
    loader = ModelLoader(showing, [broken], lambda _: True)
    assert [loader.load(broken), loader.load(broken)] == [False, False]
    assert (failing.times, loader.broken) == (1, {"broken"})
    assert showing.state.reasons == {"broken": "the model broken failed: no weights"}


def test_of_a_model_that_is_not_configured_nothing_is_told() -> None:
    showing, before = Showing(State()), model(Counted(), "before")
    assert not ModelLoader(showing, [], lambda _: True).load(before)
    assert showing.state.reasons == {}


def test_one_that_nobody_wants_any_more_when_it_is_loaded_does_not_join() -> None:
    showing, bag = Showing(State()), model(BagOfWords)
    assert not ModelLoader(showing, [bag], lambda _: False).load(bag)
    assert showing.state.models == {}
