"""Looks: whichever a site chooses, everything on it can be read, in light and in dark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given

import kb
from kb.brand.colours import ENHANCED, SHAPES, TEXT, contrast, mix
from kb.brand.looks import LOOKS, SiteLook
from kb.brand.palette import DARK, LIGHT, Theme, Tones, nearest_readable, shortfalls
from kb.brand.style import MORE_CONTRAST, paired_style, style_of
from tests.kb.brand.any_colour import COLOURS
from tests.kb.folder.conftest import read

STYLES = (Path(kb.__file__).parent / "site" / "static" / "site.css").read_text("utf-8")
SIDES = [
    pytest.param(look, dark, id=f"{look.name}-{'dark' if dark else 'light'}")
    for look, dark in product(LOOKS.values(), (False, True))
]


def usual(dark: bool) -> dict[str, str]:
    """The colours of ``site.css``."""
    block = re.findall(r"(?<=[{;])[^{}]*--ground:[^{}]*", STYLES)[1 if dark else 0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def colours_of(look: SiteLook, dark: bool) -> Mapping[str, str]:
    """Every colour of a page in this look."""
    if look.is_usual:
        return usual(dark)
    theme = look.dark if dark else look.light
    tones = look.tones(theme)
    own = {"brand": tones.brand, "brand-strong": tones.strong, "on-brand": tones.on_brand, "tint": tones.tint}
    return {**usual(dark), **(look.dark_colours if dark else look.light_colours), **own}


def pairs() -> Iterator[tuple[str, str, float]]:
    """What the pages put on what, and how well it must be told apart."""
    grounds = ("ground", "surface", "sunken")
    yield from ((text, ground, TEXT) for text in ("text", "muted", "brand", "brand-strong") for ground in grounds)
    yield from ((text, "tint", TEXT) for text in ("text", "brand", "brand-strong"))
    yield from (("on-brand", ground, TEXT) for ground in ("brand", "brand-strong"))
    yield "text", "mark", TEXT
    yield from (
        (sign, ground, TEXT) for sign in ("note", "tip", "warning", "danger") for ground in ("surface", "ground")
    )
    yield from ((shape, ground, SHAPES) for shape in ("focus", "line-strong") for ground in (*grounds, "tint"))


@pytest.mark.parametrize(("look", "dark"), SIDES)
def test_everything_can_be_read_in_every_look(look: SiteLook, dark: bool) -> None:
    colours = colours_of(look, dark)
    ratios = {(one, other): contrast(colours[one], colours[other]) for one, other, _ in pairs()}
    assert {pair: round(ratios[pair[:2]], 2) for pair in pairs() if ratios[pair[:2]] < pair[2]} == {}


def with_more_contrast(colours: Mapping[str, str], dark: bool) -> Mapping[str, str]:
    """The colours of a page as a browser works them out where a reader wants more contrast."""
    found = dict(colours)
    for name, value in re.findall(r"--([a-z-]+): ([^;]+);", MORE_CONTRAST):
        if of := re.fullmatch(r"var\(--([a-z-]+)\)", value):
            found[name] = colours[of[1]]
        elif of := re.fullmatch(r"light-dark\((#\w+), (#\w+)\)", value):
            found[name] = of[2 if dark else 1]
        else:
            assert (of := re.fullmatch(r"color-mix\(in srgb, var\(--([a-z-]+)\) 40%, var\(--([a-z-]+)\)\)", value))
            found[name] = mix(colours[of[1]], colours[of[2]], 0.6)
    return found


@pytest.mark.parametrize(("look", "dark"), SIDES)
def test_texts_are_read_at_seven_to_one_and_with_more_contrast_all_words_are(look: SiteLook, dark: bool) -> None:
    colours = colours_of(look, dark)
    assert [
        on for on in ("ground", "surface", "sunken", "tint", "mark") if contrast(colours["text"], colours[on]) < 7
    ] == []
    more = with_more_contrast(colours, dark)
    words = [
        (one, on) for one, on, least in pairs() if least == TEXT and one != "brand-strong" and on != "brand-strong"
    ]
    assert {
        pair: round(ratio, 2) for pair in words if (ratio := contrast(more[pair[0]], more[pair[1]])) < ENHANCED
    } == {}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@given(colour=COLOURS)
def test_with_more_contrast_links_in_any_colour_of_a_brand_are_read_at_seven_to_one(theme: Theme, colour: str) -> None:
    tones = Tones.of(nearest_readable(colour, theme), theme)
    shown = mix(tones.strong, usual(theme.is_dark)["text"], 0.6)
    assert min(contrast(shown, on) for on in (theme.surface, theme.sunken, tones.tint)) >= ENHANCED


def test_more_contrast_is_the_same_in_the_style_sheet_and_after_the_colours_of_looks_and_brands() -> None:
    assert STYLES.count(MORE_CONTRAST) == 2
    for written in ("theme: harbour", "colours: {brand: '#6b2f73'}"):
        text = style_of(read(written))
        assert text.count(MORE_CONTRAST) == 2
        assert text.rindex("--brand: #") < text.index(":root:root[data-contrast]")


@pytest.mark.parametrize(("look", "dark"), SIDES)
def test_a_look_sets_every_colour_of_the_style_sheet_or_none(look: SiteLook, dark: bool) -> None:
    assert set(colours_of(look, dark)) == set(usual(dark))
    theme = look.dark if dark else look.light
    assert shortfalls(theme.usual_brand, theme) == []


def test_there_are_three_and_none_looks_like_another() -> None:
    assert list(LOOKS) == ["paper", "harbour", "gazette"]
    assert len({(look.light.ground, look.light.usual_brand) for look in LOOKS.values()}) == 3


def test_a_theme_sets_its_colours_and_those_of_the_brand_are_held_to_its_grounds() -> None:
    text = style_of(read("theme: harbour"))
    assert "--ground: #f5f8fb;" in text
    assert "--radius: .25rem;" in text
    assert text.index("--ground: #0e151d;") < text.index(":root:root[data-contrast]")
    branded = read("colours: {brand: '#6b2f73'}\ntheme: harbour")
    assert branded.light == Tones.of("#6b2f73", LOOKS["harbour"].light)
    assert style_of(branded).count("--brand: #6b2f73;") == 1
    assert (branded.colour, read("theme: harbour").colour, read("name: x").colour) == ("#6b2f73", "#0b5aa8", "#0f6b5c")
    assert style_of(read("theme: paper")) == ""
    assert paired_style(read("theme: gazette")).startswith("--brand: light-dark(#981b2f, #f3a3af);")
    assert (LOOKS["paper"].light, LOOKS["paper"].dark) == (LIGHT, DARK)


@pytest.mark.parametrize("written", ["theme: neon", "theme: [paper]", "typeface: comic", "typeface: {a: b}"])
def test_another_word_is_refused_with_its_line_and_the_words_that_there_are(written: str) -> None:
    (problem,) = read(f"name: x\n{written}").problems
    assert (problem.line, problem.key) == (2, written.partition(":")[0])
    assert "is not one of" in problem.message
