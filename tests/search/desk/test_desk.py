"""A message is answered by several searches; a late model costs it one wait."""

from __future__ import annotations

from pathlib import Path

from search.desk.desk import OneWait
from search.engine.engine import Engine
from search.results.results import Results, SearchRequest
from tests.conftest import Collection
from tests.search.conftest import Maker, TimesOut, model, write_help_centre


def test_whoever_waited_for_a_late_model_once_waits_no_more(
    make_searchable: Maker, collection: Collection, tmp_path: Path
) -> None:
    write_help_centre(collection)
    searchable = make_searchable(collection, tmp_path / "data", [model(TimesOut)])
    waited: list[bool] = []

    class Observed(Engine):
        def search(self, request: SearchRequest) -> Results:
            waited.append(request.waits)
            return super().search(request)

    engine = Observed(lambda: searchable.service.state, lambda: searchable.library.catalog)
    searches = OneWait(engine)
    assert searches.search(SearchRequest("password", "en")).mode == "starting"
    assert searches.is_to_come
    searchable.index()
    searches = OneWait(engine)
    assert searches.search(SearchRequest("tag:money", "en")).complete
    assert (searches.complete, searches.is_to_come) == (True, False)
    for text in ("password", "kettle", "refund"):
        assert searches.search(SearchRequest(text, "en")).hits
    assert (searches.complete, searches.is_to_come) == (False, True)
    assert waited == [True, True, True, False, False]
