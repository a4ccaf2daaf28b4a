"""Where the links of an article lead."""

from __future__ import annotations

import pytest

from kb.catalog.addresses import article_url, file_url
from kb.catalog.article import EVERYONE, PUBLIC_ONLY, Article, Audience, Status
from kb.catalog.catalog import Audiences, Catalog
from kb.markdown.link_resolver import LinkTarget, resolve
from tests.kb.conftest import a_catalog, an_article

SOURCE = an_article("account/reset")
PERSIAN = an_article("account/reset", "fa")
CATALOG = a_catalog(
    SOURCE,
    PERSIAN,
    an_article("account/close"),
    an_article("account/close", "fa"),
    an_article("orders/cancel", old_paths=("orders/stop",)),
    an_article("products/air-fryer/clean"),
    an_article("bundle", path="en/bundle/index.md"),
    an_article("راهنما/شروع", "fa"),
    an_article("only-here", "fa"),
    an_article("secret", audience=Audience.INTERNAL),
    an_article("draft", status=Status.DRAFT),
    files=("en/account/a.png", "en/images/b c.png", "fa/account/a-fa.png", "shared/c.png", "static/logo.svg", "d.pdf"),
)


def lead(
    href: str, source: Article = SOURCE, audiences: Audiences = PUBLIC_ONLY, catalog: Catalog = CATALOG
) -> LinkTarget:
    return resolve(href, source, catalog, audiences)


class TestToArticles:
    @pytest.mark.parametrize(
        "href",
        [
            "close.md",
            "./close.md",
            "close",
            "../account/close.md",
            "../account/close",
            "../../en/account/close.md",
            "../close",  # pretty addresses: the page itself is a folder
            "../close/",
            "/account/close.md",
            "/account/close",
            "/account/close/",
            "/en/account/close.md",
            "/docs/account/close.md",
            "/content/account/close.md",
            "/en/articles/account/close",
            "/en/articles/account/close.md",
            "close.mdx",
            "close.markdown",
            "  close.md ",
            "CLOSE.md",
        ],
    )
    def test_every_way_to_write_the_same_link_leads_there(self, href: str) -> None:
        target = lead(href)
        assert (target.kind, target.url) == ("article", "/en/articles/account/close")

    @pytest.mark.parametrize("href", ["../bundle/index.md", "../bundle/", "../bundle", "/bundle", "/bundle/index.md"])
    def test_a_bundle_is_reached_by_its_folder(self, href: str) -> None:
        assert lead(href).url == "/en/articles/bundle"

    def test_from_inside_a_bundle_links_start_from_its_folder(self) -> None:
        bundle = an_article("bundle", path="en/bundle/index.md")
        assert lead("../account/close.md", bundle).url == "/en/articles/account/close"

    def test_a_link_stays_in_the_language_of_its_article(self) -> None:
        assert lead("close.md", PERSIAN).url == "/fa/articles/account/close"

    def test_where_the_translation_is_missing_it_leads_to_the_original(self) -> None:
        assert lead("../orders/cancel.md", PERSIAN).url == "/en/articles/orders/cancel"

    def test_where_the_original_is_missing_it_leads_to_whatever_version_there_is(self) -> None:
        assert lead("../only-here.md").url == "/fa/articles/only-here"

    def test_an_address_with_a_language_asks_for_that_language(self) -> None:
        assert lead("/fa/articles/account/close").url == "/fa/articles/account/close"
        assert lead("/fa/articles/orders/cancel").url == "/en/articles/orders/cancel"

    @pytest.mark.parametrize(
        "href", ["../orders/stop.md", "/orders/stop", "/en/articles/orders/stop", "/orders/stop.html"]
    )
    def test_a_former_path_leads_to_where_the_article_is_now(self, href: str) -> None:
        assert lead(href).url == "/en/articles/orders/cancel"

    @pytest.mark.parametrize(
        "href", ["2024-05-01-close.md", "/_posts/2024-05-01-close.md", "../account/2024-05-01-close"]
    )
    def test_a_post_is_linked_by_the_name_of_its_file(self, href: str) -> None:
        catalog = a_catalog(SOURCE, an_article("account/close"), an_article("close"))
        assert lead(href, catalog=catalog).article is not None

    def test_the_anchor_goes_along_and_the_query_does_not(self) -> None:
        target = lead("close.md?a=b#بخش-دو")
        assert (target.anchor, target.url) == ("بخش-دو", article_url("en", "account/close", "بخش-دو"))
        assert lead("close.md#%D8%A8").anchor == "ب"

    @pytest.mark.parametrize(
        "href", ["../راهنما/شروع.md", "../%D8%B1%D8%A7%D9%87%D9%86%D9%85%D8%A7/%D8%B4%D8%B1%D9%88%D8%B9.md"]
    )
    def test_letters_of_every_script_are_found_encoded_or_not(self, href: str) -> None:
        target = lead(href, PERSIAN)
        assert target.article is not None
        assert target.article.key == "راهنما/شروع"
        assert target.url.isascii()

    def test_an_anchor_alone_stays_on_the_page(self) -> None:
        target = lead("#steps")
        assert (target.kind, target.url, target.article) == ("anchor", "#steps", SOURCE)

    def test_in_a_collection_without_language_folders_paths_start_from_the_top(self) -> None:
        source = an_article("account/reset", path="account/reset.md")
        catalog = a_catalog(source, an_article("orders/cancel", path="orders/cancel.md"))
        for href in ("../orders/cancel.md", "/orders/cancel", "../../orders/cancel"):
            assert resolve(href, source, catalog).url == "/en/articles/orders/cancel"


