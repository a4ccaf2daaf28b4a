"""The small picture of the site, in all the sizes that browsers and phones ask for, from one SVG document."""

from __future__ import annotations

import io
from functools import lru_cache
from html import escape
from pathlib import Path

from PIL import Image

from kb.brand.brand import Brand
from kb.brand.fonts import typeface_for
from kb.brand.palette import LIGHT, WHITE
from kb.brand.picture_files import to_png

SQUARE = 1.25
"""A logo at most so many times as wide as high (or as high as wide) is an icon as it is."""
SIZES = (192, 512)
"""Widths of the icons in the web app manifest, in pixels."""
TOUCH = 180
MASKABLE_ROOM = 0.2
"""The share of a maskable icon that may be cut off (W3C, *Web Application Manifest*, safe zone: radius 40 %)."""
_HOUSE = Path(__file__).parents[1] / "site" / "static" / "icon.svg"


def icon_svg(brand: Brand, name: str) -> str:
    """The icon of the file; else a square logo; else the first letter of ``name``, or a book, in the brand's colour."""
    if brand.icon:
        return brand.icon.svg
    if brand.logo and 1 / SQUARE <= brand.logo.light.ratio <= SQUARE:
        return brand.logo.light.svg
    letter = next((character for character in name if character.isalnum()), "").upper()
    typeface = typeface_for(letter)
    if brand.name and letter and typeface:
        return _letter_svg(letter, brand.colour, typeface.family)
    return _HOUSE.read_text("utf-8").replace(LIGHT.usual_brand, brand.colour)


@lru_cache(maxsize=32)
def icon_png(svg: str, size: int, room: float = 0.0, ground: str = "") -> bytes:
    """The icon as PNG of ``size`` pixels, with the share ``room`` of the width free around it, on ``ground``."""
    inner = round(size * (1 - room))
    with Image.open(io.BytesIO(to_png(svg, inner, inner))) as drawn:
        picture = Image.new("RGBA", (size, size), ground or (0, 0, 0, 0))
        picture.alpha_composite(drawn.convert("RGBA"), ((size - drawn.width) // 2, (size - drawn.height) // 2))
    out = io.BytesIO()
    picture.convert("RGB" if ground else "RGBA").save(out, "PNG", optimize=True)
    return out.getvalue()


def touch_icon(svg: str) -> bytes:
    """The icon for a phone's home screen, which shows what is clear as black."""
    return icon_png(svg, TOUCH, MASKABLE_ROOM, WHITE)


@lru_cache(maxsize=4)
def favicon_ico(svg: str) -> bytes:
    """The icon in the format that browsers ask for unasked."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(icon_png(svg, 48))) as picture:
        picture.save(out, "ICO", sizes=[(16, 16), (32, 32), (48, 48)])
    return out.getvalue()


def _letter_svg(letter: str, colour: str, family: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8"'
        f' fill="{colour}"/><text x="16" y="23" text-anchor="middle" font-family="{family}, system-ui, sans-serif"'
        f' font-weight="600" font-size="20" fill="{WHITE}">{escape(letter)}</text></svg>\n'
    )
