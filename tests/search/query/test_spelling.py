"""Which word was meant: candidates for a mistyped word, the likeliest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from search.query.lexicon import Lexicon
from search.query.spelling import Speller

NO_LIST = "xx"


class Counts:
    """A collection's words with the number of articles that have them."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self.terms: Sequence[str] = sorted(counts)

    def frequency(self, term: str) -> int:
        return self._counts.get(term, 0)


def speller(language: str = NO_LIST, **counts: int) -> Speller:
    return Speller(Lexicon(language, Counts(counts)))


def meant(typed: str, found: Speller) -> list[str]:
    return [candidate.word for candidate in found.candidates(typed)]


@pytest.mark.parametrize(
    "typed", ["pasword", "passwrod", "passsword", "passwird", "passwoird", "oassword", "passwor", "spassword"]
)
def test_one_slip_of_any_kind_is_found(typed: str) -> None:
    assert meant(typed, speller(password=3, kettle=2)) == ["password"]


@pytest.mark.parametrize(("typed", "found"), [("paswrod", []), ("pzsswird", ["password"]), ("pzsswid", [])])
def test_two_slips_are_forgiven_only_in_long_words(typed: str, found: list[str]) -> None:
    assert meant(typed, speller(password=3)) == found


def test_with_two_slips_the_first_letter_is_trusted() -> None:
    assert meant("oasswird", speller(password=3)) == []


def test_a_neighbouring_key_is_likelier_than_another_one() -> None:
    assert meant("stick", speller(stuck=1, stack=1))[0] == "stuck"
    assert meant("cat", speller(car=1, cap=1))[0] == "car"


def test_the_keyboard_is_that_of_the_language() -> None:
    words = {"zahl": 1, "gahl": 1}
    assert meant("tahl", speller("de", **words))[0] == "zahl"
    assert meant("tahl", speller("xx", **words))[0] == "gahl"


def test_the_word_most_articles_have_wins_among_equals() -> None:
    assert meant("stxck", speller(stick=1, stock=9))[0] == "stock"


def test_a_slip_in_the_first_letter_is_rarer() -> None:
    first, second = (speller(word=1).candidates(typed)[0].cost for typed in ("qord", "wprd"))
    assert first > second


def test_one_of_a_double_letter_is_easily_left_out() -> None:
    assert meant("leter", speller(letter=1, lexter=1)) == ["letter", "lexter"]


@pytest.mark.slow
def test_words_of_the_language_are_candidates_beside_those_of_the_collection() -> None:
    found = meant("travle", speller("en", trawle=1))
    assert {"travel", "trawle"} <= set(found)


@pytest.mark.slow
def test_a_listed_word_that_a_usual_one_explains_was_hardly_meant() -> None:
    found = speller("en")
    assert found.meant_as_typed("adress") < 0 < found.meant_as_typed("actress")


@pytest.mark.slow
@pytest.mark.parametrize(("word", "language"), [("وبالمنتجات", "ar"), ("گذرواژههایشان", "fa")])
def test_arabic_and_persian_words_with_particles_attached_may_be_meant(word: str, language: str) -> None:
    stem = {"ar": "منتجات", "fa": "گذرواژه"}[language]
    found = Speller(Lexicon(language, Counts({stem: 1})))
    assert found.meant_as_typed(word) > Speller(Lexicon("xx")).meant_as_typed(word)
