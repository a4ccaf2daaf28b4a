"""What was typed with the keyboard of another language."""

from __future__ import annotations

import pytest

from search.query.correction import Correction, read_as
from tests.search.query.conftest import ENGLISH, read, sure

pytestmark = pytest.mark.slow  # word lists are read


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [
        ("djccnfyjdbnm gfhjkm", "ru", "восстановить пароль"),
        ("ghbdtn", "ru", "привет"),
        ("куыуе зфыыцщкв", "en", "reset password"),
        ("قثسثف حشسسصخقي", "en", "reset password"),
        (";glm hglv,v", "ar", "كلمة المرور"),
        ("vlc uf,v", "fa", "رمز عبور"),
        ("vosstanovit parol", "ru", "восстановить пароль"),
    ],
)
def test_the_wrong_keyboard_is_undone(typed: str, language: str, meant: str) -> None:
    assert read(typed, language) == Correction(meant, "layout", sure=True)


@pytest.mark.parametrize("typed", ["№ 12345", "℡ 12345", "ｎｏ 12345"])
def test_another_way_of_writing_the_same_is_no_other_keyboard(typed: str) -> None:
    assert read(typed, "en") is None


def test_names_and_model_numbers_stay_latin_on_the_wrong_keyboard() -> None:
    assert sure("gfhjkm gmail", "ru") == "пароль gmail"
    assert sure("dthyenm njdfh CB-200", "ru") == "вернуть товар CB-200"


def test_the_keyboard_of_the_page_is_tried_too() -> None:
    reading = read_as("gfhjkm", "en", (ENGLISH,), lambda _part, _word: True, "ru")
    assert reading == Correction("пароль", "layout", sure=True)


def test_no_keyboard_is_tried_that_neither_the_reader_nor_the_collection_has() -> None:
    assert sure("gfhjkm", "en", ENGLISH) is None


def test_a_word_of_another_script_beside_latin_ones_was_typed_as_it_was_meant() -> None:
    assert sure("أريكة rain", "en", ENGLISH) is None
    assert sure("قثسثف password", "en", ENGLISH) is None
