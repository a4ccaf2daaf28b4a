"""What is learned of a collection when it changes."""

from __future__ import annotations

from pathlib import Path

from search.engine.yardstick import FEWEST
from tests.conftest import BagOfWords, Collection
from tests.search.conftest import Maker, model


class Titles(BagOfWords):
    """Counts the titles that it is asked as questions."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def embed_queries(self, texts):  # type: ignore[no-untyped-def]
        self.asked += [text for text in texts if text.startswith("Title")]
        return super().embed_queries(texts)


def test_it_is_learned_anew_when_articles_change_and_each_title_is_embedded_once(
    collection: Collection, tmp_path: Path, make_searchable: Maker
) -> None:
    titles = Titles()
    searchable = make_searchable(collection, tmp_path / "data", [model(lambda: titles)])
    for number in range(FEWEST):
        collection.write(f"en/a{number}.md", f"Text {number} of a kettle.", title=f"Title {number}")
    searchable.index()
    before = searchable.service.state.yardsticks["bag"]["en"]
    assert sorted(titles.asked) == [f"Title {number}" for number in range(FEWEST)]
    searchable.write("en/b.md", "Refunds, refunds and refunds.", title="Title of refunds")
    searchable.index()
    assert titles.asked[FEWEST:] == ["Title of refunds"]
    assert searchable.service.state.yardsticks["bag"]["en"] != before
