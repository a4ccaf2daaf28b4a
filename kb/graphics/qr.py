"""QR codes, black on white whatever the reader's colours are; the only module that knows how they are drawn.

The quiet zone is the four modules of ISO/IEC 18004; the error correction is M or better where it costs no space.
"""

from __future__ import annotations

import io
from html import escape

import segno
from PIL import Image, ImageDraw, ImageFont

QUIET_ZONE = 4
SMALLEST, USUAL, LARGEST = 120, 600, 2000
"""Widths of a PNG in pixels."""
_LABEL_MODULES = 3.0
_GLYPH = 0.6  # how wide a character of a monospaced font is


def svg(address: str, label: str = "") -> bytes:
    """The code of ``address`` as SVG that can be printed in any size, with ``label`` below it.

    Raises:
        ValueError: the address is too long for a code.

    """
    code = _code(address)
    width = code.symbol_size(border=QUIET_ZONE)[0]
    drawn = io.BytesIO()
    code.save(drawn, "svg", border=QUIET_ZONE, dark="#000", light="#fff", xmldecl=False, svgns=False, nl=False)
    height, text = float(width), ""
    if label:
        font = min(_LABEL_MODULES, (width - 2) / (_GLYPH * len(label)))
        height += font
        text = (
            f'<text x="{width / 2}" y="{width - QUIET_ZONE / 2 + font / 2:.2f}" font-family="monospace"'
            f' font-size="{font:.2f}" textLength="{font * _GLYPH * len(label):.2f}" lengthAdjust="spacingAndGlyphs"'
            f' text-anchor="middle" fill="#000">{escape(label)}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:g}"><rect width="100%" height="100%"'
        f' fill="#fff"/>{drawn.getvalue().decode()}{text}</svg>\n'
    ).encode()


def png(address: str, label: str = "", size: int = USUAL) -> bytes:
    """The code of ``address`` as PNG, ``size`` pixels wide and higher by the ``label``.

    Raises:
        ValueError: the address is too long for a code, or ``size`` is not from ``SMALLEST`` to ``LARGEST``.

    """
    if not SMALLEST <= size <= LARGEST:
        raise ValueError(f"size={size} is not from {SMALLEST} to {LARGEST}")
    rows = [bytes(0 if dark else 255 for dark in row) for row in _code(address).matrix_iter(border=QUIET_ZONE)]
    modules = len(rows)
    scale = max(1, size // modules)  # whole pixels a module: what falls between two of them is not sharp
    width = max(size, modules)
    code = Image.frombytes("L", (modules, modules), b"".join(rows)).resize((modules * scale,) * 2, Image.Resampling.BOX)
    font = _font(label, width, scale)
    below = int(font.size) if label else 0
    picture = Image.new("L", (width, width + below), 255)
    picture.paste(code, ((width - code.width) // 2, (width - code.height) // 2))
    if label:
        middle = (width / 2, (width + code.height) / 2 - QUIET_ZONE / 2 * scale + below / 2)
        ImageDraw.Draw(picture).text(middle, label, fill=0, font=font, anchor="mm")
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _code(address: str) -> segno.QRCode:
    return segno.make_qr(address, error="m")


def _font(label: str, width: int, scale: int) -> ImageFont.FreeTypeFont:
    """Pillow's own font, as large as a label may be and the width allows."""
    largest = _LABEL_MODULES * scale
    font = ImageFont.load_default(largest)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType")
    fits = largest * (width - 2 * scale) / max(font.getlength(label), 1)
    return font.font_variant(size=min(largest, fits))
