"""What is written onto Persian words, told by how usual they are without it."""

from __future__ import annotations

import pytest

from search.text.stems.persian import stems
from search.text.wordlists import word_list


def stems_of(word: str) -> tuple[str, ...]:
    return stems(word, word_list("fa").usage)


@pytest.mark.parametrize("word", ["سفارشم", "سفارشها", "سفارشهای", "سفارشمو", "سفارشتان", "سفارشتون"])
def test_plural_owner_and_the_spoken_object_are_taken_off(word: str) -> None:
    assert stems_of(word)[0] == "سفارش"


def test_an_ending_that_also_makes_words_of_their_own_is_only_the_second_reading() -> None:
    assert stems_of("نشانی") == ("نشانی", "نشان")


def test_a_letter_that_belongs_to_the_word_is_no_ending() -> None:
    assert stems_of("کارت") == ("کارت",)
    assert stems_of("پیام") == ("پیام",)


def test_the_present_of_a_verb_is_as_it_is_written_however_it_was_spoken() -> None:
    assert stems_of("میخوام") == ("میخواهم",)
    assert stems_of("نمیشه") == ("نمیشود",)


def test_a_spoken_owner_swallows_the_last_letter() -> None:
    assert "جعبه" in stems_of("جعبش")


def test_what_nobody_has_listed_loses_what_looks_like_an_ending() -> None:
    assert stems_of("سوفرابریوهای")[0] == "سوفرابریو"
    assert stems_of("سوفرابریوهای")[-1] == "سوفرابریوهای"


def test_an_ending_behind_a_silent_letter_is_one_though_its_half_space_is_lost() -> None:
    assert "مرحله" in stems_of("مرحلهای")
    assert "دومرحله" in stems_of("دومرحلهای"), "nobody has listed it"
    assert stems_of("نامهای")[0] == "نام", "names are more usual than a letter"


def test_all_forms_of_a_causative_verb_are_its_infinitive() -> None:
    forms = ("بازگردانم", "بازگردانید", "بازگرداندم", "بازگردانده", "نمیرسانند", "برسانید", "برگردانم")
    verbs = ("بازگرداندن", "بازگرداندن", "بازگرداندن", "بازگرداندن", "رساندن", "رساندن", "برگرداندن")
    assert tuple(stems_of(form)[0] for form in forms) == verbs
    assert {stems_of(word)[0] for word in ("درمانی", "جهانی", "زمانی", "مهربانی")}.isdisjoint({"درماندن", "زماندن"})
