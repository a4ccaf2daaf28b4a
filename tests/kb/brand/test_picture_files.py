"""Logos and icons: what is taken and what is refused."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from kb.brand.picture_files import MAX_KILOBYTES, PictureError, read_picture, to_png

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 50"><rect width="200" height="50" fill="#c00"/></svg>'


def png(width: int = 40, height: int = 20) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#00f").save(out, "PNG")
    return out.getvalue()


def refused(data: bytes | str) -> str:
    with pytest.raises(PictureError) as caught:
        read_picture(data.encode() if isinstance(data, str) else data)
    return str(caught.value)


def with_inside(markup: str) -> str:
    return SVG.replace("<rect", f"{markup}<rect", 1)


def test_an_svg_has_the_proportions_of_its_view_box_else_of_its_size() -> None:
    assert read_picture(SVG.encode()).ratio == 4
    sized = SVG.replace('viewBox="0 0 200 50"', 'width="30px" height="60"')
    assert read_picture(sized.encode()).ratio == 0.5


def test_a_png_is_taken_and_wrapped_into_an_svg_that_shows_it() -> None:
    picture = read_picture(png())
    assert (picture.content_type, picture.ratio, picture.is_svg) == ("image/png", 2, False)
    with Image.open(io.BytesIO(to_png(picture.svg, 80, 80))) as drawn:
        assert drawn.size == (80, 40)
        assert drawn.convert("RGB").getpixel((40, 20)) == (0, 0, 255)


def test_links_inside_the_picture_and_embedded_pictures_are_fine() -> None:
    inside = '<defs><linearGradient id="a"/></defs><use href="#a"/><path style="fill:url(#a)" d="M0 0"/>'
    embedded = read_picture(png(2, 2)).svg.split('href="')[1].split('"')[0]
    assert read_picture(with_inside(f'{inside}<image href="{embedded}"/>').encode()).ratio == 4


@pytest.mark.parametrize(
    ("markup", "why"),
    [
        ("<script>alert(1)</script>", "script"),
        ("<foreignObject/>", "foreignObject"),
        ('<g onload="alert(1)"/>', "onload"),
        ('<image href="https://elsewhere.example/a.png"/>', "elsewhere"),
        ('<image href="/etc/passwd"/>', "elsewhere"),
        ('<use xmlns:x="http://www.w3.org/1999/xlink" x:href="other.svg#a"/>', "elsewhere"),
        ('<image href="data:image/svg+xml;base64,AAAA"/>', "elsewhere"),
        ("<style>@import 'a.css';</style>", "elsewhere"),
        ("<style>rect { fill: url(https://elsewhere.example/a) }</style>", "elsewhere"),
        ("<rect style=\"fill: url('https://elsewhere.example/a')\"/>", "elsewhere"),
    ],
)
def test_an_svg_that_would_run_or_fetch_something_is_refused(markup: str, why: str) -> None:
    assert why in refused(with_inside(markup))


def test_an_svg_with_entities_is_refused() -> None:
    text = f'<!DOCTYPE svg [<!ENTITY a "{"x" * 50}">]>' + with_inside("<text>&a;</text>")
    assert "entities" in refused(text)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "neither a PNG nor an SVG"),
        (b"GIF89a", "neither a PNG nor an SVG"),
        (SVG.encode("utf-16"), "neither a PNG nor an SVG"),
        (b"<svg/>", "xmlns"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "is not an SVG"),
        (SVG.replace("viewBox", "viewbox").encode(), "viewBox"),
        (SVG.replace("0 0 200 50", "0 0 200 0").encode(), "viewBox"),
        (SVG.replace("0 0 200 50", "0 0 200 -5").encode(), "viewBox"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "broken PNG"),
        (png()[:60], "broken PNG"),
        (b" " * (MAX_KILOBYTES * 1024) + SVG.encode(), f"larger than {MAX_KILOBYTES} KB"),
    ],
)
def test_what_is_no_usable_picture_is_refused_with_the_reason(data: bytes, why: str) -> None:
    assert why in refused(data)


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    assert "pixels" in refused(png(4200, 4200))


def test_the_version_changes_with_the_picture() -> None:
    assert read_picture(SVG.encode()).version == read_picture(SVG.encode()).version
    assert read_picture(SVG.encode()).version != read_picture(SVG.replace("#c00", "#c01").encode()).version


def test_a_picture_is_drawn_as_large_as_fits() -> None:
    with Image.open(io.BytesIO(to_png(SVG, 100, 100))) as drawn:
        assert drawn.size == (100, 25)
        assert drawn.convert("RGB").getpixel((50, 12)) == (204, 0, 0)


def test_words_in_an_svg_are_drawn() -> None:
    empty = SVG.replace('<rect width="200" height="50" fill="#c00"/>', "")
    written = empty.replace("</svg>", '<text x="5" y="40" font-size="40">Жع</text></svg>')
    assert to_png(written, 200, 50) != to_png(empty, 200, 50)


def test_blanks_in_an_address_are_looked_at_once() -> None:
    blanks = " " * 400_000  # looked at again from each of them it would take hours
    read_picture(with_inside(f'<rect fill="url({blanks}#a)"/>').encode())
    assert "takes something from elsewhere" in refused(with_inside(f'<rect fill="url({blanks}//example.com/)"/>'))
