"""Word lists: what is known of words from outside the collection."""

from __future__ import annotations

import pytest

from search.text.wordlists import UNLISTED, WordList, usual_words, word_list


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "usual", "unknown"),
    [("en", "password", "passwrod"), ("ru", "пароль", "парроль"), ("ar", "مرحبا", "مرحببا"), ("fa", "سلام", "سللام")],
)
def test_words_are_listed_and_slips_are_not(language: str, usual: str, unknown: str) -> None:
    words = word_list(language)
    assert words.usage(usual) > 3
    assert words.usage(unknown) == UNLISTED


def test_a_language_without_a_list_has_no_words() -> None:
    assert len(word_list("xx")) == 0
    assert word_list("xx").usage("word") == UNLISTED
    assert list(word_list("xx").zipf(["word"])) == [UNLISTED]


def test_frequencies_are_on_the_zipf_scale() -> None:
    words = WordList([["usual"], *[[] for _ in range(99)], ["rarer"]])
    assert words.usage("usual") == pytest.approx(9)
    assert words.usage("rarer") == pytest.approx(8)
    assert list(words.zipf(["rarer", "none", "usual"])) == pytest.approx([8, UNLISTED, 9])


def test_spellings_of_one_word_share_the_greater_frequency() -> None:
    words = WordList([["Café"], ["cafe"], ["ёлка"]])
    assert len(words) == 2
    assert words.usage("cafe") == pytest.approx(9)
    assert words.usage("елка") == pytest.approx(8.98)


def test_of_usual_words_that_are_folded_alike_the_more_usual_counts() -> None:
    found = usual_words("ar", 4.0)
    assert found["ما"] > 6  # not that of ماء
    assert min(found.values()) >= 4.0
    assert usual_words("xx", 4.0) == {}
