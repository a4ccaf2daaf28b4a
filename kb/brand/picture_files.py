"""Logos and icons of the site: SVG or PNG files of the articles folder, looked at before anybody is sent one.

An SVG is a document that can run code and fetch things. It is shown by ``<img>`` and sent with a policy that
forbids both; what would need them is refused all the same, so that people learn of it before readers do.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

import resvg_py
from lxml import etree
from PIL import Image

MAX_KILOBYTES = 512
MAX_PIXELS = 4096 * 4096
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""The Content-Security-Policy that an SVG is sent with."""
_SVG = "{http://www.w3.org/2000/svg}"
_ACTIVE = frozenset({"script", "foreignObject", "iframe", "handler", "set", "animate", "animateTransform"})
_INSIDE = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp);)")
_FETCHES = re.compile(r"@import|url\(\s*+['\"]?+(?!\s*+['\"]?(?:#|data:image/))", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d{1,6}(?:\.\d{1,6})?)\s*(?:px)?\s*")


class PictureError(ValueError):
    """A picture cannot be used; the message says why, after its name."""


@dataclass(frozen=True)
class Picture:
    """A picture in memory: ``data`` is a whole SVG or PNG file, ``width`` and ``height`` its proportions."""

    content_type: str
    data: bytes
    width: float
    height: float

    @property
    def is_svg(self) -> bool:
        """Whether it can be drawn in any size."""
        return self.content_type == "image/svg+xml"

    @property
    def ratio(self) -> float:
        """How many times as wide as high it is."""
        return self.width / self.height

    @cached_property
    def version(self) -> str:
        """A word that changes with the picture, for addresses that may be kept for ever."""
        return hashlib.blake2b(self.data, digest_size=6).hexdigest()

    @cached_property
    def svg(self) -> str:
        """The picture as an SVG document; a PNG is wrapped into one."""
        if self.is_svg:
            return self.data.decode()
        inside = base64.b64encode(self.data).decode()
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}">'
            f'<image width="{self.width:g}" height="{self.height:g}" href="data:image/png;base64,{inside}"/></svg>'
        )


def read_picture(data: bytes) -> Picture:
    """Look at the bytes of a file.

    Raises:
        PictureError: it is neither SVG nor PNG, is broken, too large, or would run or fetch something.

    """
    if data.startswith(b"\x89PNG"):
        _refuse_large(data)
        return _read_png(data)
    picture = read_drawing(data)
    to_png(picture.svg, 32, 32)
    return picture


def read_drawing(data: bytes) -> Picture:
    """Look at the bytes of an SVG that only browsers draw: its filters and pictures may take more than a server has.

    Raises:
        PictureError: it is no SVG, is too large, or would run or fetch something.

    """
    _refuse_large(data)
    return _read_svg(data)


@lru_cache(maxsize=32)
def to_png(svg: str, width: int, height: int) -> bytes:
    """Draw an SVG document as PNG, as large as fits into ``width`` × ``height`` pixels, with its own ground.

    Raises:
        PictureError: it cannot be drawn.

    """
    from kb.brand.fonts import TYPEFACES  # only where something is drawn: finding them takes half a second

    fonts = [str(face.file) for face in TYPEFACES] if "<text" in svg else []
    usual = TYPEFACES[0].family
    try:
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width,
            height=height,
            skip_system_fonts=True,
            font_files=fonts,
            font_family=usual,
            sans_serif_family=usual,
        )
    except ValueError as error:
        raise PictureError(f"cannot be drawn: {error}") from error


def _refuse_large(data: bytes) -> None:
    if len(data) > MAX_KILOBYTES * 1024:
        raise PictureError(f"is larger than {MAX_KILOBYTES} KB")


def _read_png(data: bytes) -> Picture:
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise PictureError(f"has {width} × {height} pixels; at most 4096 × 4096 can be used")
            picture.load()
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:  # what Pillow raises for broken files
        raise PictureError("is a broken PNG") from error
    return Picture("image/png", data, width, height)


def _read_svg(data: bytes) -> Picture:
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        text = data.decode("utf-8-sig")
    except (etree.XMLSyntaxError, UnicodeDecodeError) as error:
        raise PictureError("is neither a PNG nor an SVG in UTF-8") from error
    if root.tag != f"{_SVG}svg":
        raise PictureError("is not an SVG; its first element must be svg with its xmlns")
    for element in root.iter():
        _refuse_what_acts(element)
    width, height = _size(root)
    return Picture("image/svg+xml", text.encode(), width, height)


def _refuse_what_acts(element: etree._Element) -> None:
    if not isinstance(element.tag, str):  # comments and processing instructions; entities are refused
        if element.tag is etree.Entity:
            raise PictureError("has entities; save it without them")
        return
    name = etree.QName(element).localname
    if name in _ACTIVE:
        raise PictureError(f"has an element {name}, which is not shown")
    for key, value in ((etree.QName(key).localname, str(value)) for key, value in element.attrib.items()):
        if key.startswith("on"):
            raise PictureError(f"has an attribute {key}, which runs code")
        if (key == "href" and name != "a" and not _INSIDE.match(value)) or _FETCHES.search(value):
            raise PictureError(f"takes something from elsewhere ({key} of {name}); put it into the file")
    if name == "style" and _FETCHES.search(element.text or ""):
        raise PictureError("takes something from elsewhere (its style); put it into the file")


def _size(root: etree._Element) -> tuple[float, float]:
    """The proportions: of ``viewBox``, else of ``width`` and ``height``."""
    box = re.split(r"[\s,]+", (root.get("viewBox") or "").strip())
    sides = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]
    found = [match for side in sides if (match := _LENGTH.fullmatch(side)) and float(match[1]) > 0]
    if len(found) != 2:
        raise PictureError("has neither a viewBox nor a width and a height")
    return float(found[0][1]), float(found[1][1])
