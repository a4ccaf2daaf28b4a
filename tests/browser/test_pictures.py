"""The main pages look as on their kept pictures, as far as a coarse look tells; ``make pictures`` takes new ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.browser.centre import Centre
from tests.browser.page_types import PAGE_TYPES
from tests.browser.pictures import KEPT, PICTURES, TOLERANCE, Picture, difference, photograph

pytestmark = pytest.mark.slow

NO_STYLE = "for (const link of document.querySelectorAll('link[rel=stylesheet]')) link.disabled = true"
OTHER_DIRECTION = (
    "const other = document.documentElement.dir === 'rtl' ? 'ltr' : 'rtl';"
    "for (const part of document.querySelectorAll('html, main [dir]')) part.dir = other;"
)
OTHER_THEME = "document.documentElement.dataset.theme = 'dark'"


def seen(help_centre: Centre, picture: Picture, change: str = "") -> Image.Image:
    """The page as it is now, after ``change`` was done to it."""
    with help_centre.shown(PAGE_TYPES[picture.page], picture.language, color_scheme=picture.theme) as page:
        page.evaluate(f"() => {{ {change} }}")
        return photograph(page)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.file.stem)
def test_a_page_has_the_shape_of_its_kept_picture(help_centre: Centre, tmp_path: Path, picture: Picture) -> None:
    now = seen(help_centre, picture)
    now.save(tmp_path / picture.file.name)
    found = difference(now, Image.open(picture.file))
    assert found <= TOLERANCE, f"compare {tmp_path / picture.file.name} with {picture.file}"


@pytest.mark.parametrize("change", [NO_STYLE, OTHER_DIRECTION, OTHER_THEME], ids=["style", "direction", "theme"])
@pytest.mark.parametrize("name", ["home", "article", "queue"])
def test_a_broken_page_is_seen(help_centre: Centre, name: str, change: str) -> None:
    picture = Picture(name)
    assert difference(seen(help_centre, picture, change), Image.open(picture.file)) > TOLERANCE


def test_every_kept_picture_is_compared_and_small() -> None:
    kept = {file: file.stat().st_size for file in KEPT.iterdir()}
    assert set(kept) == {picture.file for picture in PICTURES}
    assert max(kept.values()) <= 20_000
