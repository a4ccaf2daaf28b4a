"""Russian in Latin letters."""

from __future__ import annotations

import pytest

from search.text.transliteration import MAX_READINGS, cyrillic


@pytest.mark.parametrize(
    ("latin", "russian"),
    [
        ("privet", "привет"),
        ("parol", "пароль"),
        ("vosstanovit", "восстановить"),
        ("schet", "счет"),
        ("pomoshch", "помощь"),
        ("yazyk", "язык"),
        ("moy", "мой"),
        ("zhaloba", "жалоба"),
    ],
)
def test_the_word_meant_is_among_the_readings(latin: str, russian: str) -> None:
    assert russian in cyrillic(latin)


@pytest.mark.parametrize("word", ["", "пароль", "pass1", "naïve"])
def test_what_is_not_latin_letters_has_no_reading(word: str) -> None:
    assert cyrillic(word) == []


def test_a_word_of_doubtful_letters_has_not_too_many_readings() -> None:
    assert len(cyrillic("ye" * 40 + "eyeyeyeyeyey")) <= MAX_READINGS
