"""Contrast by WCAG, and the tones that follow from a brand colour."""

from __future__ import annotations

import pytest

from kb.brand.colours import contrast, mix, parse_colour, shown_ratio


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
        ("#008000", "#ffffff", 5.14),
        ("#ffff00", "#000000", 19.56),
    ],
)
def test_the_contrast_of_known_pairs_is_the_published_one(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio == round(contrast(other, one), 2)


def test_a_ratio_that_falls_short_is_never_shown_as_enough() -> None:
    assert shown_ratio(4.499) == "4.49:1"
    assert shown_ratio(4.5) == "4.50:1"


@pytest.mark.parametrize(("text", "colour"), [("#0F6B5C", "#0f6b5c"), ("#abc", "#aabbcc")])
def test_colours_are_written_with_three_or_six_digits(text: str, colour: str) -> None:
    assert parse_colour(text) == colour


@pytest.mark.parametrize("text", ["", "#", "0f6b5c", "#12345", "#1234567", "#gggggg", "red", "rgb(1,2,3)", "#０f6b5c"])
def test_anything_else_is_no_colour(text: str) -> None:
    with pytest.raises(ValueError):
        parse_colour(text)


def test_a_share_of_another_colour_is_mixed_in() -> None:
    assert (mix("#000000", "#ffffff", 0), mix("#000000", "#ffffff", 0.5), mix("#000000", "#ffffff", 1)) == (
        "#000000",
        "#808080",
        "#ffffff",
    )
