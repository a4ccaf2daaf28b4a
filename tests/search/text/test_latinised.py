"""Arabic and Persian words written in Latin letters, by their sounds."""

from __future__ import annotations

import pytest

from search.text.folding import fold
from search.text.latinised import Latinised, Meant, has_digit_letters

ARABIC_WORDS = ("طلب", "حبيبي", "شكرا", "كثير", "على", "وسائل", "وصل", "قلم", "ما")
PERSIAN_WORDS = ("سفارش", "نرسیده", "خانه", "رضا", "کالا", "کلی", "من")
ARABIC = Latinised("ar", dict.fromkeys(map(fold, ARABIC_WORDS), 6.0))
PERSIAN = Latinised("fa", dict.fromkeys(map(fold, PERSIAN_WORDS), 6.0))


def all_alike(_: str) -> float:
    return 1.0


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("6alab", "طلب"),
        ("talab", "طلب"),
        ("7abibi", "حبيبي"),
        ("habeebi", "حبيبي"),
        ("shukran", "شكرا"),
        ("kteer", "كثير"),
        ("3ala", "على"),
        ("wasal", "وصل"),
        ("alam", None),
        ("8alam", "قلم"),
        ("ma", "ما"),
    ],
)
def test_arabic_is_known_by_its_consonants_and_long_vowels(written: str, meant: str | None) -> None:
    found = ARABIC.meant(written, all_alike)
    assert (found.word if found else None) == (fold(meant) if meant else None)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sefaresh", "سفارش"),
        ("nareside", "نرسیده"),
        ("khooneh", "خانه"),
        ("khane", "خانه"),
        ("reza", "رضا"),
        ("man", "من"),
    ],
)
def test_persian_too(written: str, meant: str | None) -> None:
    found = PERSIAN.meant(written, all_alike)
    assert (found.word if found else None) == meant


def test_what_is_attached_is_left_out_where_the_whole_is_unknown() -> None:
    assert PERSIAN.meant("sefaresham", all_alike) == Meant("سفارش", 4)
    assert ARABIC.meant("el6alab", all_alike) == Meant("طلب", 3)


def test_of_words_that_sound_alike_the_likelier_is_meant_and_none_that_may_not_be_given() -> None:
    both = Latinised("ar", {"قلب": 5.0, "کلب": 4.0})
    assert both.meant("kalb", {"قلب": 1.0, "کلب": 2.0}.__getitem__) == Meant("کلب", 3)
    assert both.meant("kalb", {"قلب": 1.0, "کلب": 0.0}.__getitem__) == Meant("قلب", 3)


def test_words_beside_those_of_before_are_known_as_well_and_as_usual_as_there() -> None:
    usual = Latinised("ar", {"قلب": 5.0, "ما": 6.0})
    both = Latinised("ar", {"کلب": 0.0, "قلب": 0.0, "ما": 0.0}, usual)
    together = Latinised("ar", {"کلب": 0.0, "قلب": 5.0, "ما": 6.0})
    for typed in ("kalb", "qalb", "ma", "kelbi"):
        assert both.meant(typed, lambda word: 1.0 + both.usual(word)) == together.meant(
            typed, lambda word: 1.0 + together.usual(word)
        )
    assert both.usual("قلب") == 5.0
    assert both.usual("کلب") == 0.0
    assert "کلب" in both
    assert "کلب" not in usual


def test_words_in_other_letters_and_other_signs_are_unknown() -> None:
    assert Latinised("ar", {"qalb": 5.0}).meant("qalb", all_alike) is None
    assert ARABIC.meant("طلب", all_alike) is None


@pytest.mark.parametrize("word", ["7abibi", "2alam", "3ala", "bi6a2a"])
def test_digits_among_small_letters_are_letters(word: str) -> None:
    assert has_digit_letters(word)


@pytest.mark.parametrize("word", ["CB200", "e4", "cb200", "2026", "plain", "mp3x22"])
def test_models_and_numbers_have_no_digit_letters(word: str) -> None:
    assert not has_digit_letters(word)
