"""What GitBook, mdBook, Docusaurus and Jekyll keep beside articles: contents, labels, pictures, stubs."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.catalog.article import EVERYONE
from kb.editing.check import check
from kb.markdown.render import render
from tests.conftest import Collection
from tests.kb.folder.conftest import told


def html(collection: Collection, key: str) -> str:
    catalog = collection.library().catalog
    return render(catalog.translations(key, EVERYONE)["en"], catalog).html


class TestLinksToFolders:
    @pytest.mark.parametrize("href", ["/returns/", "/returns", "../returns/", "../returns", "./../returns/"])
    def test_without_a_page_of_its_own_the_category_is_shown(self, collection: Collection, href: str) -> None:
        collection.write("orders/a.md", f"[x]({href})", title="A")
        collection.write("returns/b.md", title="B")
        assert 'href="/en/categories/returns"' in html(collection, "orders/a")
        assert told(collection) == []

    @pytest.mark.parametrize("page", ["returns/index.md", "returns/README.md", "returns/returns.md"])
    def test_its_page_is_shown_where_it_has_one(self, collection: Collection, page: str) -> None:
        collection.write("orders/a.md", "[x](../returns/) [y](/returns)", title="A")
        collection.write("returns/b.md", title="B")
        collection.write(page, title="All returns")
        assert html(collection, "orders/a").count('href="/en/articles/returns') == 2

    def test_a_category_of_internal_articles_is_not_there_for_readers(self, collection: Collection) -> None:
        collection.write("orders/a.md", "[x](../staff/)", title="A")
        collection.write("staff/b.md", title="B", audience="internal")
        assert "categories/staff" not in html(collection, "orders/a")


class TestLinksOfAFormerSite:
    def test_the_last_part_leads_to_the_one_article_of_that_name(self, collection: Collection) -> None:
        collection.write("a.md", "[x](/hc/en-us/close-account/#how) [y](/a/pay.html)", title="A")
        collection.write("account/close-account.md", "## How", title="Close")
        collection.write("billing/pay.md", title="Pay")
        page = html(collection, "a")
        assert 'href="/en/articles/account/close-account#how"' in page
        assert 'href="/en/articles/billing/pay"' in page
        assert told(collection) == []

    def test_where_two_have_it_or_readers_may_not_see_it_the_link_stays(self, collection: Collection) -> None:
        collection.write("a.md", "[x](/kb/pay/) [y](/kb/secret/) [z](/pricing)", title="A")
        collection.write("b/pay.md", title="Pay")
        collection.write("c/pay.md", title="Pay")
        collection.write("d/secret.md", title="S", audience="internal")
        page = html(collection, "a")
        assert 'href="/kb/pay/"' in page
        assert "articles/d/secret" not in page
        assert sum("leads to no article, file or page here" in line for line in told(collection)) == 2


class TestStubs:
    @pytest.mark.parametrize(
        "head",
        [
            "redirect_to: /guides/new",
            "redirect_to: [/guides/new/]",
            "layout: redirect\nredirect: /guides/new",
            "layout: redirected\nredirect_to: /guides/new.html",
            "moved_to: guides/new",
            "redirect_url: guides/new.md",
            "title: Old\nredirect_to: /former/",
        ],
    )
    def test_they_lead_on_and_are_not_listed(
        self, collection: Collection, client: FlaskClient, site: Flask, head: str
    ) -> None:
        collection.write("stub-page.md", f"---\n{head}\npermalink: /very/old/\n---\n")
        collection.write("guides/new.md", title="New", redirect_from="/former/")
        catalog = site.extensions["kb"].library.refresh()
        assert [article.key for article in catalog.published] == ["guides/new"]
        for address in ("/en/articles/stub-page", "/stub-page", "/very/old/"):
            assert client.get(address).location == "/en/articles/guides/new"
        assert check(catalog) == []

    def test_one_with_text_stays_an_article(self, collection: Collection) -> None:
        collection.write("stub-page.md", "---\ntitle: Old\nredirect_to: /new\n---\nText.\n")
        assert len(collection.library().catalog.published) == 1

    def test_one_may_lead_to_another_site(self, collection: Collection, client: FlaskClient, site: Flask) -> None:
        collection.write("stub-page.md", "---\nredirect_to: https://status.example.com/now\n---\n")
        collection.write("inside.md", "---\nredirect_to: https://inside.example\naudience: internal\n---\n")
        collection.write("a.md", "[x](stub-page.md) [y](inside.md)", title="A")
        site.extensions["kb"].library.refresh()
        assert client.get("/en/articles/stub-page").location == "https://status.example.com/now"
        assert client.get("/en/articles/inside").status_code == 404
        page = html(collection, "a")
        assert 'href="https://status.example.com/now"' in page
        assert "inside.example" not in page

    @pytest.mark.parametrize(
        "target",
        [
            "javascript:alert(1)",
            "//evil.example",
            "https://good.example@evil.example/",
            "data:text/html,x",
            "/../x",
            "ftp://x.example",
            "'https://a.example/\\nSet-Cookie: x'",
            '"https://a.example/\\r\\nX: y"',
            "\\\\evil.example",
            "https:///x",
        ],
    )
    def test_no_redirect_leads_where_it_may_not(
        self, collection: Collection, client: FlaskClient, site: Flask, target: str
    ) -> None:
        collection.write("stub-page.md", f"---\nredirect_to: {target}\n---\n")
        collection.write("a.md", title="A")
        catalog = site.extensions["kb"].library.refresh()
        response = client.get("/en/articles/stub-page")
        assert response.status_code in (200, 404)
        assert [problem.path for problem in catalog.problems][:1] == ["stub-page.md"]

    @pytest.mark.parametrize("text", ["---\nlayout: x\n---\n", "---\ntags: [a]\n---\n\n<!-- nothing -->", "\n# \n"])
    def test_a_file_with_neither_title_nor_text_is_no_page(self, collection: Collection, text: str) -> None:
        collection.write("empty.md", text)
        collection.write("a.md", title="A")
        catalog = collection.library().catalog
        if "nothing" not in text and "#" not in text:
            assert [article.key for article in catalog.published] == ["a"]
        assert len(catalog.problems) == 1


def test_a_stub_that_leads_to_itself_ends(collection: Collection, client: FlaskClient, site: Flask) -> None:
    collection.write("a.md", "---\nredirect_to: /b\n---\n")
    collection.write("b.md", "---\nredirect_to: /a\n---\n")
    collection.write("c.md", title="C")
    site.extensions["kb"].library.refresh()
    assert client.get("/a").status_code == 404
    assert Path(collection.root).is_dir()