class TestToNowhere:
    @pytest.mark.parametrize(
        "href",
        [
            "https://",
            "http://",
            "https:// example.com",
            "nothing.md",
            "../nothing",
            "/nothing.md",
            "/en/articles/nothing",
            "draft.md",
            "../draft.md",
            "",
            "  ",
            "?a",
        ]
        + ["../../../../etc/passwd", "../../../../../en/account/close.md", "http://[", ".."],
    )
    def test_what_is_not_there_is_broken(self, href: str) -> None:
        assert lead(href).kind == "broken"

    @pytest.mark.parametrize("href", ["../secret.md", "/secret.md", "/en/articles/secret", "../secret"])
    def test_an_internal_article_is_not_there_for_the_public(self, href: str) -> None:
        target = lead(href)
        assert (target.kind, target.article) == ("broken", None)
        assert lead(href, audiences=EVERYONE).url == "/en/articles/secret"

    @pytest.mark.parametrize(
        "href",
        ["javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "x-app:y"],
    )
    def test_addresses_that_are_not_safe_are_broken(self, href: str) -> None:
        assert lead(href).kind == "broken"

    def test_an_address_of_this_site_that_is_no_article_is_left_as_it_is(self) -> None:
        for href in ("/", "/contact", "/en/search?q=x", "/zz/articles/nothing"):
            assert (lead(href).kind, lead(href).url) == ("site", href)


class TestToFiles:
    @pytest.mark.parametrize(
        ("href", "path"),
        [
            ("a.png", "en/account/a.png"),
            ("./a.png", "en/account/a.png"),
            ("../images/b%20c.png", "en/images/b c.png"),
            ("../../shared/c.png", "shared/c.png"),
            ("/shared/c.png", "shared/c.png"),
            ("/images/b c.png", "en/images/b c.png"),
            ("/logo.svg", "static/logo.svg"),
            ("../d.pdf", "d.pdf"),
        ],
    )
    def test_files_beside_articles_are_found(self, href: str, path: str) -> None:
        target = lead(href)
        assert (target.kind, target.path, target.url) == ("file", path, file_url(path))

    def test_a_file_that_a_translation_lacks_is_taken_from_the_original(self) -> None:
        assert lead("a.png", PERSIAN).path == "en/account/a.png"
        assert lead("a-fa.png", PERSIAN).path == "fa/account/a-fa.png"

    def test_a_markdown_file_is_never_a_file(self) -> None:
        assert lead("../draft.md").kind == "broken"


@pytest.mark.parametrize(
    "href", ["https://example.com/a b", "http://example.com", "//example.com/x", "mailto:a@example.com", "tel:+98123"]
)
def test_other_sites_are_external(href: str) -> None:
    assert (lead(href).kind, lead(href).url) == ("external", href)


def test_addresses_are_written_in_ascii() -> None:
    assert (
        article_url("fa", "حساب/رمز عبور")
        == "/fa/articles/%D8%AD%D8%B3%D8%A7%D8%A8/%D8%B1%D9%85%D8%B2%20%D8%B9%D8%A8%D9%88%D8%B1"
    )
    assert article_url("en", "a?b#c%", "x y") == "/en/articles/a%3Fb%23c%25#x%20y"
    assert file_url("en/b c.png") == "/files/en/b%20c.png"
