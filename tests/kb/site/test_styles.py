"""What style sheets promise each other."""

from __future__ import annotations

import re
from pathlib import Path

import kb

CSS = (Path(kb.__file__).parent / "site" / "static" / "site.css").read_text("utf-8")


def colours(selector: str) -> dict[str, str]:
    """The custom properties of the block of ``selector``."""
    block = CSS.partition(selector)[2].partition("}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def test_dark_by_the_device_is_dark_by_choice() -> None:
    by_device = colours(':root:not([data-theme="light"]) {')
    assert by_device
    assert by_device == colours(':root[data-theme="dark"] {')


def test_every_colour_has_a_light_and_a_dark_value() -> None:
    assert set(colours(":root {")) == set(colours(':root[data-theme="dark"] {'))
