"""Quotations that are boxes, and boxes within quotations."""

from __future__ import annotations

import pytest

from kb.dialects.rewrite import normalise, prose
from tests.kb.conftest import render_body, show, words


def box(written: str) -> tuple[str, str, str]:
    """Kind, title and words of the only box on the page."""
    (found,) = show(written).xpath("//div[contains(@class, 'admonition')]")
    title = found.find("p[@class='admonition-title']")
    return found.get("class"), words(title), words(found).removeprefix(words(title)).strip()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("> 📘 Mind the lid\n>\n> It is **hot**.", ("admonition info", "Mind the lid", "It is hot.")),
        ("> 👍 Готово\n>\n> Крышка закрыта.", ("admonition tip", "Готово", "Крышка закрыта.")),
        ("> ⚠️ الغطاء ساخن.", ("admonition warning", "Warning", "الغطاء ساخن.")),
        ("> ❗️ درپوش داغ است\n> صبر کنید.", ("admonition danger", "Danger", "درپوش داغ است صبر کنید.")),
    ],
)
def test_a_picture_letter_makes_a_callout(written: str, told: tuple[str, str, str]) -> None:
    assert box(written) == told


@pytest.mark.parametrize(
    "written",
    ["> **📘** Text", "> Text 📘 more", "> Text\n> 📘 more", "> 📘Text", "📘 Text", "`> 📘 Text`"],
)
def test_a_picture_letter_elsewhere_makes_none(written: str) -> None:
    assert "admonition" not in words(show(written)) + str(show(written).xpath("//div/@class"))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("> انتبه\n{.is-warning}", ("admonition warning", "Warning", "انتبه")),
        ("Before.\n\n{: .note }\n> One.\n>\n> Two.", ("admonition note", "Note", "One. Two.")),
        ("{: .important-title }\n> Мой заголовок\n>\n> Текст.", ("admonition important", "Мой заголовок", "Текст.")),
        ("Text of two\nlines.\n{: .alert .alert-info }", ("admonition info", "Note", "Text of two lines.")),
        ("{: .notice--danger}\nText.\n\nAfter.", ("admonition danger", "Danger", "Text.")),
        ("> Text.\n{: .prompt-tip }", ("admonition tip", "Tip", "Text.")),
    ],
)
def test_a_class_makes_a_callout_of_the_block_beside_it(written: str, told: tuple[str, str, str]) -> None:
    assert box(written) == told


@pytest.mark.parametrize("written", ["- a\n- b\n{.links-list}", "> Text\n{: .lead }", "## A\n{: .note }", "{: .note }"])
def test_other_classes_and_other_blocks_are_no_callouts(written: str) -> None:
    assert not show(written).xpath("//div[@class]")
    assert "{" not in words(show(written))


def test_a_sign_before_a_paragraph_makes_a_callout_to_its_end() -> None:
    tree = show("!> **هام**: اقرأ\nهذا.\n\nAfter.\n\n?> Wait.")
    assert tree.xpath("//div/@class") == ["admonition important", "admonition tip"]
    assert words(tree) == "Important هام: اقرأ هذا. After. Tip Wait."
    assert prose("!> Mind it.\n\nText.").strip().endswith("Text.")


def test_three_angles_around_paragraphs_are_one_quotation() -> None:
    tree = show(">>>\nOne.\n\n- two\n>>>\n\nThree.")
    (quote,) = tree.findall("blockquote")
    assert (words(quote), quote.find("ul") is not None) == ("One. two", True)
    assert words(show(">>>\nOne.")) == "One."


@pytest.mark.parametrize(
    "written",
    [
        "> :::note\n> نص **مهم**.\n> :::\n>\n> After.",
        "> :::note\n> نص **مهم**.\n> :::\n> After.",
        "> > :::note\n> > نص **مهم**.\n> > :::\n>\n> After.",
        "1. Step.\n\n   > :::note\n   > نص **مهم**.\n   > :::\n   >\n   > After.",
        "> ```{note}\n> نص **مهم**.\n> ```\n>\n> After.",
    ],
)
def test_a_box_within_a_quotation_is_a_box(written: str) -> None:
    page = render_body(written).html
    (found,) = show(written).xpath("//blockquote//div[@class='admonition note']")
    assert words(found) == "Note نص مهم."
    assert "<strong>مهم</strong>" in page
    assert words(show(written)).endswith("After.")
    assert ":::" not in page


@pytest.mark.parametrize(
    "piece", ["> :::note\n", "> > > > > > > :::a\n", "> 📘 a\n>\n", "!> a\n", ">>>\n", "a\n{: .note }\n"]
)
def test_hostile_quotations_are_read_in_time_that_grows_with_their_length(piece: str) -> None:
    assert isinstance(normalise(piece * (100_000 // len(piece))), str)
