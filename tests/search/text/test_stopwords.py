"""Words that say nothing about what a text is about."""

from __future__ import annotations

import pytest

from search.text.folding import fold
from search.text.stopwords import stop_words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["the", "and", "can't", "cant", "I'm", "don't"]),
        ("ar", ["في", "من", "إلى", "على", "هذا", "التي"]),
        ("fa", ["از", "به", "می", "ها", "برای", "را"]),
        ("ru", ["и", "не", "это", "её"]),
        ("de", ["der", "für", "nicht"]),
    ],
)
def test_function_words_are_known_in_folded_form(language: str, words: list[str]) -> None:
    assert {fold(word) for word in words} <= stop_words(language)


@pytest.mark.parametrize("language", ["en", "ar", "fa", "ru", "de", "fr"])
def test_words_that_questions_turn_on_are_no_stop_words(language: str) -> None:
    turning = {"password", "order", "كلمة", "طلب", "گذرواژه", "سفارش", "пароль", "заказ", "konto", "compte"}
    assert not {fold(word) for word in turning} & stop_words(language)


def test_every_stop_word_is_folded_so_that_it_can_be_met() -> None:
    for language in ("en", "ar", "fa", "ru", "de", "fr", "tr"):
        assert all(fold(word) == word for word in stop_words(language))


def test_a_language_without_a_list_has_none() -> None:
    assert stop_words("tlh") == frozenset()
