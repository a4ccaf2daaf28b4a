"""HTML in Markdown: when Markdown in it is Markdown, and that nothing is hidden."""

from __future__ import annotations

import pytest

from tests.kb.conftest import show, words


class TestHtml:
    def test_markdown_after_a_blank_line_is_markdown(self) -> None:
        tree = show('<div class="panel">\n\n## On the phone\n\n1. Tap **Account**.\n\n</div>\n\nAfter.')
        assert [words(child) for child in tree.find("div")] == ["On the phone", "Tap Account."]
        assert words(tree[-1]) == "After."

    def test_in_the_cell_of_a_table_too(self) -> None:
        assert words(show("<table><tr><td>\n\n**Bold**\n\n</td></tr></table>").find(".//td//strong")) == "Bold"

    @pytest.mark.parametrize("tag", ['<div markdown="1">', "<div markdown>", '<section class="x" markdown="block">'])
    def test_markdown_extra_lets_it_in_at_once(self, tag: str) -> None:
        assert words(show(f"{tag}\n**Bold**\n</{tag[1:].split()[0]}>").find(".//strong")) == "Bold"

    def test_a_plain_aside_lets_it_in_at_once_as_exports_of_notion_need_it(self) -> None:
        aside = show("<aside>\n💡 Mind the **lid**.\n\n- a\n\n</aside>\n\nAfter.").find("aside")
        assert [words(child) for child in aside] == ["💡 Mind the lid.", "a"]
        assert words(aside.find(".//strong")) == "lid"
        assert words(show('<aside class="x">\n**a**\n</aside>')) == "**a**"

    def test_components_let_it_in_at_once(self) -> None:
        assert [words(li) for li in show("<Card>\n- a\n- b\n</Card>").iter("li")] == ["a", "b"]

    @pytest.mark.parametrize("opening", ["<!--", "<script>", "<style>", "<textarea>", "<![CDATA[", "<?php"])
    def test_what_is_never_closed_hides_nothing(self, opening: str) -> None:
        assert "After" in words(show(f"Before.\n\n{opening}\nInside.\n\nAfter."))
        assert "After" in words(show(f"> {opening}\n> Inside.\n\nAfter."))
        assert "After" in words(show(f"<div>\n{opening}\n</div>\n\nAfter."))

    def test_comments_are_shown_as_nothing(self) -> None:
        assert words(show("a\n\n<!-- no\n\nno -->\n\nb <!-- no --> c")) == "a b c"
