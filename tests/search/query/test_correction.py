"""Queries are read as they were meant: other keyboards, slips, lost spaces; honest words are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.index.deadline import Deadline, forever
from search.query.correction import Correction, Reader, read_as
from tests.search.query.conftest import ARABIC, ENGLISH, part, read, sure

pytestmark = pytest.mark.slow  # word lists are read


GERMAN = part("de", "Passwort zurücksetzen", "Rechnung bezahlen")


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
    [("resetpassword", "en", "reset password"), ("вернутьтовар", "ru", "вернуть товар")],
)
def test_a_lost_space_is_put_back(typed: str, language: str, meant: str) -> None:
    assert read(typed, language) == Correction(meant, "spaces", sure=True)


def test_two_words_of_the_collection_are_asked_for_where_it_lacks_the_one_that_they_make() -> None:
    assert read("giftcard", "en") == Correction("gift card", "spaces", sure=False, guesses={"giftcard": "gift card"})
    assert read("giftcard", "en", part("en", "gift", "bank cards")) is None
    assert read("giftcard", "en", part("en", "giftcard", "gift card")) is None


def test_german_compounds_are_not_taken_apart() -> None:
    assert read("Passwortrechnung", "de", GERMAN) is None


def test_a_doubtful_slip_is_only_asked_about() -> None:
    reading = read("recieve", "en", part("en", *["receive a parcel"] * 40))
    assert reading == Correction("receive", "spelling", sure=False, guesses={"recieve": "receive"})


def test_beside_a_sure_slip_a_doubtful_one_stands_and_is_guessed() -> None:
    parts = [part("en", *["receive a parcel", "reset the password"] * 40)]
    assert read("recieve pasword", "en", *parts) == Correction(
        "recieve password", "spelling", sure=True, guesses={"recieve": "receive"}
    )


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


@settings(deadline=None)
@given(st.text(max_size=40), st.sampled_from(["en", "ru", "ar", "fa", "ja"]))
def test_any_text_can_be_read(text: str, language: str) -> None:
    reading = read(text.encode("utf-8", "replace").decode(), language)
    assert reading is None or reading.text != text


@pytest.mark.parametrize(
    "text", ["jak zwrócić towar", "waar is mijn pakket", "bouilloire qui fuit", "la cafetera gotea"]
)
def test_a_question_in_a_language_that_the_collection_has_not_is_left_as_it_is(text: str) -> None:
    assert read(text, "en") is None


def test_what_a_list_of_words_takes_to_be_read_is_no_thinking() -> None:
    reader = Reader((ENGLISH, ARABIC))
    begun: list[int] = []

    def begin() -> Deadline:
        begun.append(1)
        return forever()

    reader.read("6alabi ma wasal", "en", lambda _part, _word: True, begin=begin)
    assert len(begun) == 2  # anew, once the Arabic words are there
    reader.read("6alabi ma wasal", "en", lambda _part, _word: True, begin=begin)
    assert len(begun) == 3
