"""Fonts for pictures: letters are joined, and none is a box."""

from __future__ import annotations

from dataclasses import replace

from PIL import features

from kb.brand.fonts import typeface_for
from tests.kb.brand.conftest import CARD, title_box


def test_the_wheel_of_pillow_shapes_letters() -> None:
    assert features.check("raqm")


def test_arabic_letters_are_joined() -> None:
    """Letter by letter, with gaps that nothing can join over, the same word is wider."""
    joined = title_box(replace(CARD, language="ar", title="كلمة"))
    apart = title_box(replace(CARD, language="ar", title="\u200c".join("كلمة")))
    assert joined
    assert apart
    assert joined[2] - joined[0] < apart[2] - apart[0]


def test_letters_that_no_font_has_are_left_out_not_shown_as_boxes() -> None:
    assert title_box(replace(CARD, title="パスワード")) is None
    assert typeface_for("Сброс كلمة") is None
    assert title_box(replace(CARD, title="")) is None
