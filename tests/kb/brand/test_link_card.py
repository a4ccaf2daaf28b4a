"""Pictures of links: what is drawn on them, and how many are kept."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from kb.brand.link_card import HEIGHT, WIDTH, CardStore, draw
from tests.kb.brand.conftest import CARD, ICON, drawn, title_box


def test_a_picture_has_the_size_the_colour_and_the_icon() -> None:
    picture = drawn(CARD)
    assert picture.size == (1200, 630)
    assert picture.getpixel((600, 625)) == (0x0F, 0x6B, 0x5C)
    assert picture.getpixel((128, 128)) == (0, 0, 255)


def test_what_is_on_a_picture_is_in_its_fingerprint() -> None:
    others = [
        replace(CARD, title="Reset a password"),
        replace(CARD, name="Sofra"),
        replace(CARD, colour="#000000"),
        replace(CARD, language="de"),
        replace(CARD, icon=ICON.replace("#00f", "#f00")),
    ]
    assert len({card.fingerprint for card in (CARD, *others)}) == 6
    assert draw(CARD) != draw(others[0])


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ar", "إعادة تعيين كلمة المرور"),
        ("fa", "گذرواژهٔ فراموش‌شده"),
    ],
)
def test_arabic_and_persian_begin_on_the_right_with_the_icon(language: str, title: str) -> None:
    card = replace(CARD, language=language, title=title, name="سفرة")
    box = title_box(card)
    assert box
    assert WIDTH - 110 < box[2] <= WIDTH - 70
    assert box[0] > 100
    assert drawn(card).getpixel((WIDTH - 128, 128)) == (0, 0, 255)


@pytest.mark.parametrize("title", ["Wie setze ich mein Paßwort zurück?", "Как сбросить пароль", "Ξεχάσατε τον κωδικό"])
def test_latin_cyrillic_and_greek_begin_on_the_left(title: str) -> None:
    box = title_box(replace(CARD, title=title))
    assert box
    assert 70 <= box[0] < 110


def test_a_long_title_is_set_smaller_and_a_longer_one_ends_within_the_picture() -> None:
    for title in ("Reset a forgotten password " * 4, "Reset a forgotten password " * 80, "ж" * 900):
        box = title_box(replace(CARD, title=title))
        assert box
        assert box[2] <= WIDTH - 70
        assert 200 + box[3] < HEIGHT - 30


def test_no_more_pictures_are_kept_than_may_be_and_the_oldest_go_first(tmp_path: Path) -> None:
    store = CardStore(tmp_path / "pictures", most=2)
    cards = [replace(CARD, title=title) for title in ("One", "Two", "Three")]
    for age, card in enumerate(cards[:2]):
        store.picture(card)
        os.utime(tmp_path / "pictures" / f"{card.fingerprint}.png", (age, age))
    store.picture(cards[2])
    kept = {file.name for file in (tmp_path / "pictures").iterdir()}
    assert kept == {f"{card.fingerprint}.png" for card in cards[1:]}


def test_a_kept_picture_is_not_drawn_again(tmp_path: Path) -> None:
    store = CardStore(tmp_path)
    first = store.picture(CARD)
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"kept" + first)
    assert store.picture(CARD) == b"kept" + first


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert CardStore(tmp_path / "file" / "pictures").picture(CARD) == draw(CARD)
