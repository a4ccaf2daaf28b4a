"""Contrast by WCAG, and the tones that follow from a brand colour."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from kb.brand.colours import TEXT, contrast, mix, parse_colour, shown_ratio
from kb.brand.palette import DARK, LIGHT, Theme, Tones, nearest_readable, shortfalls

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
STYLES = (Path(kb.__file__).parent / "site" / "static" / "site.css").read_text("utf-8")


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


@THEMES
def test_the_themes_have_the_colours_of_the_style_sheet(theme: Theme) -> None:
    block = re.findall(r"(?<=[{;])[^{}]*--ground:[^{}]*", STYLES)[1 if theme.is_dark else 0]
    values = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
    wanted = (theme.ground, theme.surface, theme.sunken, theme.focus, theme.usual_brand)
    assert tuple(values[name] for name in ("ground", "surface", "sunken", "focus", "brand")) == wanted


@THEMES
def test_the_usual_colour_can_be_read_everywhere(theme: Theme) -> None:
    assert shortfalls(theme.usual_brand, theme) == []
    assert nearest_readable(theme.usual_brand, theme) == theme.usual_brand


def test_the_worst_place_of_a_colour_is_told_first() -> None:
    worst, *others = shortfalls("#777777", LIGHT)
    assert (worst.what, worst.needed) == ("links on the tint (#f0f0f0)", TEXT)
    assert str(worst) == "links on the tint (#f0f0f0) 3.92:1, needed 4.5:1"
    assert worst.ratio <= min(other.ratio for other in others)


def test_a_colour_good_on_light_ground_only_is_refused_on_dark() -> None:
    assert shortfalls("#000080", LIGHT) == []
    assert shortfalls("#000080", DARK)


@THEMES
@given(colour=COLOURS)
def test_every_colour_has_a_readable_neighbour_whose_words_and_links_pass(theme: Theme, colour: str) -> None:
    near = nearest_readable(colour, theme)
    tones = Tones.of(near, theme)
    grounds = (theme.ground, theme.surface, theme.sunken, tones.tint)
    assert all(contrast(tones.brand, ground) >= 4.5 for ground in grounds)
    assert all(contrast(tones.on_brand, button) >= 4.5 for button in (tones.brand, tones.strong))
    assert contrast(tones.strong, tones.tint) >= 4.5
    assert contrast(theme.focus, tones.tint) >= 3
    assert (near == colour) == (not shortfalls(colour, theme))
