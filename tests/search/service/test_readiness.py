"""What a site says of how ready it is."""

from __future__ import annotations

from pathlib import Path

from search.models.embedder import Model
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
