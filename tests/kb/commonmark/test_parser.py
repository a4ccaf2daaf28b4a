"""Markdown as people write it for GitHub; the specification's own examples are in ``test_commonmark``."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from kb.commonmark.blocks import Block
from kb.commonmark.parser import MAX_OPEN, BlockParser
from kb.markdown.render import to_html
from tests.kb.conftest import show, words


def outline(items: html.HtmlElement) -> list[object]:
    """A list as nested Python lists: the words of each item, followed by the lists inside it."""
    found: list[object] = []
    for item in items.findall("li"):
        own = " ".join(
            "".join(item.xpath("text() | p//text() | *[not(self::ul or self::ol or self::p)]//text()")).split()
        )
        found += [own, *(outline(inner) for inner in item if inner.tag in ("ul", "ol"))]
    return found


def shape(body: str) -> list[str]:
    return [child.tag for child in show(body)]


class TestSteps:
    @pytest.mark.parametrize("gap", ["", "\n"])
    @pytest.mark.parametrize("indent", ["   ", "    "])
    def test_the_next_step_follows_a_loose_list_within_a_step(self, indent: str, gap: str) -> None:
        tree = show(f"1. Open:\n\n{indent}- Press.\n\n{indent}- Lift.\n{gap}2. Pour.\n{gap}3. Dry.")
        assert outline(tree.find("ol")) == ["Open:", ["Press.", "Lift."], "Pour.", "Dry."]

    def test_the_next_item_follows_a_paragraph_within_a_list_within_an_item(self) -> None:
        tree = show("- Kettle\n  - Lid\n\n    Rinse it.\n\n  - Base\n- Mixer")
        assert outline(tree.find("ul")) == ["Kettle", ["Lid Rinse it.", "Base"], "Mixer"]

    @pytest.mark.parametrize("digits", ["۱۲۳", "١٢٣", "१२३"])
    def test_numbers_are_numbers_in_the_digits_of_every_script(self, digits: str) -> None:
        one, two, three = digits
        tree = show(f"{one}. Open:\n\n   - Press.\n\n   - Lift.\n{two}. Pour.\n{three}. Dry.")
        assert outline(tree.find("ol")) == ["Open:", ["Press.", "Lift."], "Pour.", "Dry."]
        assert show(f"{two}{one}) a\n{two}{two}) b").find("ol").get("start") == "21"
        assert shape(f"In\n{two}{one}. a") == shape(f"{one}\\. a") == shape(f"{one}.{two} a") == ["p"]

    @pytest.mark.parametrize("indent", ["", " ", "  "])
    def test_bullets_under_a_number_are_a_list_and_the_numbers_go_on(self, indent: str) -> None:
        tree = show(f"1. Pay:\n{indent}- by card\n{indent}- in cash\n2. Wait.")
        assert [child.tag for child in tree] == ["ol", "ul", "ol"]
        assert outline(tree[1]) == ["by card", "in cash"]
        assert tree[2].get("start") == "2"

    @pytest.mark.parametrize(("first", "second"), [("-", "*"), ("1.", "1)"), ("1.", "*"), ("+", "1.")])
    def test_another_sign_begins_another_list(self, first: str, second: str) -> None:
        assert len(show(f"{first} a\n{second} b")) == 2

    def test_numbers_that_are_not_in_order_are_one_list_from_the_first(self) -> None:
        assert [(e.get("start"), len(e)) for e in show("7. a\n7. b\n1. c")] == [("7", 3)]

    def test_code_a_table_and_a_picture_stay_in_their_step(self) -> None:
        body = "1. One\n   ```sh\n   ls\n   ```\n2. Two\n\n   | a |\n   |---|\n   | 1 |\n\n"
        body += "3. Three\n   ~~~\n     x\n   ~~~\n"
        (steps,) = show(body)
        assert [item.findtext("pre/code") for item in steps] == ["ls", None, "  x"]
        assert steps[1].find(".//td") is not None

    def test_code_indented_below_a_step_is_code(self) -> None:
        (step,) = show("1. Run:\n\n        ls\n          -l").find("ol")
        assert step.findtext("pre/code") == " ls\n   -l"

    def test_a_fence_without_an_end_ends_with_its_item(self) -> None:
        assert shape("- a\n  ```\n  code\n\nText.") == ["ul", "p"]

    def test_paragraphs_between_lists_end_them(self) -> None:
        assert shape("1. a\n\nText.\n\n2. b") == ["ol", "p", "ol"]

    def test_an_empty_item_is_an_item(self) -> None:
        assert outline(show("- a\n-\n- b").find("ul")) == ["a", "", "b"]

    def test_loose_and_tight(self) -> None:
        assert show("- a\n- b").find("ul/li/p") is None
        assert len(show("- a\n\n- b").findall("ul/li/p")) == 2


class TestCode:
    @pytest.mark.parametrize("ticks", ["```", "````"])
    def test_three_backticks_around_one_line_are_code_within_it(self, ticks: str) -> None:
        tree = show(f"Run:\n\n{ticks}kettle tool reset --all{ticks}\n\nThen wait.")
        assert [words(p) for p in tree.findall("p")] == ["Run:", "kettle tool reset --all", "Then wait."]
        assert tree.findtext(".//code") == "kettle tool reset --all"

    @pytest.mark.parametrize("before", ["> ", "- ", "1. ", "> - "])
    def test_fences_in_quotes_and_lists(self, before: str) -> None:
        rest = before if before == "> " else before.replace("- ", "  ").replace("1. ", "   ")
        code = show(f"{before}```py\n{rest}a\n{rest}  b\n{rest}```").find(".//code")
        assert (code.text, code.get("class")) == ("a\n  b", "language-py")

    def test_tabs_count_as_columns(self) -> None:
        assert outline(show("-\ta\n\t- b\n\n\t\tmore").find("ul")) == ["a", ["b more"]]


class TestText:
    @pytest.mark.parametrize("end", ["\\", "  ", "   "])
    def test_a_backslash_or_spaces_at_the_end_of_a_line_break_it(self, end: str) -> None:
        (paragraph,) = show(f"Sofra Ltd{end}\nHigh Street 1{end}\nLondon")
        assert [element.tag for element in paragraph] == ["br", "br"]
        assert "\\" not in words(paragraph)

    def test_any_sign_can_be_escaped(self) -> None:
        assert words(show("\\<b\\> \\& \\: \\/ \\$ \\~ \\a C:\\ d")) == "<b> & : / $ ~ \\a C:\\ d"

    def test_two_attribute_lists_leave_nothing_behind(self) -> None:
        tree = show('See the [shop](https://x.example){:target="_blank"}{:rel="noopener"}{: .big}.')
        assert words(tree) == "See the shop."

    def test_links_beside_one_another_are_two(self) -> None:
        tree = show("[one] [two]\n[Three][]\n\n[one]: https://x.example/1\n[two]: https://x.example/2\n[three]: /3 (t)")
        assert [words(a) for a in tree.iter("a")] == ["one", "two", "Three"]

    @pytest.mark.parametrize(
        "target", ["/a b.png", "</a b.png>", '/a b.png "T"', "/a%20b.png (T)", "</a b.png>\n'T'", '  /a%20b.png  "T"  ']
    )
    def test_a_picture_may_have_spaces_in_its_address_and_a_title(self, target: str) -> None:
        (image,) = html.fromstring(to_html(f"![the *red* one]({target})")).iter("img")
        assert (unquote(image.get("src")), image.get("alt")) == ("/a b.png", "the red one")
        assert image.get("title") == ("T" if "T" in target else None)

    @pytest.mark.parametrize("target", ["/a_(b)", "/a_(b(c))", "</a_(b>", "/a?b=[c]&d=(e)"])
    def test_an_address_may_have_brackets(self, target: str) -> None:
        (link,) = html.fromstring(to_html(f"See [it]({target}).")).iter("a")
        assert link.get("href") == target.strip("<>")

    def test_code_may_be_a_label(self) -> None:
        assert words(show("[`a`] and [b][`a`]\n\n[`a`]: https://x.example").find("p/a")) == "a"

    def test_an_alert_whose_text_is_on_the_line_of_its_sign_has_no_title_of_its_own(self) -> None:
        assert [words(p) for p in show("> [!NOTE] Mind the gap.").find("div")] == ["Note", "Mind the gap."]
        assert [words(p) for p in show("> [!NOTE] Mind\n> the gap.").find("div")] == ["Mind", "the gap."]

    def test_a_link_definition_may_be_written_in_any_way(self) -> None:
        tree = show("[A  b]: <https://x.example/a>\n  'Title'\n[c]:\nhttps://x.example/c\n\n[a B] and [c] [d].")
        assert [a.get("href") for a in tree.iter("a")] == ["https://x.example/a", "https://x.example/c"]
        assert words(tree) == "a B and c [d]."

    @pytest.mark.parametrize("line", ["=", "===", "-", "-----"])
    def test_a_heading_may_be_underlined(self, line: str) -> None:
        assert words(show(f"Text\nof two lines\n{line}\n\nx")[0]) == "Text of two lines"
        assert show(f"Text\n{line}")[0].tag == "h2"

    def test_two_signs_without_a_space_are_a_heading_and_one_is_none(self) -> None:
        assert shape("##Heading") == ["h2"]
        assert words(show("#1234 and\n#hashtag")) == "#1234 and #hashtag"

    @pytest.mark.parametrize("title", ["", ' "Mind it"', " Mind it"])
    def test_words_after_a_callout_are_not_lost(self, title: str) -> None:
        assert words(show(f"!!! note{title}\n    Text.").find("div")).endswith("Text.")
        assert ("Mind it" in words(show(f"!!! note{title}\n    Text."))) == bool(title)


def depth(block: Block) -> int:
    return 1 + max(map(depth, block.children), default=0)


@pytest.mark.parametrize("sign", ["> ", "- ", "1. ", "* > ", "!!! a\n    "])
def test_nesting_is_bounded_and_what_is_beyond_it_is_text(sign: str) -> None:
    document = BlockParser(sign * 5000 + "x").parse()
    assert depth(document) <= MAX_OPEN + 3
    assert "x" in words(show(sign * 500 + "x"))


PIECES = [
    "- ",
    "1. ",
    "> ",
    "  ",
    "    ",
    "\t",
    "\n",
    "\n\n",
    "```",
    "~~~",
    "# ",
    "---",
    "===",
    "|",
    "|-|\n",
    "<div>",
    "</div>",
]
PIECES += ["<!--", "-->", "<pre>", "[^1]: ", "*[a]: ", ": ", "!!! a\n", '=== "a"\n', "[a]: b", "\\", "`"]


@given(st.lists(st.sampled_from([*PIECES, "word"]), max_size=40))
def test_every_word_is_in_a_block(pieces: list[str]) -> None:
    def texts(block: Block) -> list[str]:
        own = [*block.lines, block.title or "", block.name, block.mark]
        return own + [text for child in block.children for text in texts(child)]

    numbered = [f"{piece}{number}. " if piece == "word" else piece for number, piece in enumerate(pieces)]
    parser = BlockParser("".join(numbered))
    found = " ".join([*texts(parser.parse()), *map(str, parser.definitions)])
    assert [word for word in numbered if word.startswith("word") and word.strip(". ") not in found] == []
