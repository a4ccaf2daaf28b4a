"""Listed words and phrases in a text: in any form, the longest first, never across punctuation."""

from __future__ import annotations

import pytest

from search.text.phrase_table import ListedPhrase, PhraseTable, phrase_keys


def table(language: str, *phrases: str) -> PhraseTable[str]:
    return PhraseTable(
        language, [ListedPhrase(key, phrase) for phrase in phrases for key in phrase_keys(phrase, language)]
    )


@pytest.mark.parametrize(
    ("language", "listed", "text"),
    [
        ("en", "gift card", "two Gift Cards, please"),
        ("en", "wi-fi", "the wi fi is down"),
        ("ru", "посылка", "где мои посылки"),
        ("ar", "رقم الهاتف", "غيرت رَقْم الهاتف أمس"),
        ("fa", "کارت هدیه", "كارت هديه دارم"),
    ],
)
def test_a_phrase_is_found_in_whatever_form_it_is_written(language: str, listed: str, text: str) -> None:
    (found,) = table(language, listed).find(text)
    assert found.value == listed
    assert len(text[found.start : found.end].split()) == len(text[found.start : found.end].strip(" ,.").split())


def test_of_phrases_that_begin_at_one_place_the_longest_comes_first() -> None:
    assert [found.value for found in table("en", "card", "gift card", "gift").find("a gift card")] == [
        "gift card",
        "gift",
        "card",
    ]


def test_no_phrase_reaches_across_punctuation() -> None:
    assert not list(table("en", "gift card").find("a gift. Card number"))


def test_a_stop_word_is_part_of_a_phrase() -> None:
    found = table("en", "sign in")
    assert [match.value for match in found.find("how to sign in")] == ["sign in"]
    assert not list(found.find("sign the paper"))


def test_what_counts_only_as_written_is_found_only_so() -> None:
    found = PhraseTable("en", [ListedPhrase(("it",), "IT", frozenset({"IT"}))])
    assert [match.value for match in found.find("ask IT about it")] == ["IT"]
