"""Links and pictures as they are on the page."""

from __future__ import annotations

import pytest

from kb.catalog.article import EVERYONE, Audience
from kb.markdown.render import render
from tests.kb.conftest import a_catalog, an_article, render_body, tree_of, words


class TestOnThePage:
    CLOSE = an_article("account/close")
    SECRET = an_article("secret", audience=Audience.INTERNAL)

    def test_a_broken_link_loses_the_link_and_keeps_the_words(self) -> None:
        link = tree_of(render_body("See [the *whole* text](gone.md).").html).find(".//a")
        assert (words(link), link.get("href"), link.get("class")) == ("the whole text", None, "broken")

    def test_a_link_to_an_internal_article_keeps_nothing_but_its_words(self) -> None:
        markup = render_body("See [the handbook](../secret.md).", self.SECRET).html
        assert words(tree_of(markup)) == "See the handbook."
        assert "secret" not in markup
        staff = render_body("See [the handbook](../secret.md).", self.SECRET, audiences=EVERYONE).html
        assert 'href="/en/articles/secret"' in staff

    def test_a_link_to_an_article_names_its_language(self) -> None:
        original = an_article("close")
        article = an_article("reset", "fa", body="[x](close.md)")
        link = tree_of(render(article, a_catalog(article, original)).html).find(".//a")
        assert (link.get("href"), link.get("hreflang")) == ("/en/articles/close", "en")

    @pytest.mark.parametrize("href", ["https://example.com", "//example.com"])
    def test_a_link_to_another_site_is_marked_and_tells_it_nothing(self, href: str) -> None:
        link = tree_of(render_body(f"[x]({href})").html).find(".//a")
        assert (link.get("href"), link.get("class")) == (href, "external")
        assert {"noopener", "noreferrer"} <= set(link.get("rel").split())

    def test_a_mail_address_is_not_another_site(self) -> None:
        assert tree_of(render_body("[x](mailto:a@example.com)").html).find(".//a").get("class") is None

    def test_a_picture_beside_the_article_is_loaded_when_it_is_seen(self) -> None:
        body = '![First](a.png)\n\n![A key](a.png "Title")'
        image = list(tree_of(render_body(body, files=("en/account/a.png",)).html).iter("img"))[1]
        assert dict(image.attrib) == {
            "src": "/files/en/account/a.png",
            "alt": "A key",
            "title": "Title",
            "loading": "lazy",
            "decoding": "async",
        }

    @pytest.mark.parametrize(
        "src", ["gone.png", "http://example.com/a.png", "data:image/png;base64,AAAA", "../account/close.md"]
    )
    def test_a_picture_that_cannot_be_shown_leaves_its_words(self, src: str) -> None:
        tree = tree_of(render_body(f"Press ![the key]({src}) now.", self.CLOSE).html)
        assert tree.find(".//img") is None
        assert words(tree) == "Press the key now."

    def test_a_picture_of_another_site_is_shown_where_it_is_encrypted(self) -> None:
        image = tree_of(render_body("![x](https://example.com/a.png)").html).find(".//img")
        assert image.get("src") == "https://example.com/a.png"

    def test_every_link_is_known_with_what_was_written(self) -> None:
        links = render_body("[a](close.md) ![b](gone.png) [c](https://x.example)", self.CLOSE).links
        assert [(link.href, link.target.kind, link.is_image) for link in links] == [
            ("close.md", "article", False),
            ("gone.png", "broken", True),
            ("https://x.example", "external", False),
        ]
