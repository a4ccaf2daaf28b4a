"""Small kept pictures of the main pages, and how far a page of today is from its own.

    python -m tests.browser.pictures

takes all of them anew (``make pictures``); look at them before they are committed.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter
from playwright.sync_api import Page

from bench.browser import chromium
from tests.browser.centre import centre
from tests.browser.page_types import PAGE_TYPES

KEPT = Path(__file__).parent / "kept"
SIZE = (480, 300)
BLOCKS = (40, 25)
BLUR = 8
ALL_IS_THERE = """async () => {
  await document.fonts.ready;
  const near = [...document.images].filter((image) => image.getBoundingClientRect().top < innerHeight);
  await Promise.all(near.map((image) => image.decode().catch(() => null)));
}"""
"""Fonts and the pictures in sight may come after all else on a machine that is busy."""
TOLERANCE = 0.3
"""Measured on the ten pictures: other fonts differ by 0.02 to 0.23, a page without its style sheets by 0.72 to
0.98, one in the other direction by 0.51 to 0.93, one in the other theme by 1.85 and more."""


@dataclass(frozen=True)
class Picture:
    """A page as one kind of reader sees it."""

    page: str
    language: str = "en"
    dark: bool = False

    @property
    def theme(self) -> str:
        return "dark" if self.dark else "light"

    @property
    def file(self) -> Path:
        return KEPT / f"{self.page.replace(' ', '-')}-{self.language}-{self.theme}.webp"


PICTURES = [
    Picture("home"),
    Picture("home", "ar"),
    Picture("home", dark=True),
    Picture("article"),
    Picture("article", "ar"),
    Picture("search with hits"),
    Picture("category", "ar"),
    Picture("desk with a message"),
    Picture("queue"),
    Picture("insights"),
]


def photograph(page: Page) -> Image.Image:
    """The window of 1280 × 800 pixels, small and in shades of grey."""
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.wait_for_load_state("networkidle")
    page.evaluate(ALL_IS_THERE)
    return (
        Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("L").resize(SIZE, Image.Resampling.BOX)
    )


def difference(one: Image.Image, other: Image.Image) -> float:
    """How unlike the shapes of two pictures are: 0 for the same, 1 for nothing in common, 2 for light against dark.

    It is 1 less the correlation of the brightness of their blocks. Fonts differ between machines and articles change
    by a word, so the pictures are blurred first: lines of text become grey areas, whose place and size remain.
    """
    first, second = _blocks(one), _blocks(other)
    return float(1 - np.corrcoef(first, second)[0, 1])


def _blocks(picture: Image.Image) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    blurred = picture.convert("L").filter(ImageFilter.GaussianBlur(BLUR))
    return np.asarray(blurred.resize(BLOCKS, Image.Resampling.BOX), np.float64).ravel()


def main(names: Sequence[str] = ()) -> None:
    """Take the pictures of the pages ``names`` anew, or all of them."""
    KEPT.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        chromium() as browser,
        centre(browser, Path(folder)) as help_centre,
    ):
        for picture in PICTURES:
            if names and picture.page not in names:
                continue
            kind = PAGE_TYPES[picture.page]
            with help_centre.shown(kind, picture.language, color_scheme=picture.theme) as page:
                photograph(page).save(picture.file, quality=60, method=6)
            print(f"{picture.file.name}: {picture.file.stat().st_size} bytes")  # noqa: T201 - a command


if __name__ == "__main__":
    main(sys.argv[1:])
