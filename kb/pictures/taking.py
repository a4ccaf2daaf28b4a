"""A file that somebody chose, pasted or dropped, as the picture that is kept of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.brand.picture_files import PictureError, read_drawing
from kb.language.marking import N_
from kb.markdown.anchors import slug
from kb.pictures.raster import is_raster, written_anew
from kb.pictures.refusal import PictureRefusedError

ACCEPTED = "image/png,image/jpeg,image/webp,image/gif,image/svg+xml"
"""For the ``accept`` of a file field."""
MAX_PICTURE_BYTES = 8 * 2**20
LONGEST_NAME = 60
_DRAWING = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<")


@dataclass(frozen=True, slots=True)
class TakenPicture:
    """A picture as it is kept; ``stem`` and ``ending`` are its name, of letters, digits and hyphens."""

    stem: str
    ending: str
    content: bytes


def take(name: str, data: bytes) -> TakenPicture:
    """Look at a file; its name says what it is called, and nothing of what it is.

    Raises:
        PictureRefusedError: it is no picture of a kind that is taken, broken, too large, or would run something.

    """
    if not data:
        raise PictureRefusedError(N_("Please choose a picture."))
    if len(data) > MAX_PICTURE_BYTES:
        raise PictureRefusedError(N_("The picture is larger than %(most)s MB."), most=MAX_PICTURE_BYTES // 2**20)
    if is_raster(data):
        content, ending = written_anew(data)
        return TakenPicture(_stem(name), ending, content)
    if not _DRAWING.match(data):
        raise PictureRefusedError(N_("The file is no picture. PNG, JPEG, WebP, GIF and SVG are taken."))
    try:
        drawing = read_drawing(data)
    except PictureError as error:
        raise PictureRefusedError(N_("The drawing cannot be used: it %(why)s."), why=error) from error
    return TakenPicture(_stem(name), "svg", drawing.data)


def _stem(name: str) -> str:
    last = re.split(r"[/\\]", name[-1_000:])[-1]
    return slug(re.sub(r"\.[A-Za-z0-9]{1,5}$", "", last)).strip("-_")[:LONGEST_NAME].strip("-_") or "picture"
