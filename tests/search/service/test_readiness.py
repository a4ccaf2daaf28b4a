"""What a site says of how ready it is."""

from __future__ import annotations

from pathlib import Path

from kb.core.settings import Settings
from search.models.embedder import Model
from search.service.opening import open_search
from tests.conftest import BagOfWords, Collection
from tests.search.conftest import Maker, Searchable, model


def test_readiness_counts_what_is_indexed(searchable: Searchable) -> None:
    assert searchable.service.readiness().mode == "starting"
    searchable.write("en/kettle.md", "A kettle.\n\n## Descale\n\nVinegar.", title="Kettle")
    searchable.write("en/pot.md", "A pot.", title="Pot")
    searchable.index()
    readiness = searchable.service.readiness()
    assert (readiness.mode, readiness.articles, readiness.passages) == ("hybrid", 2, 3)
    assert (readiness.models, readiness.reasons) == (("bag",), {})


def test_a_model_with_nothing_to_read_here_is_ready(
    collection: Collection, tmp_path: Path, make_searchable: Maker
) -> None:
    collection.write("ar/kettle.md", "الغلاية لا تعمل.", title="الغلاية")
    english = Model("english", frozenset({"en"}), BagOfWords)
    searchable = make_searchable(collection, tmp_path / "data", [model(BagOfWords), english])
    searchable.index()
    readiness = searchable.service.readiness()
    assert (readiness.models, readiness.reasons) == (("bag", "english"), {})
    assert searchable.search("الغلاية", "ar").mode == "hybrid"
    assert searchable.search("kettle", "en").mode == "hybrid"


def test_a_reranker_that_is_set_and_not_there_is_told_and_search_goes_on(
    collection: Collection, tmp_path: Path
) -> None:
    collection.write("en/kettle.md", "A kettle.", title="Kettle")
    collection.write("en/pot.md", "A pot, not a kettle.", title="Pot")
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data", reranker=str(tmp_path / "none"))
    library = collection.library()
    service = open_search(settings, library, [model(BagOfWords)])
    assert service.readiness().reasons["reranker"] == "the reranker none is being loaded"
    service.bring_up_to_date()
    readiness = service.readiness()
    assert readiness.mode == "hybrid"
    assert list(readiness.reasons) == ["reranker"]
    assert "cannot be loaded" in readiness.reasons["reranker"]
    assert len(Searchable(collection, library, service).found("kettle")) == 2
    service.close()
