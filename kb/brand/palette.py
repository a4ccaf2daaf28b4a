"""The tones that follow from one brand colour, and whether people can read them where the pages use them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.brand.colours import SHAPES, TEXT, contrast, lightness_of, mix, shown_ratio, with_lightness

BLACK, WHITE = "#000000", "#ffffff"
_STEPS = 100


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of ``kb/site/static/site.css`` that brand colours meet; a test holds them to that file."""

    name: str
    ground: str
    surface: str
    sunken: str
    focus: str
    usual_brand: str
    is_dark: bool = False


LIGHT = Theme("light", "#fbfaf8", "#ffffff", "#f2f0eb", "#1257c9", "#0f6b5c")
DARK = Theme("dark", "#141513", "#1c1e1b", "#252824", "#8ab4ff", "#6fcfb9", is_dark=True)


@dataclass(frozen=True, slots=True)
class Tones:
    """What the style sheet calls ``--brand``, ``--brand-strong``, ``--on-brand`` and ``--tint``, as ``#rrggbb``."""

    brand: str
    strong: str
    on_brand: str
    tint: str

    @classmethod
    def of(cls, brand: str, theme: Theme) -> Tones:
        """The tones of one colour, in the measures of the site's usual ones."""
        if theme.is_dark:
            return cls(brand, mix(brand, WHITE, 0.26), mix(brand, BLACK, 0.86), mix(theme.ground, brand, 0.15))
        return cls(brand, mix(brand, BLACK, 0.24), WHITE, mix(theme.surface, brand, 0.11))


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Two tones that cannot be told apart well enough."""

    what: str
    ratio: float
    needed: float

    def __str__(self) -> str:
        return f"{self.what} {shown_ratio(self.ratio)}, needed {self.needed:g}:1"


def shortfalls(brand: str, theme: Theme) -> list[Shortfall]:
    """Where ``brand`` cannot be read in ``theme``, the worst first; empty where it can be used."""
    found = (Shortfall(what, contrast(one, other), needed) for what, one, other, needed in _meetings(brand, theme))
    return sorted((pair for pair in found if pair.ratio < pair.needed), key=lambda pair: pair.ratio / pair.needed)


def _meetings(brand: str, theme: Theme) -> Iterator[tuple[str, str, str, float]]:
    tones = Tones.of(brand, theme)
    yield f"links on the page ({theme.ground})", brand, theme.ground, TEXT
    yield f"links on cards ({theme.surface})", brand, theme.surface, TEXT
    yield f"links on panels ({theme.sunken})", brand, theme.sunken, TEXT
    yield f"links on the tint ({tones.tint})", brand, tones.tint, TEXT
    yield f"the chosen entry on the tint ({tones.tint})", tones.strong, tones.tint, TEXT
    yield f"words on a button ({tones.on_brand})", tones.on_brand, brand, TEXT
    yield f"words on a button under the pointer ({tones.on_brand})", tones.on_brand, tones.strong, TEXT
    yield f"the focus ring on the tint ({tones.tint})", theme.focus, tones.tint, SHAPES


def nearest_readable(brand: str, theme: Theme) -> str:
    """The colour of the same hue nearest to ``brand`` that can be read in ``theme``.

    Black and white pass in the light and the dark theme, so there always is one.
    """
    end = 1.0 if theme.is_dark else 0.0
    start = lightness_of(brand)
    tries = (with_lightness(brand, start + (end - start) * step / _STEPS) for step in range(1, _STEPS + 1))
    return next(colour for colour in (brand, *tries) if not shortfalls(colour, theme))
