"""Helpers."""

from __future__ import annotations

from kb.brand.brand import Brand
from kb.brand.picture_files import Picture, PictureError
from kb.editing.check import check
from kb.folder.site_file import read_brand
from tests.conftest import Collection

PICTURE = Picture("image/svg+xml", b"<svg/>", 10, 10)


def a_picture(path: str) -> Picture:
    if path != "brand/logo.svg":
        raise PictureError("is not there")
    return PICTURE


def read(text: str) -> Brand:
    return read_brand(text, a_picture)


def told(collection: Collection) -> list[str]:
    return [str(problem) for problem in check(collection.library().catalog)]
