"""What GitBook, mdBook, Docusaurus and Jekyll keep beside articles: contents, labels, pictures, stubs."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.catalog.article import EVERYONE
from kb.editing.check import check
from kb.folder.folder import walk
from kb.folder.summary import is_summary, read_summary
from kb.markdown.render import render
from tests.conftest import Collection

PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


def told(collection: Collection) -> list[str]:
    return [str(problem) for problem in check(collection.library().catalog)]


def html(collection: Collection, key: str) -> str:
    catalog = collection.library().catalog
    return render(catalog.translations(key, EVERYONE)["en"], catalog).html


class TestPicturesInADotFolder:
    @pytest.fixture(autouse=True)
    def files(self, collection: Collection) -> None:
        collection.write("README.md", "# Start\n\n![](<.gitbook/assets/step (1).png>)")
        collection.write("SUMMARY.md", "# Table of contents\n\n* [Start](README.md)\n")
        collection.write("guide/a.md", '# A\n\n<img src="../.gitbook/assets/a%20b.png" alt="">')
        collection.write("guide/secret.md", "![x](../.gitbook/assets/secret.png)", title="S", audience="internal")
        collection.write("guide/draft.md", "![x](../.gitbook/assets/draft.png)", title="D", draft="true")
        for name in ("step (1).png", "a b.png", "secret.png", "draft.png", "unused.png", "page.md", ".hidden.png"):
            collection.write(f".gitbook/assets/{name}", PNG)
        for path in (".git/x.png", ".env", ".obsidian/y.png", ".gitbook/.git/z.png", "guide/.GitBook/q.png"):
            collection.write(path, PNG)

    @pytest.mark.parametrize("path", ["step (1).png", "a b.png"])
    def test_those_that_an_article_links_to_are_served(self, client: FlaskClient, path: str) -> None:
        assert client.get(f"/files/.gitbook/assets/{path}", buffered=True).status_code == 200

    @pytest.mark.parametrize(
        "path",
        [
            ".gitbook/assets/secret.png",
            ".gitbook/assets/draft.png",
            ".gitbook/assets/unused.png",
            ".gitbook/assets/page.md",
            ".gitbook/assets/.hidden.png",
            ".git/x.png",
            ".env",
            ".obsidian/y.png",
            ".gitbook/.git/z.png",
            "guide/.GitBook/q.png",
            ".GITBOOK/assets/a b.png",
            ".gitbook/assets/../assets/a b.png",
            "%2egitbook/../.git/x.png",
            ".gitbook/assets/..%2f..%2f.git/x.png",
        ],
    )
    def test_nothing_else_in_a_dot_folder_is(self, client: FlaskClient, path: str) -> None:
        assert client.get(f"/files/{path}").status_code == 404

    def test_nothing_is_missing(self, collection: Collection) -> None:
        assert told(collection) == []

    def test_no_article_lies_in_one(self, collection: Collection) -> None:
        files, _ = walk(collection.root)
        assert not any(path.startswith(".") and path.endswith(".md") for path in files)
        assert not any("/.git/" in f"/{path}" or path.startswith(".env") for path in files)


class TestContents:
    SUMMARY = """# Summary

[Welcome](README.md)

## Using it

* [Orders](orders/README.md)
  * [Track &amp; trace](orders/track.md)
  * [Cancel](<orders/cancel it.md>)
* [Shop](https://shop.example)
- [Draft]()
---
"""

    def test_it_is_no_article_and_gives_the_order_and_the_names_of_folders(self, collection: Collection) -> None:
        collection.write("SUMMARY.md", self.SUMMARY)
        collection.write("README.md", "# Welcome\n\nText.")
        for name in ("README", "cancel it", "track", "zeta"):
            collection.write(f"orders/{name}.md", f"# {name}\n\nText.")
        catalog = collection.library().catalog
        assert {a.key for a in catalog.published} == {
            "README",
            "orders",
            "orders/cancel it",
            "orders/track",
            "orders/zeta",
        }
        assert [a.title for a in catalog.in_category("en", "orders")] == ["track", "cancel it", "zeta"]
        assert catalog.category_title("en", "orders") == "Orders"
        assert catalog.problems == ()

    def test_a_file_of_that_name_with_text_is_an_article(self) -> None:
        assert is_summary("en/SUMMARY.md", self.SUMMARY)
        assert not is_summary("SUMMARY.md", f"{self.SUMMARY}\nWords about it.\n")
        assert not is_summary("other.md", self.SUMMARY)
        assert not is_summary("SUMMARY.md", "# Summary\n")

    def test_links_out_of_the_folder_are_no_entries(self) -> None:
        text = "* [a](../../etc/passwd.md)\n* [b](/x.md)\n* [c](%2e%2e/y.md)\n* [d](./z.md#part)\n"
        assert [entry.path for entry in read_summary("SUMMARY.md", text)] == ["z.md"]

    def test_a_weight_of_its_own_counts_more(self, collection: Collection) -> None:
        collection.write("SUMMARY.md", "* [A](x/a.md)\n* [B](x/b.md)\n")
        collection.write("x/a.md", title="A", weight="9")
        collection.write("x/b.md", title="B")
        assert [a.key for a in collection.library().catalog.in_category("en", "x")] == ["x/b", "x/a"]


class TestLabelsOfFolders:
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("_category_.json", '{"label": "AdBlock for iOS", "position": 1, "link": {"description": "All of it"}}'),
            ("_category_.yml", "label: AdBlock for iOS\nposition: 1\ndescription: All of it\n"),
        ],
    )
    def test_label_position_and_description_are_read(self, collection: Collection, name: str, text: str) -> None:
        collection.write(f"z-ios/{name}", text)
        collection.write("z-ios/a.md", title="A")
        collection.write("android/b.md", title="B")
        first, second = collection.library().catalog.category_tree("en")
        assert (first.title, first.description, second.title) == ("AdBlock for iOS", "All of it", "Android")

    def test_an_index_of_the_folder_counts_more(self, collection: Collection) -> None:
        collection.write("x/_category_.json", '{"label": "B"}')
        collection.write("x/_index.md", "", title="A")
        collection.write("x/a.md", title="T")
        assert collection.library().catalog.category_title("en", "x") == "A"

    def test_in_a_language_folder_it_is_for_that_language(self, collection: Collection) -> None:
        collection.write("en/x/a.md", title="A")
        collection.write("fa/x/_category_.json", '{"label": "سفارش"}')
        collection.write("fa/x/a.md", title="A")
        catalog = collection.library().catalog
        assert (catalog.category_title("en", "x"), catalog.category_title("fa", "x")) == ("X", "سفارش")

    @pytest.mark.parametrize("text", ["", "{", "[1]", "[" * 50_000, '"x"', b"\xff"])
    def test_one_that_cannot_be_read_is_a_warning_and_the_folder_keeps_its_name(
        self, collection: Collection, text: str | bytes
    ) -> None:
        collection.write("x/_category_.json", text)
        collection.write("x/a.md", title="A")
        catalog = collection.library().catalog
        assert catalog.category_title("en", "x") == "X"
        assert [problem.path for problem in catalog.problems] == ["x/_category_.json"]


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
