"""What readers write differently and mean alike becomes the same word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text.folding import MAX_WORD, WORD, clean, fold, fold_text, words

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    "spellings",
    [
        ("مَدْرَسَةٌ", "مدرسة", "مـــدرســة", "مدرسه"),
        ("أحمد", "احمد", "إحمد", "آحمد", "ٱحمد"),
        ("مسؤول", "مسوول"),
        ("شئ", "شی", "شي", "شى", "شيء"),
        ("كتاب", "کتاب"),
        ("فارسي", "فارسی", "فارسى"),
        ("خانهٔ", "خانۀ", "خانه"),
        ("ہے", "ھے"),
        ("Ёж", "еж", "ЕЖ"),
        ("Straße", "STRASSE", "strasse"),
        ("Größe", "GRÖSSE", "große", "Grosse"),
        ("naïve", "naive", "NAI\u0308VE"),
        ("Łódź", "lodz"),
        ("Ærø", "aero"),
        ("IŞIK", "ışık", "isik"),
        ("ﬃ", "ffi"),
        ("ｐａｓｓ", "PASS"),
        ("soft\u00adware", "soft\u200bware", "software"),
        ("ό", "Ό", "ο"),
    ],
)
def test_spellings_of_one_word_fold_alike(spellings: tuple[str, ...]) -> None:
    assert len({fold(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("мой", "мои"), ("йод", "иод"), ("कि", "की"), ("が", "か"), ("ня", "на")])
def test_marks_that_make_another_letter_are_kept(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("digits", ["1203", "١٢٠٣", "۱۲۰۳", "१२०३", "১২০৩", "๑๒๐๓", "１２０３", "①②⓪③"])
def test_digits_of_every_script_are_the_same_number(digits: str) -> None:
    assert fold(digits) == "1203"


def test_a_letter_written_in_two_code_points_is_the_letter() -> None:
    assert fold("и\u0306од") == fold("йод")
    assert fold("e\u0301cole") == fold("école") == "ecole"


def test_compounds_are_taken_apart_into_words() -> None:
    assert words("می‌شود CB-200 can't a/b v2.1") == ["می", "شود", "cb", "200", "can", "t", "a", "b", "v2", "1"]


def test_punctuation_and_emoji_are_no_words() -> None:
    assert words("!? … 😀👩‍👩‍👧 — «» _ ⚠️ ()") == []


def test_a_word_without_end_is_cut() -> None:
    assert [len(word) for word in words("x" * 5_000)] == [MAX_WORD]


def test_cleaning_composes_letters_and_drops_what_libraries_choke_on() -> None:
    assert clean("cafe\u0301") == "café"
    assert clean("a\x00b\x1fc\x7fd") == "a b c d"
    assert clean("keep\nthe\tlayout") == "keep\nthe\tlayout"


@given(ANY_TEXT)
def test_clean_text_can_always_be_encoded_and_stays_clean(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert clean(cleaned) == cleaned


@given(ANY_TEXT)
def test_a_folded_word_folds_to_itself(text: str) -> None:
    for word in words(clean(text)):
        assert fold(word) == word


@given(st.lists(ANY_TEXT.filter(lambda text: "\n" not in text), min_size=1, max_size=5))
def test_many_words_are_folded_at_once_as_each_is_alone(texts: list[str]) -> None:
    assert fold_text("\n".join(texts)).split("\n") == list(map(fold, texts))


@pytest.mark.parametrize(
    ("sign", "folded"), [("\U0001d400", "a"), ("\U00010400", "\U00010428"), ("\U0001f600", "\U0001f600")]
)
def test_signs_beyond_the_first_plane_are_folded_again_and_again(sign: str, folded: str) -> None:
    assert fold_text(sign) == fold_text(f"{sign}x")[:-1] == folded


@given(st.text(alphabet="а́бё\u0301 \u064bمَ‌می'’.-/_😀1", max_size=40))
def test_words_never_hold_joints_spaces_or_nothing(text: str) -> None:
    for word in words(text):
        assert word
        assert not any(mark in word for mark in "'’\u200c.-/ ")


def test_a_word_that_begins_with_a_mark_is_still_a_word() -> None:
    assert WORD.findall("\u0301abc") == ["\u0301abc"]
    assert words("\u0301abc") == ["abc"]
