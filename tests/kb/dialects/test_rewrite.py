"""Markdown as other systems accept it: list habits, blocks, template languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.dialects.rewrite import normalise
from tests.kb.conftest import show, words
from tests.kb.dialects.conftest import outline


class TestLists:
    @pytest.mark.parametrize("indent", ["  ", "   ", "    ", "\t"])
    def test_two_three_four_spaces_and_tabs_nest(self, indent: str) -> None:
        tree = show(f"- a\n{indent}- b\n{indent * 2}- c\n{indent}- d\n- e")
        assert outline(tree.find("ul")) == ["a", ["b", ["c"], "d"], "e"]

    def test_numbered_lists_nest_by_three_spaces(self) -> None:
        tree = show("1. a\n   1. b\n   2. c\n2. d\n   - e")
        assert outline(tree.find("ol")) == ["a", ["b", "c"], "d", ["e"]]

    @pytest.mark.parametrize(("first", "tag"), [("- ", "ul"), ("* ", "ul"), ("+ ", "ul"), ("1. ", "ol"), ("1) ", "ol")])
    def test_a_list_right_below_a_paragraph_is_a_list(self, first: str, tag: str) -> None:
        tree = show(f"You need:\n{first}a key\n{first}a door")
        assert words(tree.find("p")) == "You need:"
        assert outline(tree.find(tag)) == ["a key", "a door"]

    def test_a_number_in_the_middle_of_a_paragraph_is_no_list(self) -> None:
        tree = show("The year was\n1984. It rained.")
        assert words(tree) == "The year was 1984. It rained."
        assert tree.find("ol") is None

    def test_a_year_that_begins_a_paragraph_is_a_list_as_commonmark_has_it(self) -> None:
        assert show("1984. It rained.").find("ol") is not None

    def test_a_rule_is_no_list(self) -> None:
        tree = show("a\n\n* * *\n\n- - -\n\n---\n\nb")
        assert len(tree.findall("hr")) == 3
        assert tree.find("ul") is None

    def test_paragraphs_and_code_stay_inside_their_item_and_numbering_goes_on(self) -> None:
        tree = show("1. First\n\n   More.\n\n   ```sh\n   ls\n\n   pwd\n   ```\n2. Second")
        (steps,) = tree.findall("ol")
        first, second = steps.findall("li")
        assert [words(p) for p in first.findall("p")] == ["First", "More."]
        assert first.findtext("pre/code") == "ls\n\npwd"
        assert words(second) == "Second"

    def test_a_paragraph_after_a_list_ends_it(self) -> None:
        tree = show("- a\n- b\n\nAfter.")
        assert [child.tag for child in tree] == ["ul", "p"]

    def test_a_lazy_line_continues_its_item(self) -> None:
        tree = show("- a long\nitem\n- b")
        assert outline(tree.find("ul")) == ["a long item", "b"]

    def test_a_quote_and_a_table_stay_inside_their_item(self) -> None:
        tree = show("- a\n\n  > quoted\n\n- b\n\n  | x | y |\n  |---|---|\n  | 1 | 2 |\n")
        assert words(tree.find("ul/li/blockquote")) == "quoted"
        assert tree.find("ul/li//table") is not None

    def test_lists_inside_quotes_are_lists(self) -> None:
        tree = show("> Steps:\n> - a\n>   - b\n> - c")
        assert outline(tree.find("blockquote/ul")) == ["a", ["b"], "c"]

    @pytest.mark.parametrize("rule", ["* * *", "- - -", "***", "___"])
    def test_a_rule_ends_a_list(self, rule: str) -> None:
        assert [child.tag for child in show(f"- a\n\n{rule}\n\nAfter.")] == ["ul", "hr", "p"]

    def test_code_below_a_rule_is_not_inside_an_item(self) -> None:
        assert show("* * *\n\n    code").findtext("pre/code") == "code"

    def test_code_of_four_spaces_is_no_list(self) -> None:
        assert show("Text:\n\n    - not\n    - a list\n").findtext(".//code") == "- not\n- a list"

    def test_a_list_of_numbers_starts_where_it_says(self) -> None:
        assert show("1. a\n2. b").find("ol").get("start") is None


class TestAttributeLines:
    def test_an_id_below_a_heading_is_the_headings(self) -> None:
        tree = show("## Reset\n{: #reset-it .big}\n\nText.")
        assert (tree.find("h2").get("id"), words(tree)) == ("reset-it", "Reset Text.")

    @pytest.mark.parametrize(
        "body",
        ["## Reset\n{:.no_toc}\n\nText.", "## Reset\n\n{: .lead }\nText.", "{::options x='y' /}\n\n## Reset\n\nText."],
    )
    def test_what_means_nothing_here_is_shown_as_nothing(self, body: str) -> None:
        assert words(show(body)) == "Reset Text."

    @pytest.mark.parametrize("contents", ["* TOC\n{:toc}", "1. TOC\n{: toc}", "[TOC]", "[[_TOC_]]", "[[toc]]", "[toc]"])
    def test_the_place_of_a_table_of_contents_is_shown_as_nothing(self, contents: str) -> None:
        assert words(show(f"{contents}\n\n## Reset\n\nText.")) == "Reset Text."

    def test_below_a_table_they_are_no_row_of_it(self) -> None:
        assert [words(cell) for cell in show("| A |\n|---|\n| 1 |\n{: .wide}\n").iter("td")] == ["1"]

    def test_below_a_paragraph_they_belong_to_it(self) -> None:
        paragraph = show("Text.\n{: .lead #start}\n").find("p")
        assert (paragraph.get("class"), paragraph.get("id")) == ("lead", "start")

    def test_inside_code_they_stay_as_they_are(self) -> None:
        assert show("```\n\n{: .x}\n[TOC]\n```").findtext(".//code") == "\n{: .x}\n[TOC]"


class TestCode:
    @pytest.mark.parametrize("info", ["js", 'js title="a.js"', "js {1,3} showLineNumbers", "{.js}", "js:a.js", "JS"])
    def test_a_fence_keeps_its_language_and_shows_nothing_of_its_title(self, info: str) -> None:
        code = show(f"```{info}\nlet a = 1;\n```").find(".//code")
        assert code.text == "let a = 1;"
        assert (code.get("class") or "").lower() == "language-js"

    def test_a_longer_fence_holds_a_shorter_one(self) -> None:
        assert show("````md\n```\nx\n```\n````").findtext(".//code") == "```\nx\n```"

    def test_a_fence_that_is_never_closed_shows_the_rest_as_text_or_code(self) -> None:
        assert "rest" in words(show("```sh\nls\n\nrest"))

    def test_tabs_inside_code_stay(self) -> None:
        assert show("```make\nall:\n\tcc\n```").findtext(".//code") == "all:\n\tcc"

    def test_a_very_long_run_of_backticks_is_read_at_once(self) -> None:
        assert "``" in normalise("`" * 200_000)


@given(st.text(alphabet="abc \n.,", max_size=200))
def test_plain_prose_keeps_every_word(body: str) -> None:
    assert normalise(body).split() == body.split()


PIECES = [
    "- ",
    "1. ",
    "  ",
    "    ",
    "\n",
    "\n\n",
    "```",
    "~~~",
    ":::tip\n",
    ":::\n",
    "!!! note\n",
    "> ",
    "{%",
    "%}",
    "{{",
    "}}",
    "`",
    "a",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_no_markdown_is_beyond_it(body: str) -> None:
    assert isinstance(normalise(body), str)
