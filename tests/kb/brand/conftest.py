"""Helpers."""

from __future__ import annotations

import io

from PIL import Image

from kb.brand.link_card import HEIGHT, WIDTH, Card, draw

ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#00f"/></svg>'


CARD = Card("en", "Sofra Help", "Reset a forgotten password", "#0f6b5c", ICON)


INK = 100
"""Darker than this is a letter of the title; the name is grey, the band and the icon are left out by their places."""


def drawn(card: Card) -> Image.Image:
    with Image.open(io.BytesIO(draw(card))) as picture:
        return picture.convert("RGB")


def title_box(card: Card) -> tuple[int, int, int, int] | None:
    """Where there are letters of the title: left, top, right, bottom."""
    below = drawn(card).convert("L").crop((0, 200, WIDTH, HEIGHT - 20))
    return below.point(lambda value: 255 * (value < INK)).getbbox()
