"""A question that names a product, and results narrowed to one, over real articles."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engine.engine import Engine
from search.results.results import Results, SearchRequest
from tests.conftest import Collection
from tests.search.conftest import Maker

PRODUCTS = """
coffee: {name: {en: Coffee machine}, codes: [CB-200]}
kettle: {name: {en: Kettle}, codes: [KT-17]}
"""


@pytest.fixture
def engine(make_searchable: Maker, collection: Collection, tmp_path: Path) -> Engine:
    (collection.root / "products.yml").write_text(PRODUCTS, "utf-8")
    leaks = "Water leaks and leaks: see where the leak is, then dry what leaks."
    collection.write("en/kettle/leaks.md", leaks, title="The leak leaks", product="kettle")
    collection.write("en/coffee/drips.md", "Clean the tray. Rarely it leaks.", title="Drips", product="coffee")
    collection.write("en/warranty/claim.md", "Whatever leaks is repaired.", title="Claim", product="all")
    collection.write("en/orders/parcel.md", "A parcel that leaks is replaced.", title="Parcel")
    searchable = make_searchable(collection, tmp_path / "data", [])
    searchable.service.bring_up_to_date()
    return searchable.service.engine


def keys(found: Results) -> list[str]:
    return [hit.article.key for hit in found.hits]


def test_articles_about_other_products_come_after_all_that_is_about_the_one_named(engine: Engine) -> None:
    plain = keys(engine.search(SearchRequest("leaks")))
    assert plain[0] == "kettle/leaks"
    named = engine.search(SearchRequest("leaks CB 200"))
    assert keys(named)[-1] == "kettle/leaks"
    assert "coffee/drips" in keys(named)
    assert [hit.score for hit in named.hits] == sorted((hit.score for hit in named.hits), reverse=True)
    assert keys(engine.search(SearchRequest("leaks KT-17")))[0] == "kettle/leaks"


def test_results_are_narrowed_to_a_product_and_to_what_is_about_every_one(engine: Engine) -> None:
    found = engine.search(SearchRequest("leaks", product="coffee"))
    assert set(keys(found)) == {"coffee/drips", "warranty/claim"}
    assert found.products == {"kettle": 1, "coffee": 1}, "each is counted before the filter"
    assert set(found.categories) == {"coffee", "warranty"}, "other filters count what is left"
    both = engine.search(SearchRequest("leaks", product="coffee", category="warranty"))
    assert keys(both) == ["warranty/claim"]
    assert both.categories == found.categories
    assert keys(engine.search(SearchRequest("leaks", product="toaster"))) == ["warranty/claim"]
