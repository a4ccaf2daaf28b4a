"""The home page of a language."""

from __future__ import annotations

import pytest
from flask import Flask

from kb.catalog.article import ArticleId
from tests.conftest import Collection
from tests.kb.conftest import Visitor
from tests.kb.public.conftest import hrefs


def test_home_lists_top_categories_with_the_count_of_all_that_is_below_them(
    collection: Collection, visitor: Visitor
) -> None:
    collection.write("en/account/reset.md", title="Reset")
    collection.write("en/account/security/keys.md", title="Keys")
    collection.write("en/account/security/codes.md", title="Codes")
    collection.write("en/delivery/where.md", title="Where")
    page = visitor.open("/en/")
    cards = [" ".join(card.split()) for card in page.texts("//ul[@class='cards']/li")]
    assert cards == ["Account 3 articles", "Delivery 1 article"]
    assert hrefs(page, "//ul[@class='cards']") == ["/en/categories/account", "/en/categories/delivery"]


def test_home_uses_what_the_index_file_of_a_category_says(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/account/_index.md", title="Your account", description="Names and passwords", weight="9")
    collection.write("en/account/reset.md", title="Reset")
    collection.write("en/delivery/_index.md", title="Parcels", weight="1")
    collection.write("en/delivery/where.md", title="Where")
    page = visitor.open("/en/")
    assert page.texts("//span[@class='card-title']") == ["Parcels", "Your account"]
    assert "Names and passwords" in page.text


def test_home_lists_articles_without_a_category(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/welcome.md", title="Welcome")
    assert "/en/articles/welcome" in hrefs(visitor.open("/en/"), "//section[@aria-labelledby='more']")


def test_home_shows_what_changed_lately_newest_first_and_nothing_undated(
    collection: Collection, visitor: Visitor
) -> None:
    collection.write("en/a/newer.md", title="Newer", published_on="2019-01-01", updated_on="2026-11-20")
    collection.write("en/a/undated.md", title="Undated")
    collection.write("en/a/old.md", title="Old", published_on="2026-10-01")
    collection.write("en/a/tomorrow.md", title="Slip", published_on="2026-11-23")
    recent = "//section[@aria-labelledby='recent']//a"
    assert visitor.open("/en/").texts(recent) == [], "one alone is no news"
    collection.write("en/a/new.md", title="New", published_on="2026-11-01")
    assert visitor.open("/en/").texts(recent) == ["Newer", "New"]


def test_the_questions_that_the_brand_names_stand_below_the_search_and_once(
    collection: Collection, visitor: Visitor
) -> None:
    home = "home:\n  - topics\n  - {title: Asked most often, articles: [a/b, a/c]}\n"
    (collection.root / "site.yml").write_text(home, "utf-8")
    collection.write("en/a/b.md", title="B")
    page = visitor.open("/en/")
    assert page.texts("//section[@class='hero']//h2") == ["Asked most often"]
    assert hrefs(page, "//section[@class='questions']") == ["/en/articles/a/b"]
    assert page.texts("//h2") == ["Asked most often", "Topics"]


def test_home_shows_most_read_articles_only_after_somebody_read_them(
    collection: Collection, site: Flask, visitor: Visitor
) -> None:
    def read(*keys: str) -> None:
        for key in keys:
            visitor.open(f"/en/articles/a/{key}")
        site.extensions["kb"].views.flush()

    for title in ("Known", "Liked", "Loved"):
        collection.write(f"en/a/{title.lower()}.md", title=title)
    assert "Popular articles" not in visitor.open("/en/").text
    read("loved", "loved", "loved", "liked", "liked")
    assert "Popular articles" not in visitor.open("/en/").text  # two make no list
    read("known")
    assert visitor.open("/en/").texts("//section[@aria-labelledby='popular']//a") == ["Loved", "Liked", "Known"]


def test_looking_at_headers_only_is_not_reading(collection: Collection, site: Flask, visitor: Visitor) -> None:
    collection.write("en/a/liked.md", title="Liked")
    assert visitor.open("/en/articles/a/liked", "HEAD").status == 200
    site.extensions["kb"].views.flush()
    assert "Popular articles" not in visitor.open("/en/").text


def test_an_article_that_became_internal_is_no_longer_among_the_most_read(
    collection: Collection, site: Flask, visitor: Visitor
) -> None:
    for key in ("liked", "loved", "known"):
        collection.write(f"en/a/{key}.md", title=key.title())
        site.extensions["kb"].views.count(ArticleId("en", f"a/{key}"))
    site.extensions["kb"].views.flush()
    assert "Liked" in visitor.open("/en/").text
    collection.write("en/a/liked.md", title="Liked", audience="internal")
    assert "Liked" not in visitor.open("/en/").text


def test_a_language_of_the_interface_without_articles_offers_the_others(
    collection: Collection, visitor: Visitor
) -> None:
    collection.write("en/a/b.md", title="B")
    page = visitor.open("/ru/")
    assert page.status == 200
    assert "/en/" in hrefs(page, "//section[@class='empty']")


@pytest.mark.parametrize("language", ["de", "xx", "zz-ZZ"])
def test_a_language_nobody_has_is_no_address(collection: Collection, visitor: Visitor, language: str) -> None:
    collection.write("en/a/b.md", title="B")
    assert visitor.open(f"/{language}/").status == 404


def test_an_empty_collection_has_a_home(visitor: Visitor) -> None:
    assert visitor.open("/", follow_redirects=True).status == 200


@pytest.mark.parametrize(
    ("asked", "led"), [("fa", "/fa/"), ("fa-IR, en;q=0.5", "/fa/"), ("ja", "/en/"), ("", "/en/"), ("ru, fa", "/fa/")]
)
def test_the_start_leads_to_the_language_the_browser_asks_for(
    collection: Collection, visitor: Visitor, asked: str, led: str
) -> None:
    collection.write("en/a/b.md", title="B")
    collection.write("fa/a/b.md", title="ب")
    page = visitor.open("/", headers={"Accept-Language": asked})
    assert (page.status, page.location) == (302, led)
    assert "Accept-Language" in page.response.vary
