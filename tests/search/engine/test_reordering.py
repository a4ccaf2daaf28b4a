"""The first hits in the order of a reranker, and an answer without it where it gives none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from search.engine.engine import Engine
from search.engine.reordering import LONGEST, MOST
from search.results.results import Results, SearchRequest
from tests.search.conftest import Searchable


@dataclass
class Backwards:
    """The worst first; or no order, where it ``is_ill``."""

    is_ill: bool = False
    trouble: str = ""
    asked: list[tuple[str, list[str]]] = field(default_factory=list)

    def __call__(self, question: str, texts: Sequence[str]) -> Sequence[int] | None:
        self.asked.append((question, list(texts)))
        return None if self.is_ill else list(range(len(texts)))[::-1]


@pytest.fixture
def many(searchable: Searchable) -> Searchable:
    """More articles on kettles than may change places."""
    for number in range(MOST + 3):
        searchable.write(f"en/kettles/kettle-{number:02}.md", "The kettle boils. " + "More. " * number, title="Kettle")
    searchable.index()
    return searchable


def ask(searched: Searchable, reranker: Backwards | None, text: str = "kettle boils", **more: object) -> Results:
    state = replace(searched.service.state, reranker=reranker)
    engine = Engine(lambda: state, lambda: searched.library.catalog)
    return engine.search(SearchRequest(text, "en", **more))  # type: ignore[arg-type]


def keys(found: Results) -> list[str]:
    return [hit.article.key for hit in found.hits]


def test_at_most_the_first_hits_change_places_and_scores_stay_with_the_places(many: Searchable) -> None:
    before, after = ask(many, None, limit=50), ask(many, Backwards(), limit=50)
    assert len(before.hits) == MOST + 3
    assert keys(after) == keys(before)[:MOST][::-1] + keys(before)[MOST:]
    assert [hit.score for hit in after.hits] == [hit.score for hit in before.hits]
    assert (after.total, after.complete) == (before.total, True)


def test_the_order_is_the_same_on_every_page(many: Searchable) -> None:
    whole = keys(ask(many, Backwards(), limit=50))
    pages = [keys(ask(many, Backwards(), limit=8, offset=offset)) for offset in (0, 8, 16)]
    assert [key for page in pages for key in page] == whole


def test_it_is_given_the_question_and_what_is_shown_of_each_hit(many: Searchable) -> None:
    reranker = Backwards()
    ask(many, reranker, "kettle boils", limit=3)
    [(question, texts)] = reranker.asked
    assert question == "kettle boils"
    assert len(texts) == MOST
    assert all("Kettle" in text and "kettle boils" in text and len(text) <= LONGEST for text in texts)


def test_without_its_order_the_hits_stand_as_they_were_found_and_the_answer_is_not_kept(many: Searchable) -> None:
    reranker = Backwards(is_ill=True)
    state = replace(many.service.state, reranker=reranker)
    engine = Engine(lambda: state, lambda: many.library.catalog)
    request = SearchRequest("kettle boils", "en")
    ill = engine.search(request)
    assert keys(ill) == keys(ask(many, None))
    assert ill.complete
    reranker.is_ill = False
    well = engine.search(request)
    assert keys(well) != keys(ill)
    asked = len(reranker.asked)
    assert keys(engine.search(request)) == keys(well)
    assert len(reranker.asked) == asked  # this one is kept


@pytest.mark.parametrize(
    ("text", "more"), [("kettle boils", {"instant": True}), ("category:kettles", {}), ("zeppelin", {})]
)
def test_it_is_not_asked_while_one_types_nor_where_there_is_nothing_to_order(
    many: Searchable, text: str, more: dict[str, object]
) -> None:
    reranker = Backwards()
    ask(many, reranker, text, **more)
    assert reranker.asked == []
