"""A reranking server in the search of a site, from the setting to the order that readers see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.core.settings import Settings
from search.service.opening import open_search
from tests.conftest import BagOfWords, Collection
from tests.search.conftest import Searchable, model
from tests.search.reranking.conftest import Server

LONGER = "A kettle, and much more of it, for whoever reads on."


@pytest.fixture
def searched(collection: Collection, tmp_path: Path, server: Server) -> Iterator[Searchable]:
    """Two articles of which the server takes the longer one for the better answer, and the search the other."""
    collection.write("en/short.md", "A kettle.", title="Kettle sizes")
    collection.write("en/long.md", LONGER, title="Kitchen")
    settings = Settings(
        articles_dir=collection.root, data_dir=tmp_path / "data", reranker_url=server.url, reranker_ms=2_000
    )
    library = collection.library()
    service = open_search(settings, library, [model(BagOfWords)])
    service.bring_up_to_date()
    yield Searchable(collection, library, service)
    service.close()


def test_readers_see_the_order_of_the_server(searched: Searchable, server: Server) -> None:
    searched.search("kettle", instant=True)
    assert server.asked == []  # not while one types
    assert searched.found("kettle") == ["long", "short"]
    [(_, _, asked)] = server.asked
    assert asked["query"] == "kettle"
    assert [LONGER in text for text in asked["documents"]] == [False, True]
    assert searched.service.readiness().reasons == {}


def test_what_is_wrong_with_the_server_is_told_until_it_is_well_again(searched: Searchable, server: Server) -> None:
    well, server.behave = server.behave, lambda handler, _: handler.answer(b"", 503)
    assert searched.found("kettle") == ["short", "long"]
    assert searched.service.readiness().reasons == {"reranker": "the reranker server: 127.0.0.1 answers 503"}
    server.behave = well
    assert searched.found("kettle") == ["long", "short"]
    assert searched.service.readiness().reasons == {}
