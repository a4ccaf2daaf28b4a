"""Names that are written as they are heard meet those in Latin letters; other words do not."""

from __future__ import annotations

import pytest

from search.text.folding import ZWNJ, fold
from search.translation.name_sounds import is_heard_as, latin_sounds, sounds_as

NAMES = (
    "paypal google apple upload driver bluetooth youtube whatsapp windows facebook linux port samsung netflix login "
    "cloud theft card carried arms part mixer pasta puzzle month password software account"
)


def names(written: str, language: str) -> list[str]:
    """Which of the names ``written`` may be."""
    found = []
    for name in NAMES.split():
        sounds = latin_sounds(name)
        assert sounds
        ways = sounds_as(fold(written.replace(ZWNJ, "")), language)
        if any(way.consonants == sound.consonants and is_heard_as(sound, way) for way in ways for sound in sounds):
            found.append(name)
    return found


@pytest.mark.parametrize(
    ("written", "language", "name"),
    [
        ("پی‌پال", "fa", "paypal"),
        ("گوگل", "fa", "google"),
        ("آپلود", "fa", "upload"),
        ("درایور", "fa", "driver"),
        ("پورت", "fa", "port"),
        ("بلوتوث", "fa", "bluetooth"),
        ("بايبال", "ar", "paypal"),
        ("جوجل", "ar", "google"),
        ("واتساب", "ar", "whatsapp"),
        ("فيسبوك", "ar", "facebook"),
        ("пэйпал", "ru", "paypal"),
        ("гугл", "ru", "google"),
        ("ютуб", "ru", "youtube"),
        ("фейсбук", "ru", "facebook"),
        ("самсунга", "ru", "samsung"),
        ("логин", "ru", "login"),
        ("باسوورد", "ar", "password"),
        ("باسورد", "ar", "password"),
        ("пассворд", "ru", "password"),
        ("سوفتوير", "ar", "software"),
        ("اكاونت", "ar", "account"),
    ],
)
def test_a_name_is_known_by_how_it_sounds(written: str, language: str, name: str) -> None:
    assert names(written, language) == [name]


@pytest.mark.parametrize(
    ("written", "language"),
    [("کرد", "fa"), ("رمز", "fa"), ("مكسور", "ar"), ("пустой", "ru"), ("после", "ru"), ("заказ", "ru")],
)
def test_where_the_vowels_do_not_fit_it_is_no_name(written: str, language: str) -> None:
    assert names(written, language) == []


@pytest.mark.parametrize("word", ["", "paypal", "支付宝", "42"])
def test_in_other_letters_nothing_is_heard(word: str) -> None:
    assert sounds_as(word, "en") == ()


@pytest.mark.parametrize("word", ["café", "e4", "гугл"])
def test_only_latin_letters_are_read_as_a_name(word: str) -> None:
    assert not latin_sounds(word)


def test_a_letter_that_stands_for_several_sounds_gives_a_bounded_number_of_readings() -> None:
    assert len(sounds_as(fold("ب" * 40), "ar")) <= 32
