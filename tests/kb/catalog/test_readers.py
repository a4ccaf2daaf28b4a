"""Readers of one language see each article of a collection in several once, in the version that is best for them."""

from __future__ import annotations

from kb.brand.brand import LocalisedText
from kb.catalog.article import EVERY_PRODUCT, EVERYONE, PUBLIC_ONLY, Audience, Status
from kb.catalog.products import Product, ProductFile
from kb.catalog.readers import (
    articles_about,
    articles_in,
    best_for,
    categories_for,
    each_for,
    product_for,
    products_for,
)
from tests.kb.conftest import a_catalog, an_article

KETTLE, MIXER, TOASTER = (Product(id_, LocalisedText({"en": id_})) for id_ in ("kettle", "mixer", "toaster"))
CATALOG = a_catalog(
    an_article("a/both", title="Zeta"),
    an_article("a/both", "fa", title="زتا"),
    an_article("a/english", title="Alpha", products=("mixer",)),
    an_article("b/russian", "ru", products=("kettle",)),
    an_article("b/secret", audience=Audience.INTERNAL, products=("toaster",)),
    an_article("b/draft", "fa", status=Status.DRAFT),
    an_article("b/warranty", products=(EVERY_PRODUCT,)),
    products=ProductFile((TOASTER, KETTLE, MIXER)),
)


def test_the_best_version_is_the_readers_own_then_the_collections_then_any() -> None:
    def language_of(key: str, language: str) -> str | None:
        found = best_for(CATALOG, key, language, PUBLIC_ONLY)
        return found and found.language

    assert language_of("a/both", "fa") == "fa"
    assert language_of("a/both", "ru") == "en"
    assert language_of("b/russian", "fa") == "ru"
    assert [language_of(key, "en") for key in ("b/secret", "b/draft", "b/none")] == [None] * 3


def test_each_article_comes_once_in_reading_order_and_only_to_whom_may_see_it() -> None:
    shown = [article.id for article in each_for(CATALOG, "fa", PUBLIC_ONLY)]
    assert shown == [("en", "a/english"), ("ru", "b/russian"), ("en", "b/warranty"), ("fa", "a/both")]
    assert ("en", "b/secret") in [article.id for article in each_for(CATALOG, "fa", EVERYONE)]


def test_categories_and_their_articles_count_what_is_in_another_language() -> None:
    assert [(one.path, one.count) for one in categories_for(CATALOG, "fa", PUBLIC_ONLY)] == [("a", 2), ("b", 2)]
    assert [one.key for one in articles_in(CATALOG, "b", "fa", PUBLIC_ONLY)] == ["b/russian", "b/warranty"]


def test_products_come_in_the_order_of_their_file_where_an_article_names_them() -> None:
    assert products_for(CATALOG, "fa", PUBLIC_ONLY) == (KETTLE, MIXER)
    assert products_for(CATALOG, "fa", EVERYONE) == (TOASTER, KETTLE, MIXER)
    assert product_for(CATALOG, "kettle", "en", PUBLIC_ONLY) == KETTLE
    assert product_for(CATALOG, "toaster", "en", PUBLIC_ONLY) is None


def test_what_is_about_every_product_stands_with_one_that_an_article_names_and_never_alone() -> None:
    assert [one.key for one in articles_about(CATALOG, KETTLE, "en", PUBLIC_ONLY)] == ["b/russian", "b/warranty"]
    assert articles_about(CATALOG, TOASTER, "en", PUBLIC_ONLY) == []
