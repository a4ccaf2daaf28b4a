"""Palettes: every colour that is taken can be read everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given

import kb
from kb.brand.colours import TEXT, contrast
from kb.brand.palette import DARK, LIGHT, Theme, Tones, nearest_readable, shortfalls
from tests.kb.brand.any_colour import COLOURS

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


STYLES = (Path(kb.__file__).parent / "site" / "static" / "site.css").read_text("utf-8")


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
