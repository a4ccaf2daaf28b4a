"""Did you mean: unknown words become known ones, and only words this reader may see."""

from __future__ import annotations

import pytest

from search.bm25 import Bm25
from search.lexical import Partition, article_counts, word_counts
from search.passages import Passage
from search.spelling import did_you_mean
from tests.search.test_lexical import article


def partition(language: str, *texts: str) -> Partition:
    articles = [(article(text, language), [Passage(language, "k", text, (), "", text)]) for text in texts]
    index = Bm25.build([article_counts(one, pieces) for one, pieces in articles])
    return Partition(language, index, index, Bm25.build([word_counts(one, pieces) for one, pieces in articles]))


ENGLISH = partition("en", "reset the password", "password of the account", "passport photo", "CB-200 kettles descaled")
PERSIAN = partition("fa", "بازنشانی گذرواژه", "کتاب‌ها")
RUSSIAN = partition("ru", "восстановить пароль", "счёт за посылку")


def suggest(text: str, *partitions: Partition) -> str | None:
    return did_you_mean(text, partitions or (ENGLISH,), lambda _part, _word: True)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pasword", "password"),
        ("passwrod", "password"),
        ("passsword", "password"),
        ("pa55word", None),
        ("acount", "account"),
        ("resset", "reset"),
        ("reset my pasword now", "reset my password now"),
        ("PASWORD?", "password?"),
        ("pasword, acount!", "password, account!"),
    ],
)
def test_a_slip_of_the_finger_is_corrected_in_place(typed: str, meant: str | None) -> None:
    assert suggest(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant", "partition_"),
    [
        ("گذرواژة", None, PERSIAN),
        ("گذرواؤه", "گذرواژه", PERSIAN),
        ("парроль", "пароль", RUSSIAN),
        ("щчет", None, RUSSIAN),
    ],
)
def test_other_scripts_are_corrected_alike(typed: str, meant: str | None, partition_: Partition) -> None:
    assert suggest(typed, partition_) == meant


@pytest.mark.parametrize(
    "known", ["password", "passwords", "PASSWORD", "reset", "kettle", "descaling", "the", "CB-200"]
)
def test_a_word_the_collection_knows_in_any_form_is_left_alone(known: str) -> None:
    assert suggest(known) is None


@pytest.mark.parametrize("text", ["", "xyzzyx", "cb201", "e4", "a-b-c", "don't", "😀", "\ud800", "!" * 500])
def test_short_strange_and_numbered_words_are_left_alone(text: str) -> None:
    assert suggest(text) is None


def test_two_slips_are_forgiven_only_in_long_words() -> None:
    assert suggest("pazzword") == "password"
    assert suggest("resst") == "reset"
    assert suggest("rezzt") is None
    assert suggest("pazzzord") is None


def test_the_first_letter_is_trusted_and_an_ending_is_no_slip() -> None:
    assert suggest("tassword") is None
    assert suggest("passwordz") is None


def test_the_word_most_articles_have_wins_among_equals() -> None:
    part = partition("en", "stick", "stock", "stock again")
    assert suggest("stuck", part) == "stock"


def test_a_word_of_another_language_here_is_no_mistake() -> None:
    assert suggest("пароль pasword", ENGLISH, RUSSIAN) == "пароль password"
    assert suggest("passport", RUSSIAN, ENGLISH) is None


def test_a_word_that_may_not_be_shown_is_not_suggested() -> None:
    assert did_you_mean("passwort", [ENGLISH], lambda _part, _word: True) == "password"
    assert did_you_mean("passwort", [ENGLISH], lambda _part, word: word != "password") == "passport"
    assert did_you_mean("passwort", [ENGLISH], lambda _part, _word: False) is None


def test_nothing_is_suggested_from_nothing() -> None:
    assert did_you_mean("pasword", [], lambda _part, _word: True) is None
    assert suggest("pasword", partition("en")) is None
