"""Keyboards: neighbouring keys, and a text typed on the wrong layout."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text.keyboards import neighbours, own_letters, retyped, retypings


@pytest.mark.parametrize(
    ("language", "letter", "beside", "apart"),
    [
        ("en", "g", "fhtvb", "aqp"),
        ("de", "z", "tu", "x"),
        ("fr", "a", "zq", "s"),
        ("ru", "п", "ари", "я"),
        ("ar", "ب", "یل", "م"),
        ("fa", "ک", "مگ", "ش"),
    ],
)
def test_keys_that_touch_are_neighbours_on_each_language_s_own_keyboard(
    language: str, letter: str, beside: str, apart: str
) -> None:
    found = neighbours(language)[letter]
    assert set(beside) <= set(found)
    assert not set(apart) & set(found)
    assert letter not in found


@pytest.mark.parametrize("language", ["en", "de", "fr", "ru", "ar", "fa", "xx"])
def test_two_keys_are_neighbours_of_each_other(language: str) -> None:
    table = neighbours(language)
    assert all(letter in table[other] for letter, others in table.items() for other in others)


@pytest.mark.parametrize(
    ("text", "typed_on", "meant", "result"),
    [
        ("ghbdtn", "en", "ru", "привет"),
        ("Rfr ltkf&", "en", "ru", "Как дела?"),
        ("руддщ", "ru", "en", "hello"),
        ("sghl", "en", "fa", "سلام"),
        ("lvpfh", "en", "ar", "مرحبا"),
        ("اثممخ", "ar", "en", "hello"),
        ("ثةشهم", "ar", "en", "email"),
        ("😀 12", "en", "ru", "😀 12"),
    ],
)
def test_a_text_is_retyped_key_by_key(text: str, typed_on: str, meant: str, result: str) -> None:
    assert retyped(text, typed_on, meant) == result


def test_the_arabic_ligature_is_one_key_or_two() -> None:
    assert retyped("الاهل", "ar", "en") == "hbig"
    assert retypings("لا", "ar", "en") == ["b", "gh"]
    assert retypings("abc", "en", "ru") == [retyped("abc", "en", "ru")]


@given(st.text("abcdefghijklmnopqrstuvwxyz ", max_size=30))
def test_retyping_there_and_back_gives_the_text_again(text: str) -> None:
    assert retyped(retyped(text, "en", "ru"), "ru", "en") == text


@given(st.text(max_size=40))
def test_any_text_can_be_retyped(text: str) -> None:
    assert 1 <= len(retypings(text, "ar", "en")) <= 16


@pytest.mark.parametrize(
    ("text", "language", "own"),
    [
        ("کلمة فی ٢٠", "ar", "كلمة في 20"),
        ("كتاب علي ۲۰", "fa", "کتاب علی 20"),
        ("кот ۲۰", "ru", "кот 20"),
        ("plain 20", "en", "plain 20"),
    ],
)
def test_a_text_gets_the_letters_of_its_language_and_plain_digits(text: str, language: str, own: str) -> None:
    assert own_letters(text, language) == own
