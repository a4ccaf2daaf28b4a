"""QR codes are read by a real reader, in every size, with and without a label."""

from __future__ import annotations

import io
import re

import pytest
import zxingcpp
from lxml import etree
from PIL import Image

from kb.graphics import qr

ADDRESS = "https://help.example.com/go/bcd2345?s=box"
LABEL = "help.example.com/go/bcd2345"
SVG = "{http://www.w3.org/2000/svg}"


def picture_of(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def drawn(svg: bytes, pixels: int = 4) -> Image.Image:
    """The modules of an SVG as a printer draws them: one path of horizontal strokes."""
    path = next(path for path in etree.fromstring(svg).iter(f"{SVG}path") if path.get("stroke"))
    side = int(next(inner for inner in etree.fromstring(svg).iter(f"{SVG}svg") if inner.get("width")).get("width"))
    image = Image.new("L", (side * pixels, side * pixels), 255)
    x = y = 0.0
    for letter, first, second in re.findall(r"([Mmh])(-?[\d.]+) ?(-?[\d.]+)?", path.get("d")):
        if letter == "h":
            box = (int(x) * pixels, int(y) * pixels, int(x + float(first)) * pixels, (int(y) + 1) * pixels)
            image.paste(0, box)
            x += float(first)
        else:
            x, y = (float(first), float(second)) if letter == "M" else (x + float(first), y + float(second))
    return image


def read(image: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("label", ["", LABEL])
@pytest.mark.parametrize("size", [qr.SMALLEST, 333, qr.USUAL, qr.LARGEST])
def test_a_png_of_every_size_is_read(size: int, label: str) -> None:
    image = picture_of(qr.png(ADDRESS, label, size))
    assert read(image) == [ADDRESS]
    assert image.width == size
    assert (image.height > size) == bool(label)


def test_an_svg_is_read() -> None:
    assert read(drawn(qr.svg(ADDRESS, LABEL))) == [ADDRESS]


def test_it_is_black_on_white_with_four_white_modules_around() -> None:
    image = picture_of(qr.png(ADDRESS, size=qr.USUAL))
    assert set(image.getextrema()) == {0, 255}
    dark = image.point(lambda value: 255 - value).getbbox()
    assert dark is not None
    module = (dark[2] - dark[0]) / 29  # a code of this length has 29 modules a side
    assert min(dark[0], dark[1], image.width - dark[2], image.height - dark[3]) >= qr.QUIET_ZONE * module
    root = etree.fromstring(qr.svg(ADDRESS))
    colours = {element.get(name) for element in root.iter() for name in ("fill", "stroke") if element.get(name)}
    assert colours == {"#000", "#fff"}


def test_the_label_is_text_and_never_markup_and_stays_within_the_picture() -> None:
    root = etree.fromstring(qr.svg(ADDRESS, '</text><script>"&' * 9))
    (text,) = root.iter(f"{SVG}text")
    assert text.text == '</text><script>"&' * 9
    assert not list(root.iter(f"{SVG}script"))
    assert float(text.get("textLength")) < float(root.get("viewBox").split()[2])
    assert picture_of(qr.png(ADDRESS, "w" * 300, 300)).width == 300


@pytest.mark.parametrize("size", [0, -1, qr.SMALLEST - 1, qr.LARGEST + 1, 10**9])
def test_a_size_out_of_bounds_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match=f"size={size} is not from"):
        qr.png(ADDRESS, size=size)


@pytest.mark.parametrize("draw", [qr.svg, qr.png])
def test_an_address_too_long_for_a_code_is_refused(draw: object) -> None:
    with pytest.raises(ValueError):
        draw("https://help.example.com/" + "x" * 5000)  # type: ignore[operator]
