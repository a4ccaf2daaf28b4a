"""Blocks between colons, as Docusaurus and VitePress write them."""

from __future__ import annotations

import pytest

from kb.dialects.parts.boxes import MAX_NESTING
from kb.dialects.rewrite import normalise
from kb.markdown.render import to_html
from tests.kb.conftest import show, tree_of, words


class TestColonBlocks:
    @pytest.mark.parametrize("opening", [":::tip", "::: tip", "::::tip", ":::TIP"])
    def test_colons_make_a_callout(self, opening: str) -> None:
        box = show(f"Before\n{opening}\nInside *it*.\n\n- a\n- b\n:::\nAfter").find("div")
        assert box.get("class") == "admonition tip"
        assert [words(child) for child in box] == ["Tip", "Inside it.", "a b"]

    @pytest.mark.parametrize("opening", [":::note[My title]", ":::note My title", "::: note My title"])
    def test_their_title_is_their_own(self, opening: str) -> None:
        assert words(show(f"{opening}\nText\n:::").find("div/p")) == "My title"

    def test_a_quote_mark_in_a_title_breaks_nothing(self) -> None:
        assert words(show(':::note Say "hi"\nText\n:::').find("div/p")) == "Say ”hi”"

    def test_they_nest(self) -> None:
        outer = show("::::note\nA\n:::tip\nB\n:::\nC\n::::\nD").find("div")
        assert words(outer) == "Note A Tip B C"

    def test_they_stay_inside_their_list_item(self) -> None:
        tree = show("- a\n\n  :::tip\n  Inside\n  :::\n\n- b")
        assert words(tree.find("ul/li/div")) == "Tip Inside"
        assert len(tree.findall("ul/li")) == 2

    def test_inside_code_they_stay_as_they_are(self) -> None:
        assert show("```\n:::tip\nx\n:::\n```").findtext(".//code") == ":::tip\nx\n:::"

    def test_one_that_is_never_closed_takes_the_rest(self) -> None:
        assert words(show(":::tip\nA\n\nB").find("div")) == "Tip A B"

    def test_nesting_beyond_reason_does_not_grow_the_text_without_bound(self) -> None:
        assert len(normalise(":::a\n" * 2000)) < 2000 * (4 * MAX_NESTING + 20)


@pytest.mark.parametrize("name", ["video", "youtube", "player"])
def test_what_stands_in_a_box_for_a_video_is_shown_as_it_is(name: str) -> None:
    frame = '<iframe src="https://www.youtube.com/embed/x1" title="Film"></iframe>'
    assert words(show(f"::: {name}\n{frame}\n:::\n\nEnd.")) == "Video: Film End."
    assert words(show(f"::: {name} See how\n{frame}\n:::\n\nEnd.")) == "See how Video: Film End."
    (link,) = show(f"::: {name} https://youtu.be/x1\n:::").iter("a")
    assert link.get("href") == "https://www.youtube.com/watch?v=x1"


def test_a_title_in_square_brackets_may_hold_a_link() -> None:
    (title,) = show(":::info[See [the lid](https://example.com) first]\nText.\n:::").iterfind(
        ".//p[@class='admonition-title']"
    )
    assert (words(title), title.find("a").get("href")) == ("See the lid first", "https://example.com")


class TestDirectives:
    """What MyST and MkDocs write between colons, backticks or slashes."""

    @pytest.mark.parametrize(
        "written",
        [
            ":::{warning}\nالغطاء **ساخن**.\n:::",
            "```{warning}\nالغطاء **ساخن**.\n```",
            "~~~{warning}\n:name: lid\n\nالغطاء **ساخن**.\n~~~",
            ":::{admonition} Warning\n:class: warning\n\nالغطاء **ساخن**.\n:::",
            "/// warning\nالغطاء **ساخن**.\n///",
            "/// admonition | Warning\n    type: warning\n\nالغطاء **ساخن**.\n///",
        ],
    )
    def test_a_callout_is_one_however_it_is_fenced(self, written: str) -> None:
        tree = show(f"{written}\n\nAfter.")
        (box,) = tree.xpath("//div[@class='admonition warning']")
        assert words(box) == "Warning الغطاء ساخن."
        assert words(tree).endswith("After.")

    @pytest.mark.parametrize(
        "written",
        [
            "::::{tab-set}\n:::{tab-item} Phone\n:sync: a\nTap.\n:::\n:::{tab-item} Computer\nClick.\n:::\n::::",
            "````{tab-set}\n```{tab-item} Phone\nTap.\n```\n```{tab-item} Computer\nClick.\n```\n````",
            "/// tab | Phone\nTap.\n///\n/// tab | Computer\nClick.\n///",
            "::: {.panel-tabset}\n## Phone\n\nTap.\n\n## Computer\n\nClick.\n:::",
        ],
    )
    def test_tabs_are_tabs(self, written: str) -> None:
        (tabs,) = show(written).xpath("//div[@class='tabbed-set']")
        assert words(tabs) == "Phone Tap. Computer Click."

    @pytest.mark.parametrize(
        "written", [":::{dropdown} المزيد\nText.\n:::", "/// details | المزيد\n    type: note\n\nText.\n///"]
    )
    def test_what_is_folded_is_folded(self, written: str) -> None:
        (fold,) = show(written).iter("details")
        assert words(fold) == "المزيد Text."

    def test_code_in_a_directive_is_code_and_a_picture_is_one(self) -> None:
        assert show("````{note}\n```python\n:::{tip}\n```\n````").findtext(".//code") == ":::{tip}"
        tree = tree_of(to_html("```{figure} a.png\n:alt: غطاء\n\nThe lid.\n```"))
        assert [(one.get("src"), one.get("alt")) for one in tree.iter("img")] == [("a.png", "غطاء")]
        assert words(tree).endswith("The lid.")

    @pytest.mark.parametrize("written", ["```{code-cell}\nx = 1\n```", "````\n```{note}\nx\n```\n````"])
    def test_directives_of_code_and_directives_in_code_stay_code(self, written: str) -> None:
        assert "x" in (show(written).findtext("pre/code") or "")

    def test_slashes_that_nothing_ends_stay_as_they_are(self) -> None:
        assert words(show("/// note\n\nText.")) == "/// note Text."

    def test_a_drawing_between_colons_is_code(self) -> None:
        assert show("::: mermaid\ngraph *LR*\n:::\n\nAfter.").findtext("pre/code") == "graph *LR*"
