"""The forms of Persian verbs by a list of their stems."""

from __future__ import annotations

import pytest

from search.text.folding import fold
from search.text.stems.persian_verbs import VerbForm, verb_form


def infinitive(word: str) -> str:
    form = verb_form(fold(word), fold)
    return form.stems[0] if form else ""


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("رسیدن", "میرسد میرسه رسیدم رسیده برسد برسیم میرسیدند رسیدهاند رسیدن"),
        ("امدن", "میایم میاد اومدی بیا بیاین امدهاند"),
        ("فرستادن", "میفرستمش بفرستیدش فرستادین فرستادیم"),
        ("برگشتن", "برمیگردد برگشته برگردم برمیگشتند"),
        ("دراوردن", "درمیاورد درمیاره دراوردم"),
        ("رفتن", "میرم بره رفتین میروند"),
    ],
)
def test_past_and_present_written_and_spoken_meet(verb: str, forms: str) -> None:
    assert {form: infinitive(form) for form in forms.split()} == dict.fromkeys(forms.split(), verb)


@pytest.mark.parametrize("form", ["نمیرسد", "نرسیده", "نرسه", "نمیرسیدند"])
def test_what_is_denied_is_another_thing(form: str) -> None:
    assert infinitive(form) == "نرسیدن"


@pytest.mark.parametrize("form", ["نیامد", "نیومد", "نمیاد", "نیاد"])
def test_between_a_prefix_and_a_vowel_stands_a_letter_that_belongs_to_neither(form: str) -> None:
    assert infinitive(form) == "نامدن"


def test_only_what_stands_behind_the_signs_of_the_present_is_surely_a_verb() -> None:
    assert verb_form("میخرد", fold) == VerbForm(("خریدن", "خرید"), is_sure=True, denies=False)
    assert verb_form("خرید", fold) == VerbForm(("خریدن", "خرید"), is_sure=False, denies=False)
    assert verb_form("میان", fold) == VerbForm(("امدن",), is_sure=False, denies=False), "between, or they come"


LOOK_ALIKE = "کارت میز میوه میدان بین بیست نیاز برند برنج برنامه بیمه شدت بخش سازی بندر"


def test_words_that_look_alike_are_no_verbs() -> None:
    assert [word for word in LOOK_ALIKE.split(" ") if verb_form(word, fold)] == []
