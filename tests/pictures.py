"""Pictures made for tests, of kinds that people upload."""

from __future__ import annotations

import io

from PIL import Image

RED = (200, 10, 10)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4">{}</svg>'


def picture(kind: str, size: tuple[int, int] = (8, 4), **saved: object) -> bytes:
    """A red one, as a file of this ``kind``; ``saved`` are Pillow's options for saving it."""
    stream = io.BytesIO()
    Image.new("RGB", size, RED).save(stream, kind, **saved)
    return stream.getvalue()
