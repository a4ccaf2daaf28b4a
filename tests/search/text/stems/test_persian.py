"""What is written onto Persian words, told by how usual they are without it."""

from __future__ import annotations

import pytest

from search.text.folding import fold
from search.text.stems.persian import is_verb, says_little, stems
from search.text.stems.persian_verbs import verb_form
from search.text.wordlists import word_list


def stems_of(word: str) -> tuple[str, ...]:
    return stems(word, word_list("fa").usage, fold)


@pytest.mark.parametrize("word", ["سفارشم", "سفارشها", "سفارشهای", "سفارشمو", "سفارشتان", "سفارشتون"])
def test_plural_owner_and_the_spoken_object_are_taken_off(word: str) -> None:
    assert stems_of(word)[0] == "سفارش"


def test_an_ending_that_also_makes_words_of_their_own_is_only_the_second_reading() -> None:
    assert stems_of("نشانی") == ("نشانی", "نشان")


def test_a_letter_that_belongs_to_the_word_is_no_ending() -> None:
    assert stems_of("کارت") == ("کارت",)
    assert stems_of("پیام") == ("پیام",)


def test_the_forms_of_a_verb_are_its_infinitive_however_it_was_spoken() -> None:
    assert stems_of("میخوام") == stems_of("میخواستند") == ("خواستن",)
    assert stems_of("نمیشه") == stems_of("نمیشود") == ("نشدن",)


def test_what_may_be_a_verb_or_another_word_stands_for_both() -> None:
    assert stems_of("بسته") == ("بسته", "بستن"), "a parcel, or closed"
    assert stems_of("بفرستمش")[0] == "فرستادن", "nobody has listed it as a word of its own"


def test_a_verb_that_has_a_noun_for_what_is_done_meets_it() -> None:
    assert "خرید" in stems_of("میخرم")
    assert "خریدن" in stems_of("خرید")


def test_only_what_is_surely_do_become_or_have_says_little() -> None:
    assert says_little("میکنین", fold)
    assert says_little("میشه", fold)
    assert not says_little("نمیشه", fold)
    assert not says_little("میرسد", fold)
    assert not says_little("شدت", fold)


def test_words_that_begin_like_a_verb_are_none() -> None:
    assert is_verb("میرود", fold)
    assert [
        word for word in ("میز", "میوه", "میدان", "میان", "نامه", "برنج", "برند", "بیمه", "نیاز") if is_verb(word, fold)
    ] == []


def test_usual_words_are_no_forms_of_short_verbs() -> None:
    words = "گم ده بیرون نیرو بیدار بار باور بافت درباره نرم بدن مردم بدون نمونه نگه نشون نزد"
    assert [word for word in words.split() if verb_form(fold(word), fold)] == []
    verbs = {"بیا": "امدن", "بیاید": "امدن", "نیفتاد": "نافتادن", "بیاور": "اوردن", "بیفته": "افتادن", "بره": "رفتن"}
    assert {word: verb for word, verb in verbs.items() if verb not in stems_of(word)} == {}


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
    forms = ("بازگردانم", "بازگردانید", "بازگرداندم", "بازگردانده", "میترسانند")
    verbs = ("بازگرداندن", "بازگرداندن", "بازگرداندن", "بازگرداندن", "ترساندن")
    assert tuple(stems_of(form)[0] for form in forms) == verbs
    assert {stems_of(word)[0] for word in ("درمانی", "جهانی", "زمانی", "مهربانی")}.isdisjoint({"درماندن", "زماندن"})
