"""HTML is made harmless and simple before anything is written of it."""

from __future__ import annotations

import pytest

from kb.exchange.html.cleaning import MOST_CHARACTERS, UnreadableHtmlError, clean, original_tree, plain_paragraphs
from kb.markdown.html_tree import serialise


def test_what_could_do_harm_is_gone() -> None:
    markup = '<p onclick="x()">a<script>b()</script><a href="javascript:c()">d</a><style>e{}</style></p>'
    assert serialise(clean(markup).tree) == "<p>a<a>d</a></p>"


@pytest.mark.parametrize("markup", ["<div>" * 10_000 + "deep" + "</div>" * 10_000, "<b>" * 200 + "deep"])
def test_html_that_nests_without_end_is_refused_and_keeps_its_words(markup: str) -> None:
    with pytest.raises(UnreadableHtmlError, match="too deep"):
        original_tree(markup)
    assert plain_paragraphs(markup) == ["deep"]


def test_html_of_millions_of_characters_is_refused() -> None:
    with pytest.raises(UnreadableHtmlError, match="million characters"):
        original_tree("x" * (MOST_CHARACTERS + 1))


def test_pictures_that_wait_for_a_script_are_shown() -> None:
    assert 'src="b.png"' in serialise(clean('<img src="blank.gif" data-src="b.png">').tree)


def test_a_picture_within_code_is_no_code() -> None:
    assert serialise(clean('<code><img src="a.png"></code>').tree) == '<img src="a.png">'


def test_no_page_can_mark_its_own_elements_as_ours() -> None:
    assert "kb" not in serialise(clean('<pre data-kb-code="kb:table">kb</pre>').tree).replace(">kb<", "><")
