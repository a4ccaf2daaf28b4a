"""The pictures at steps of the samples: one family for all languages, told from the page in light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from kb.brand.colours import contrast
from tests.conftest import SAMPLES

STEPS = sorted((SAMPLES / "pictures" / "steps").glob("*.svg"))
STYLES = SAMPLES.parent / "kb" / "site" / "static" / "site.css"
MEANING = {"#7d858f", "#9a5aa5", "#c8501e", "#3f86c4"}
"""What tells something: outlines, bodies, what to do, water."""
WITHIN = {"#b98ac0", "#5f2d66", "#fff", "none"}
"""What lies on or in the others, or only makes them lighter."""


@pytest.mark.parametrize("file", STEPS, ids=lambda file: file.stem)
def test_a_picture_of_a_step_is_small_has_its_size_no_words_and_the_colours_of_the_family(file: Path) -> None:
    picture = etree.fromstring(file.read_bytes())
    assert file.stat().st_size <= 4096
    assert picture.get("viewBox") == f"0 0 {picture.get('width')} {picture.get('height')}"
    assert all(re.fullmatch(r"\s*\d?\s*", text) for text in picture.itertext())
    used = {part.get(key) for part in picture.iter() for key in ("fill", "stroke")} - {None}
    assert used <= MEANING | WITHIN


def test_what_carries_the_meaning_can_be_told_from_the_surface_in_light_and_dark() -> None:
    surfaces = set(re.findall(r"--surface: (#\w+);", STYLES.read_text("utf-8")))
    assert len(surfaces) == 2
    assert [(one, on) for one in MEANING for on in surfaces if contrast(one, on) < 3] == []


def test_every_picture_of_a_step_stands_at_a_step_of_an_english_article() -> None:
    shown = {
        Path(address).name
        for article in (SAMPLES / "en").rglob("*.md")
        for address in re.findall(r"!\[[^\]]+\]\(([^)]*/steps/[^)]*)\)", article.read_text("utf-8"))
    }
    assert len(STEPS) >= 10
    assert shown == {file.name for file in STEPS}
