"""A message as sentences: what says nothing goes, the items of lists are told apart."""

from __future__ import annotations

import pytest

from search.questions.sentences import Sentence, asks, sentences


def texts(*lines: str) -> list[str]:
    return [one.text for one in sentences(lines)]


@pytest.mark.parametrize(
    "list_",
    [
        ["1) Where is it?", "2) What does it cost?"],
        ["1. Where is it?", "2. What does it cost?"],
        ["- Where is it?", "- What does it cost?"],
        ["١) Where is it?", "٢) What does it cost?"],
        ["۱. Where is it?", "۲. What does it cost?"],
        ["a) Where is it?", "b) What does it cost?"],
        ["(1) Where is it? (2) What does it cost?"],
        ["1) Where is it? 2) What does it cost?"],
    ],
)
def test_the_items_of_a_list_are_told_apart(list_: list[str]) -> None:
    assert list(sentences(list_)) == [Sentence("Where is it?", 1), Sentence("What does it cost?", 2)]


def test_numbers_that_count_nothing_make_no_list() -> None:
    assert list(sentences(["It has 2) and 5) on it."])) == [Sentence("It has 2) and 5) on it.")]


def test_a_list_ends_with_an_empty_line() -> None:
    assert [one.item for one in sentences(["- one lamp", "- two lamps", "", "They flicker."])] == [1, 2, 0]


def test_greetings_thanks_and_wishes_are_no_sentences() -> None:
    assert texts("Hi all,", "The lamp flickers. I hope to hear from you soon.", "Thank you for your help!") == [
        "The lamp flickers."
    ]


@pytest.mark.parametrize("sentence", ["It flickers?", "how long does it take", "I want to return it", "хочу вернуть"])
def test_a_question_or_a_wish_asks(sentence: str) -> None:
    assert asks(sentence)


def test_in_a_known_language_only_its_own_words_ask() -> None:
    assert asks("was kostet es", "de")
    assert not asks("was charged twice", "en")
