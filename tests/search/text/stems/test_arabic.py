"""What is written onto Arabic words, told by how usual they are without it."""

from __future__ import annotations

import pytest

from search.text.folding import fold
from search.text.stems.arabic import broken_plurals, stem
from search.text.wordlists import word_list


def stem_of(word: str) -> str:
    return stem(fold(word), word_list("ar").usage, fold, is_bare=word.endswith("ا"))


@pytest.mark.parametrize("word", ["البطاقات", "بطاقتي", "ببطاقة", "للبطاقات", "والبطاقة", "بطاقاتكم", "بطاقه"])
def test_article_particles_pronouns_and_number_are_taken_off(word: str) -> None:
    assert stem_of(word) == stem_of("بطاقة")


@pytest.mark.parametrize(("plural", "singular"), [("أجهزة", "جهاز"), ("الفواتير", "فاتورة"), ("هداياكم", "هدية")])
def test_a_broken_plural_is_its_singular(plural: str, singular: str) -> None:
    assert stem_of(plural) == stem_of(singular)


def test_before_a_pronoun_the_hamza_of_a_plural_is_written_otherwise() -> None:
    assert stem_of("عملائنا") == stem_of("عميل")


@pytest.mark.parametrize("word", ["إلغاء", "وصول", "بنك", "كلمة", "لون"])
def test_a_first_letter_that_belongs_to_the_word_stays(word: str) -> None:
    assert stem_of(word)[0] == fold(word)[0]
    assert stem_of(f"ال{word}") == stem_of(word)


@pytest.mark.parametrize("word", ["حساب", "جديد", "طلب", "رمز", "هاتف"])
def test_the_ending_of_an_indefinite_object_is_taken_off(word: str) -> None:
    assert stem_of(f"{word}ا") == stem_of(f"{word}\u064bا") == stem_of(word)


@pytest.mark.parametrize("word", ["كاميرا", "فيزا", "مرحبا", "دنيا", "شراء", "بناء", "غطاء"])
def test_a_last_letter_that_belongs_to_the_word_stays(word: str) -> None:
    assert stem_of(word) == fold(word)


def test_what_nobody_has_listed_loses_its_article_and_ending_by_looks_alone() -> None:
    assert stem_of("السوفرابريات") == "سوفرابری"


def test_the_list_of_plurals_leads_to_no_plural_and_names_none_twice() -> None:
    plurals = broken_plurals(fold)
    assert len(plurals) > 400
    assert not set(plurals.values()) & plurals.keys()


@pytest.mark.parametrize(("one", "other"), [("بطاقة", "طاقة"), ("تلفون", "تلف"), ("فرق", "فريق"), ("والدي", "دي")])
def test_words_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    assert stem_of(one) != stem_of(other)
