"""All forms of a word meet, in the index and in queries; words that only look alike do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.text.analysis import surest_terms, terms
from search.text.folding import MAX_WORD
from search.text.stemming import stemmer_name, stems_of

FORMS = Path(__file__).parent / "forms"
LANGUAGES = ("ar", "en", "fa", "ru")
CASES = [
    (language, word, forms.split())
    for language in LANGUAGES
    for word, _, forms in (line.partition(": ") for line in (FORMS / f"{language}.txt").read_text("utf-8").splitlines())
]


def meet(language: str, one: str, other: str) -> bool:
    """Whether an article with one of them is found by the other."""
    return bool(set(terms(one, language)) & set(terms(other, language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_is_found_by_all_its_forms(language: str) -> None:
    words = {word: forms for of, word, forms in CASES if of == language}
    assert [f"{word} by {form}" for word in words for form in words[word] if not meet(language, word, form)] == []


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ar", "بنك", "بنت"),
        ("ar", "فرق", "فريق"),
        ("ar", "تلفون", "تلف"),
        ("ar", "والدي", "دي"),
        ("ar", "وصول", "أصول"),
        ("fa", "کارت", "کار"),
        ("fa", "پیام", "پیاز"),
        ("fa", "ساعت", "ساز"),
        ("fa", "می‌رسد", "نمی‌رسد"),
        ("ru", "заказ", "указ"),
        ("ru", "счет", "счастье"),
        ("en", "lose", "loss"),
        ("en", "ground", "grind"),
    ],
)
def test_words_that_only_look_alike_do_not_meet(language: str, one: str, other: str) -> None:
    assert not meet(language, one, other)


def test_where_the_dictionary_leaves_it_open_a_word_has_the_stems_of_all_readings_the_likeliest_first() -> None:
    assert stems_of("мыла", "cyrillic", "ru") == (("мыл", "мыт"),)
    assert surest_terms("мыла", "ru") == ["мыл"]


def test_a_word_that_no_dictionary_has_is_cut_by_snowball() -> None:
    assert stems_of("кофемашиной", "cyrillic", "ru") == (("кофемашин",),)


def test_the_parts_of_a_compound_are_things_of_their_own() -> None:
    found = stems_of("Garantieverlängerung", "latin", "de")
    assert [len(stems) for stems in found] == [1, 1, 1]


def test_a_stem_is_never_longer_than_what_is_indexed() -> None:
    ((stem,),) = stems_of("x" * 3 * MAX_WORD, "latin", "en")
    assert len(stem) == MAX_WORD


def test_which_languages_snowball_knows() -> None:
    assert stemmer_name("fa") == "persian"
    assert stemmer_name("zh") is None
