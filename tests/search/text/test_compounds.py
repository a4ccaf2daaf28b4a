"""Compounds that are written as one word are also about their parts."""

from __future__ import annotations

import pytest

from search.text.analysis import terms
from search.text.compounds import is_compounding, parts
from search.text.folding import fold


@pytest.mark.parametrize(
    ("word", "cut"),
    [
        ("Kundenkonto", ("kunden", "konto")),
        ("Zahlungsmethode", ("zahlung", "methode")),
        ("Garantieverlängerung", ("garantie", "verlangerung")),
        ("Stromausfall", ("strom", "ausfall")),
    ],
)
def test_a_german_compound_is_cut_where_both_parts_are_usual_words(word: str, cut: tuple[str, str]) -> None:
    assert parts(fold(word), "de") == cut


@pytest.mark.parametrize("word", ["Freitag", "unmöglich", "Vergangenheit", "Lieferung", "verstehen", "Anleitung"])
def test_a_word_that_is_more_usual_than_its_parts_stays_whole(word: str) -> None:
    assert parts(fold(word), "de") == ()


def test_the_terms_of_a_compound_are_its_own_and_those_of_its_parts() -> None:
    found = terms("Passwortänderung", "de")
    assert {terms("Passwort", "de")[0], terms("Änderung", "de")[0]} < set(found)
    assert len(found) == 3


def test_other_languages_keep_their_words_whole() -> None:
    assert not is_compounding("en")
    assert parts("passwordchange", "en") == ()
    assert len(terms("passwordchange", "en")) == 1
