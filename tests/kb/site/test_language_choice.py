"""The reader's language: the address first, then what was chosen, then what the browser asks for."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.conftest import Collection
from tests.kb.conftest import Page, Visitor


@pytest.fixture
def visitor(collection: Collection, site: Flask) -> Visitor:
    """A reader of a site in three languages; ``only`` is in English alone, in a category that Persian has."""
    for language in ("en", "ar", "fa"):
        collection.write(f"{language}/account/both.md", f"# {language}\n\n## S", title=f"Both {language}")
    collection.write("en/account/only.md", "See [the other](both.md#s), [this](next.md).", title="Only")
    collection.write("en/account/next.md", title="Next")
    collection.write("en/account/deep/one.md", title="One")
    return Visitor(site)


def ask(site: Flask, path: str, browser: str, chosen: str) -> Page:
    """``path`` as a browser opens it that asks for a language and keeps a choice."""
    client = site.test_client()
    client.set_cookie("language", chosen)
    return Page(client.get(path, headers={"Accept-Language": browser}))


def hrefs(page: Page, xpath: str) -> list[str]:
    return page.texts(f"{xpath}//a/@href")


@pytest.mark.parametrize(
    ("browser", "chosen", "expected"),
    [
        ("", "", "/en/"),
        ("fa", "", "/fa/"),
        ("fa", "ar", "/ar/"),
        ("fa-IR,en;q=0.8", "xx", "/fa/"),
        ("xx", "fa", "/fa/"),
    ],
)
def test_the_start_leads_to_the_language_chosen_else_to_the_one_asked_for(
    browser: str, chosen: str, expected: str, visitor: Visitor, site: Flask
) -> None:
    assert visitor.open("/").location == "/en/"
    page = ask(site, "/", browser, chosen)
    assert page.location == expected
    assert set(page.response.vary) >= {"Accept-Language", "Cookie"}


def test_the_language_of_the_address_wins_and_the_page_is_the_same_for_everybody(visitor: Visitor, site: Flask) -> None:
    usual = visitor.open("/fa/")
    page = ask(site, "/fa/", "ar", "en")
    assert page.text == usual.text
    assert page.texts("/html/@lang") == ["fa"]
    assert "Accept-Language" not in page.response.vary
    assert "Set-Cookie" not in page.response.headers


def test_an_article_that_a_language_lacks_is_read_with_its_interface(visitor: Visitor) -> None:
    page = visitor.open("/en/articles/account/only?ui=ar")
    assert page.texts("/html/@lang | /html/@dir") == ["ar", "rtl"]
    assert page.texts("//article/@lang | //article/@dir") == ["en", "ltr"]
    assert page.texts("//form[@role='search']/@action") == ["/ar/search"]
    assert page.texts("//link[@rel='canonical']/@href") == ["http://localhost/en/articles/account/only"]
    assert page.texts("//meta[@name='robots']/@content") == ["noindex"]
    assert hrefs(page, "//nav[@class='trail']") == ["/ar/", "/ar/categories/account"]
    assert "Accept-Language" not in page.response.vary


def test_the_interface_is_kept_from_such_an_article_to_the_next(visitor: Visitor) -> None:
    page = visitor.open("/en/articles/account/only?ui=ar")
    assert hrefs(page, "//div[@class='prose']") == [
        "/ar/articles/account/both",
        "/en/articles/account/next?ui=ar",
    ]
    assert set(hrefs(page, "//nav[@class='neighbours']")) <= {
        "/ar/articles/account/both",
        "/en/articles/account/next?ui=ar",
    }


def test_a_link_to_what_is_only_in_another_language_says_so_and_keeps_the_interface(
    collection: Collection, visitor: Visitor
) -> None:
    collection.write("ar/account/both.md", "[only](only.md)", title="كلاهما")
    page = visitor.open("/ar/articles/account/both")
    assert hrefs(page, "//div[@class='prose']") == ["/en/articles/account/only?ui=ar"]
    assert page.texts("//div[@class='prose']//a/@data-language") == ["English"]
    assert page.texts("//div[@class='prose']//a/@hreflang") == ["en"]


@pytest.mark.parametrize("asked", ["en", "xx", "", "../ar", '"><script>'])
def test_an_interface_that_there_is_not_changes_nothing(asked: str, visitor: Visitor) -> None:
    page = visitor.open("/en/articles/account/only", query_string={"ui": asked})
    assert page.texts("/html/@lang") == ["en"]
    assert page.texts("//meta[@name='robots']") == []
    assert "?ui=" not in page.text.replace("?ui=ar", "").replace("?ui=fa", "")  # those of the language switch


def test_a_missing_article_offers_the_others_with_the_interface_as_it_was(visitor: Visitor) -> None:
    page = visitor.open("/ar/articles/account/only")
    assert page.status == 404
    assert hrefs(page, "//ul[@class='versions']") == ["/en/articles/account/only?ui=ar"]


@pytest.mark.parametrize(
    ("address", "arabic"),
    [
        ("/en/", "/ar/"),
        ("/en/articles/account/both", "/ar/articles/account/both"),
        ("/en/articles/account/only", "/en/articles/account/only?ui=ar"),
        ("/en/articles/account/only?ui=fa", "/en/articles/account/only?ui=ar"),
        ("/fa/articles/account/only", "/ar/articles/account/only"),
        ("/en/articles/none", "/ar/"),
        ("/en/categories/account", "/ar/categories/account"),
        ("/en/categories/account/deep", "/ar/categories/account/deep"),
        ("/en/search?q=a+b&category=account&page=2", "/ar/search?q=a+b&category=account"),
        ("/en/offline", "/ar/offline"),
        ("/en/nothing-here", "/ar/"),
        ("/login?next=/desk", "/language/ar?next=/login?next%3D/desk"),
    ],
)
def test_the_switch_keeps_the_place(address: str, arabic: str, visitor: Visitor) -> None:
    page = visitor.open(address)
    switch = dict(
        zip(page.texts("//nav[@class='languages']//a/@lang"), hrefs(page, "//nav[@class='languages']"), strict=True)
    )
    assert switch["ar"] == arabic


def test_the_switch_tells_machines_only_of_pages_in_the_language(visitor: Visitor) -> None:
    page = visitor.open("/en/articles/account/only")
    assert page.texts("//nav[@class='languages']//a/@hreflang") == ["en"]
    assert page.texts("//nav[@class='languages']//a/@rel") == ["nofollow", "nofollow"]


def test_a_page_without_a_language_in_its_address_is_shown_again_in_the_one_chosen(visitor: Visitor) -> None:
    chosen = visitor.open("/language/ar?next=/login")
    assert chosen.location == "/login"
    kept = chosen.response.headers["Set-Cookie"]
    assert kept.startswith("language=ar;")
    assert "SameSite=Lax" in kept
    assert visitor.open("/login").texts("/html/@lang") == ["ar"]


@pytest.mark.parametrize("place", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", ""])
def test_a_choice_never_leads_off_the_site(place: str, visitor: Visitor) -> None:
    assert visitor.open("/language/ar", query_string={"next": place}).location == "/"


def test_a_language_that_there_is_not_cannot_be_chosen(visitor: Visitor) -> None:
    assert visitor.open("/language/xx?next=/login").status == 404


ARABIC = {1: "مقال واحد", 2: "مقالان", 3: "3 مقالات", 11: "11 مقالًا", 100: "100 مقال"}
RUSSIAN = {1: "1 статья", 2: "2 статьи", 5: "5 статей", 21: "21 статья"}


@pytest.mark.parametrize(("language", "expected"), [("ar", ARABIC), ("ru", RUSSIAN)])
def test_counts_on_pages_agree_with_their_number(
    language: str, expected: dict[int, str], collection: Collection, site: Flask
) -> None:
    for count in expected:
        for number in range(count):
            collection.write(f"{language}/c{count:03}/a{number}.md")
    page = Visitor(site).open(f"/{language}/")
    assert page.texts("//p[@class='count']") == list(expected.values())


def test_nothing_counted_has_a_form_of_its_own_in_arabic(visitor: Visitor) -> None:
    (counts,) = visitor.open("/ar/").texts("//form[@role='search']/@data-counts")
    assert counts.split("|")[:4] == ["لا توجد مقالات", "مقال واحد", "مقالان", "3 مقالات"]
