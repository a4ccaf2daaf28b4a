"""The fonts of pictures and books: IBM Plex Sans, from packages, so that every machine draws the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import fontpkg
from PIL import ImageFont

from kb.language.languages import script_of

WEIGHT = 600


@dataclass(frozen=True, slots=True)
class Typeface:
    """A family and the scripts (of ``kb.language.languages``) that all its letters cover."""

    family: str
    scripts: frozenset[str]

    @property
    def file(self) -> Path:
        """Where its file lies."""
        return _file_of(self.family)

    def in_size(self, pixels: int) -> ImageFont.FreeTypeFont:
        """The letters ``pixels`` high, in the weight of headings."""
        font = ImageFont.truetype(self.file, pixels, layout_engine=ImageFont.Layout.RAQM)
        if self.family == "IBM Plex Sans":  # one file for all weights
            font.set_variation_by_name("SemiBold")
        return font


TYPEFACES = (
    Typeface("IBM Plex Sans", frozenset({"latin", "cyrillic", "greek"})),
    Typeface("IBM Plex Sans Arabic", frozenset({"latin", "arabic"})),
)


def typeface_for(text: str) -> Typeface | None:
    """The first that has all letters of ``text``, None where none has: nobody is helped by rows of boxes."""
    scripts = {script for character in text if (script := script_of(character))}
    return next((face for face in TYPEFACES if scripts <= face.scripts), None)


@lru_cache(maxsize=8)
def _file_of(family: str) -> Path:
    file: Path = fontpkg.path(family, WEIGHT)
    return file


def book_fonts() -> dict[str, Path]:
    """The files of a book's letters by what they are for; the upright and the italic one have all weights."""
    latin, arabic = (face.family for face in TYPEFACES)
    return {
        "regular": fontpkg.path(latin),
        "italic": fontpkg.path(latin, style="italic"),
        "arabic": fontpkg.path(arabic),
        "arabic-bold": fontpkg.path(arabic, 700),
    }
