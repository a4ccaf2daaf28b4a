"""Colours as numbers, and how well two of them can be told apart, by WCAG 2.2."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable
from math import floor

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
TEXT, SHAPES, ENHANCED = 4.5, 3.0, 7.0
"""The least contrast of text (success criterion 1.4.3), of what else must be seen (1.4.11, 2.4.13), and of text where
readers want more (1.4.6).
"""


def parse_colour(text: str) -> str:
    """A colour written ``#rgb`` or ``#rrggbb``, as ``#rrggbb`` in small letters.

    Raises:
        ValueError: it is written otherwise.

    """
    if not _HEX.fullmatch(text):
        raise ValueError(text)
    digits = text[1:].lower()
    return f"#{digits if len(digits) == 6 else ''.join(digit * 2 for digit in digits)}"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours ``#rrggbb``, from 1 to 21 (WCAG 2.2, *contrast ratio*)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def shown_ratio(ratio: float) -> str:
    """A ratio as people read it; cut, not rounded, lest one that falls short look as if it did not."""
    return f"{floor(ratio * 100) / 100:.2f}:1"


def luminance(colour: str) -> float:
    """The relative luminance of ``#rrggbb``, from 0 (black) to 1 (WCAG 2.2, *relative luminance*)."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(one: str, other: str, share: float) -> str:
    """``one`` with a ``share`` (0 to 1) of ``other`` in it."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return _joined(a + (b - a) * share for a, b in pairs)


def with_lightness(colour: str, lightness: float) -> str:
    """The colour in the same hue, with another lightness (0 to 1) of HLS."""
    hue, _, saturation = colorsys.rgb_to_hls(*_parts(colour))
    return _joined(colorsys.hls_to_rgb(hue, lightness, saturation))


def lightness_of(colour: str) -> float:
    """The lightness of HLS, from 0 to 1."""
    return colorsys.rgb_to_hls(*_parts(colour))[1]


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _joined(parts: Iterable[float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
