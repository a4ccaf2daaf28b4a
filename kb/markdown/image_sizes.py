"""How large a picture is, read from its head: pages tell browsers, so that no text jumps when the picture comes."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from lxml import etree
from PIL import Image

Size = tuple[int, int]
_SIDEWAYS = (5, 6, 7, 8)
_ORIENTATION = 0x0112
"""The EXIF tag by which a camera says how it was held; browsers turn the picture accordingly."""


def size_of(file: Path) -> Size | None:
    """Width and height in CSS pixels as a browser shows the picture; None where they cannot be told.

    Kept until the file changes. A drawing (SVG) without a width and height has those of its ``viewBox``.
    """
    try:
        return _read(file, file.stat().st_mtime_ns)
    except (OSError, ValueError, etree.XMLSyntaxError, Image.DecompressionBombError):
        return None


@lru_cache(maxsize=2048)
def _read(file: Path, _changed: int) -> Size | None:
    if file.suffix.lower() == ".svg":
        return _size_of_drawing(file)
    with Image.open(file) as picture:
        width, height = picture.size
        sideways = picture.format == "JPEG" and picture.getexif().get(_ORIENTATION) in _SIDEWAYS
    return (height, width) if sideways else (width, height)


def _size_of_drawing(file: Path) -> Size | None:
    with file.open("rb") as opened:
        _, root = next(etree.iterparse(opened, events=("start",), resolve_entities=False, no_network=True))
    sides = [_pixels(root.get("width")), _pixels(root.get("height"))]
    if None in sides:
        box = [_pixels(number) for number in re.split(r"[\s,]+", root.get("viewBox", "").strip())]
        sides = box[2:] if len(box) == 4 else []
    width, height = (round(side or 0) for side in sides) if sides else (0, 0)
    return (width, height) if width > 0 and height > 0 else None


def _pixels(text: str | None) -> float | None:
    """A length in pixels; None for other units, of which a page knows no size."""
    match = re.fullmatch(r"\s*([+-]?\d+(?:\.\d+)?)(?:px)?\s*", text or "")
    return float(match[1]) if match else None
