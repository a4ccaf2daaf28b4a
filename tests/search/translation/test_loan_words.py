"""Words that the articles do not have, and what these call the same thing."""

from __future__ import annotations

import pytest

from search.text.analysis import surest_terms
from search.translation.loan_words import _called, _listed, loan_words


def unknown(_word: str) -> bool:
    return False


def names(text: str, source: str, target: str) -> set[tuple[str, ...]]:
    """What articles in ``target`` may call the words of ``text`` of which they know nothing."""
    return {way for ways in loan_words(text, source, target, unknown).values() for way in ways}


def said(name: str, language: str) -> tuple[str, ...]:
    return tuple(surest_terms(name, language))


@pytest.mark.parametrize(
    ("word", "language", "name"),
    [
        ("الباسوورد", "ar", "كلمة المرور"),
        ("الاكاونت", "ar", "حساب"),
        ("أكاونت", "ar", "حساب"),
        ("اکانتم", "fa", "حساب"),
        ("аккаунт", "ru", "личный кабинет"),
        ("пассуорд", "ru", "пароль"),
    ],
)
def test_a_word_from_english_is_what_the_language_calls_the_thing_itself(word: str, language: str, name: str) -> None:
    assert said(name, language) in names(word, language, language)


def test_it_is_what_other_languages_call_it_as_well() -> None:
    assert ("password",) in names("الباسوورد", "ar", "en")
    assert said("رمز عبور", "fa") in names("الباسوورد", "ar", "fa")


@pytest.mark.parametrize(
    ("word", "language", "name"),
    [("пасс", "ru", "пароль"), ("акк", "ru", "учётная запись"), ("емейл", "ru", "почта"), ("ریست", "fa", "بازنشانی")],
)
def test_short_words_and_slang_are_listed(word: str, language: str, name: str) -> None:
    assert said(name, language) in names(word, language, language)
    assert said(word, language) not in names(word, language, language)


def test_every_listed_word_is_a_name_of_the_glossary() -> None:
    for language, listed in _listed().items():
        for form, english in listed.items():
            assert _called(english, language), (form, english)


def test_what_is_no_word_from_english_has_no_other_name_though_the_glossary_lists_it() -> None:
    """It would take the articles that have all the other words away from their place (decision 49)."""
    assert names("кастрюля", "ru", "ru") == names("قدر", "ar", "ar") == set()


def test_a_word_that_the_articles_have_needs_no_other_name() -> None:
    assert loan_words("الباسوورد", "ar", "ar", lambda _: True) == {}


@pytest.mark.parametrize(
    ("word", "language"), [("مزاج", "ar"), ("выразить", "ru"), ("فرصت", "fa"), ("оставаться", "ru")]
)
def test_a_word_of_the_language_itself_is_not_taken_for_one_from_english(word: str, language: str) -> None:
    assert names(word, language, language) == set()
