"""Queries are read as they were meant: other keyboards, slips, lost spaces; honest words are left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.query.correction import Correction, own_letters, read_as
from search.text.analysis import terms
from search.text.folding import words

pytestmark = pytest.mark.slow  # word lists are read


@dataclass(frozen=True)
class Counts:
    """A collection's words with the number of articles that have them."""

    counts: tuple[tuple[str, int], ...]

    @property
    def terms(self) -> Sequence[str]:
        return sorted(dict(self.counts))

    def frequency(self, term: str) -> int:
        return dict(self.counts).get(term, 0)


@dataclass(frozen=True)
class Part:
    language: str
    words: Counts
    articles: Counts


def part(language: str, *texts: str) -> Part:
    """The words of these articles, each among many others so that none is usual."""
    filler = [(f"w{number:05}", 3) for number in range(2000)]
    found = Counter(word for text in texts for word in set(words(text)))
    stems = Counter(term for text in texts for term in set(terms(text, language)))
    return Part(language, Counts((*filler, *found.items())), Counts(tuple(stems.items())))


ENGLISH = part("en", "reset the password of an account", "kettle descaling", "invoice of the Frobnicator", "gift card")
RUSSIAN = part("ru", "восстановить пароль", "счёт за посылку", "вернуть товар")
ARABIC = part("ar", "إعادة تعيين كلمة المرور", "إرجاع المنتج التالف")
PERSIAN = part("fa", "بازنشانی رمز عبور", "پیگیری مرسوله")
GERMAN = part("de", "Passwort zurücksetzen", "Rechnung bezahlen")


def read(text: str, language: str, *parts: Part) -> Correction | None:
    return read_as(text, language, parts or (ENGLISH, RUSSIAN, ARABIC, PERSIAN), lambda _part, _word: True)


def sure(text: str, language: str, *parts: Part) -> str | None:
    reading = read(text, language, *parts)
    return reading.text if reading and reading.sure else None


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [
        ("resset my passwrod", "en", "reset my password"),
        ("Pasword?", "en", "Password?"),
        ("where is my invioce, please", "en", "where is my invoice, please"),
        ("frobnictor", "en", "frobnicator"),
        ("востановить парроль", "ru", "восстановить пароль"),
        ("كلمة المرورر", "ar", "كلمة المرور"),
        ("بازنشانی رمز عببور", "fa", "بازنشانی رمز عبور"),
    ],
)
def test_a_slip_is_read_as_the_word_meant_and_the_rest_stays_as_typed(typed: str, language: str, meant: str) -> None:
    assert read(typed, language) == Correction(meant, "spelling", sure=True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how do I reset the password", "en"),
        ("descaled kettles", "en"),
        ("spreadsheet quarterly horizon", "en"),
        ("Brandenburg", "en"),
        ("xyzzyplugh", "en"),
        ("CB-200 at https://example.org/pasword.txt", "en"),
        ("как вернуть испорченный холодильник", "ru"),
        ("посылкам", "ru"),
        ("وبالمنتجات", "ar"),
        ("کتاب‌هایشان", "fa"),
        ("重置密码", "en"),
        ("", "en"),
        ("😀 \ud800", "en"),
    ],
)
def test_honest_words_are_left_alone_though_the_collection_lacks_them(text: str, language: str) -> None:
    assert read(text, language) is None


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [
        ("djccnfyjdbnm gfhjkm", "ru", "восстановить пароль"),
        ("ghbdtn", "ru", "привет"),
        ("куыуе зфыыцщкв", "en", "reset password"),
        ("قثسثف حشسسصخقي", "en", "reset password"),
        (";glm hglv,v", "ar", "كلمة المرور"),
        ("vlc uf,v", "fa", "رمز عبور"),
        ("vosstanovit parol", "ru", "восстановить пароль"),
    ],
)
def test_the_wrong_keyboard_is_undone(typed: str, language: str, meant: str) -> None:
    assert read(typed, language) == Correction(meant, "layout", sure=True)


def test_names_and_model_numbers_stay_latin_on_the_wrong_keyboard() -> None:
    assert sure("gfhjkm gmail", "ru") == "пароль gmail"
    assert sure("dthyenm njdfh CB-200", "ru") == "вернуть товар CB-200"


def test_the_keyboard_of_the_page_is_tried_too() -> None:
    reading = read_as("gfhjkm", "en", (ENGLISH,), lambda _part, _word: True, "ru")
    assert reading == Correction("пароль", "layout", sure=True)


def test_no_keyboard_is_tried_that_neither_the_reader_nor_the_collection_has() -> None:
    assert sure("gfhjkm", "en", ENGLISH) is None


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [("resetpassword", "en", "reset password"), ("вернутьтовар", "ru", "вернуть товар")],
)
def test_a_lost_space_is_put_back(typed: str, language: str, meant: str) -> None:
    assert read(typed, language) == Correction(meant, "spaces", sure=True)


def test_german_compounds_are_not_taken_apart() -> None:
    assert read("Passwortrechnung", "de", GERMAN) is None


def test_a_doubtful_slip_is_only_asked_about() -> None:
    reading = read("recieve", "en", part("en", *["receive a parcel"] * 40))
    assert reading == Correction("receive", "spelling", sure=False)


def test_a_word_that_may_not_be_shown_changes_nothing() -> None:
    hidden = {"frobnicator"}
    assert read_as("frobnictor", "en", (ENGLISH,), lambda _part, word: word not in hidden) is None
    russian = part("ru", "фробникатор")
    assert read_as("ahj,ybrfnjh", "ru", (russian,), lambda _part, _word: False) is None
    assert sure("ahj,ybrfnjh", "ru", russian) == "фробникатор"


def test_a_usual_word_is_read_though_the_collection_lacks_it() -> None:
    assert sure("how to travle", "en", ENGLISH) == "how to travel"
    assert sure("пжалуйста", "ru", ENGLISH) == "пожалуйста"


def test_without_a_collection_the_language_alone_is_known() -> None:
    assert read_as("pasword", "en", (), lambda _part, _word: True) == Correction("password", "spelling", sure=True)


@pytest.mark.parametrize(
    ("text", "language", "own"),
    [
        ("کلمة فی ٢٠", "ar", "كلمة في 20"),
        ("كتاب علي ۲۰", "fa", "کتاب علی 20"),
        ("кот ۲۰", "ru", "кот 20"),
        ("plain 20", "en", "plain 20"),
    ],
)
def test_a_text_gets_the_letters_of_its_language_and_plain_digits(text: str, language: str, own: str) -> None:
    assert own_letters(text, language) == own


@settings(deadline=None)
@given(st.text(max_size=40), st.sampled_from(["en", "ru", "ar", "fa", "ja"]))
def test_any_text_can_be_read(text: str, language: str) -> None:
    reading = read(text.encode("utf-8", "replace").decode(), language)
    assert reading is None or reading.text != text
