"""Attribute lists of kramdown and its relatives: what means something is kept, nothing of them is shown."""

from __future__ import annotations

import pytest

from tests.kb.conftest import show, words


@pytest.mark.parametrize(
    "lists",
    ['{:target="_blank"}{:rel="noopener"}', '{target="_blank" rel="x"}', "{:.a}{:.b}{:.c}", "{:}", "{ .a }", "{#x}"],
)
@pytest.mark.parametrize("span", ["[shop](https://example.com)", "**shop**", "*shop*", "`shop`"])
def test_behind_words_any_number_is_taken_in(lists: str, span: str) -> None:
    assert words(show(f"See {span}{lists}. Then {{this}}.")) == "See shop. Then {this}."


def test_the_size_of_a_picture_is_kept() -> None:
    image = show('![A](https://example.com/a.png){:width="300"}{:.wide}').find(".//img")
    assert (image.get("width"), image.get("class")) == ("300", None)


@pytest.mark.parametrize(
    "heading",
    [
        "## Lost?{#gone}",
        "## Lost? {#gone}",
        "## Lost?{: #gone .x}",
        "## Lost?{#gone} ##",
        "Lost?{#gone}\n---",
        "## Lost? {/* #gone */}",
        "## Lost?\n{: #gone}",
        "## Lost?{#gone .big}",
    ],
)
def test_a_heading_has_its_id_with_or_without_a_space(heading: str) -> None:
    found = show(f"[a](#gone)\n\n{heading}\n\nText.").find("h2")
    assert (found.get("id"), words(found)) == ("gone", "Lost?")


def test_an_id_in_code_of_a_heading_is_code() -> None:
    assert words(show("## Write `a{#b}`").find("h2")) == "Write a{#b}"


@pytest.mark.parametrize(
    "body",
    [
        "- a\n- b\n{: .wide}",
        "1. a\n2. b\n   {: .x}{: .y}",
        "> a b\n{: .wide}",
        "{: .wide }\n> a b",
        "a b\n{: .lead}\n{: #x}",
        "{::comment}no{:/comment}\n\na b",
        "{::nomarkdown}\n\na b\n\n{:/}",
        "a b\n\n{:x: .y}",
        "- TOC{:toc}\n\na b",
        "* this is replaced\n{:toc .big}\n\na b",
    ],
)
def test_on_lines_of_their_own_nothing_is_shown(body: str) -> None:
    assert words(show(body)) == "a b"


@pytest.mark.parametrize("heading", ["## Lost keys [#lost]", "## Lost keys [#lost] ##", "Lost keys [#lost]\n---"])
def test_the_anchor_of_a_heading_may_stand_in_square_brackets(heading: str) -> None:
    (shown,) = show(heading)
    assert (shown.tag, shown.get("id"), words(shown)) == ("h2", "lost", "Lost keys")


@pytest.mark.parametrize("heading", ["## Issue [#12]", "## [#lost]", "## Keys [#lost](x)", "Keys [#lost]"])
def test_other_words_in_square_brackets_stay_what_they_are(heading: str) -> None:
    assert words(show(heading)).rstrip("]").endswith(("#12", "#lost"))


@pytest.mark.parametrize("piece", ["{:", "{: a}", "){:a}", "## a{#b}\n", "{::comment}"])
def test_hostile_lists_are_read(piece: str) -> None:
    assert show(piece * 200) is not None
