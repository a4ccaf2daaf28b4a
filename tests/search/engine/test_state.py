"""Models that are asked: once for the same words, never more than they can answer in time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import count

import pytest

from search.engine.state import State, mode_of
from search.models.batching import WORKERS
from search.models.embedder import EmbedderError, Matrix
from search.models.loaded import A_MOMENT, MAX_WAITING, LoadedModel
from tests.conftest import BagOfWords
from tests.search.conftest import PATIENCE, Waiting, eventually, model


class Listening(BagOfWords):
    """Keeps what it is asked, and fails where the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.fails = False

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        self.asked += texts
        if self.fails:
            raise RuntimeError("out of cheese")
        return super().embed_queries(texts)


@pytest.fixture
def listening() -> Listening:
    return Listening()


@pytest.fixture
def loaded(listening: Listening) -> Iterator[LoadedModel]:
    ready = LoadedModel(model(lambda: listening), listening)
    yield ready
    ready.close()


def test_the_same_query_is_embedded_once(loaded: LoadedModel, listening: Listening) -> None:
    one, other = (loaded.ask("kettle").result(PATIENCE) for _ in range(2))
    assert listening.asked == ["kettle"]
    assert one is other
    assert one.shape == (listening.dimension,)


def test_an_error_is_not_kept(loaded: LoadedModel, listening: Listening) -> None:
    listening.fails = True
    with pytest.raises(RuntimeError, match="out of cheese"):
        loaded.ask("kettle").result(PATIENCE)
    listening.fails = False
    assert loaded.ask("kettle").result(PATIENCE).shape == (listening.dimension,)


def test_a_model_with_too_many_questions_takes_no_more_until_it_has_answered(waiting: Waiting) -> None:
    loaded = LoadedModel(model(lambda: waiting), waiting)
    asked = waiting.overwhelm(loaded)
    assert len(asked) == MAX_WAITING + WORKERS
    with pytest.raises(EmbedderError, match="too many questions"):
        loaded.ask("one more")
    waiting.gate.set()
    for future in asked:
        future.result(PATIENCE)
    assert loaded.ask("one more").result(PATIENCE).shape == (waiting.dimension,)
    loaded.close()


def test_what_is_being_typed_is_embedded_when_no_more_is_typed(loaded: LoadedModel, listening: Listening) -> None:
    typed = [f"kettle {number}" for number in range(50)]
    assert [loaded.ask_soon(text) for text in typed] == [None] * len(typed)
    assert eventually(lambda: typed[-1] in listening.asked)
    future = loaded.ask_soon(typed[-1])
    assert future is not None
    assert future.result(PATIENCE) is loaded.ask(typed[-1]).result(PATIENCE)
    assert len(listening.asked) < len(typed)  # what was typed over was not asked for


def test_a_whole_question_does_not_wait_for_the_typing_to_end(loaded: LoadedModel) -> None:
    others = (f"another reader types {number}" for number in count())
    question = loaded.ask("kettle")
    assert eventually(lambda: loaded.ask_soon(next(others)) is None and question.done())
    assert loaded.ask_soon("kettle") is question


def test_a_busy_model_is_not_asked_for_what_is_being_typed(waiting: Waiting) -> None:
    loaded = LoadedModel(model(lambda: waiting), waiting)
    asked = waiting.overwhelm(loaded)
    assert loaded.ask_soon("kett") is None
    time.sleep(2 * A_MOMENT)  # the moment passes, and it is not asked
    waiting.gate.set()
    for future in asked:
        future.result(PATIENCE)
    loaded.close()
    assert loaded.ask_soon("kett") is None


def test_a_closed_model_is_not_asked(listening: Listening) -> None:
    loaded = LoadedModel(model(lambda: listening), listening)
    loaded.close()
    with pytest.raises(EmbedderError, match="closed"):
        loaded.ask("kettle")


def test_an_answer_is_hybrid_where_a_model_took_part_or_none_serves_the_query() -> None:
    ready = State(ready=frozenset({"bag"}))
    assert mode_of(ready, ["bag"]) == mode_of(ready, []) == ("hybrid", None)
    assert mode_of(ready, ["bag"], {"other": "failed"}) == ("hybrid", None)
    assert mode_of(ready, [], {"bag": "failed"}) == ("lexical", "failed")


def test_an_answer_by_words_says_why() -> None:
    assert mode_of(State(reasons={"bag": "is being loaded"}), []) == ("lexical", "is being loaded")
    assert mode_of(State(), []) == ("lexical", "no embedding model is ready")
