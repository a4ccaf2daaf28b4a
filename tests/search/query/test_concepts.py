"""What a query asks for: written words, what stands for them, and words that are still being typed."""

from __future__ import annotations

import pytest

from kb.catalog.synonym_file import read_synonyms
from search.index.query_terms import Concept
from search.query.concepts import COMPLETION_WEIGHT, COMPLETIONS, MAX_CONCEPTS, SYNONYM_WEIGHT, concepts
from search.query.synonyms import synonyms_of
from tests.search.index.local.words.conftest import partition

ENGLISH = partition("en", "passwords password past", "password", "order a kettle")


def ways(concept: Concept) -> dict[tuple[str, ...], float]:
    return {way.terms: way.weight for way in concept.alternatives}


def test_each_word_is_a_concept_and_a_repeated_one_counts_once() -> None:
    found = concepts("kettle password kettles", ENGLISH)
    assert [ways(concept) for concept in found] == [{("kettl",): 1.0}, {("password",): 1.0}]


def test_stop_words_ask_for_nothing() -> None:
    assert concepts("how do I the", ENGLISH) == []
    assert concepts("", ENGLISH) == []


def test_words_of_politeness_ask_for_nothing_where_others_ask_for_something() -> None:
    assert concepts("password wanted", ENGLISH) == concepts("password", ENGLISH)
    assert [ways(concept) for concept in concepts("wanted", ENGLISH)] == [{("want",): 1.0}]


def test_an_endless_query_asks_for_a_bounded_number_of_things() -> None:
    assert len(concepts(" ".join(f"word{number}x" for number in range(200)), ENGLISH)) == MAX_CONCEPTS


@pytest.mark.parametrize("text", ["pas", "order pas"])
def test_an_unfinished_word_is_also_what_it_may_become(text: str) -> None:
    *_, last = concepts(text, ENGLISH, is_unfinished=True)
    assert last.alternatives[0].terms == ("pas",)
    assert ways(last)["password",] == ways(last)["past",] == COMPLETION_WEIGHT


def test_only_the_last_word_is_unfinished() -> None:
    first, _ = concepts("pas kett", ENGLISH, is_unfinished=True)
    assert ways(first) == {("pas",): 1.0}


def test_a_finished_word_is_not_completed() -> None:
    assert [ways(c) for c in concepts("pas", ENGLISH)] == [{("pas",): 1.0}]
    assert [ways(c) for c in concepts("pas?", ENGLISH, is_unfinished=True)] == [{("pas",): 1.0}]


def test_one_letter_is_too_little_to_complete() -> None:
    assert all(len(concept.alternatives) == 1 for concept in concepts("p", ENGLISH, is_unfinished=True))


def test_only_the_most_usual_completions_count() -> None:
    many = partition("en", "pazz pazzle", *(f"paz{letter}o" for letter in "abcdefghijklmnopqrst"), "pazz")
    (concept,) = concepts("paz", many, is_unfinished=True)
    assert len(concept.alternatives) <= COMPLETIONS + 1
    assert ("pazz",) in ways(concept)


EDITORS = synonyms_of(read_synonyms("en:\n  - [passcode, password]\n  - [telly, flat screen]\n"))


def test_a_synonym_is_another_way_to_say_a_word() -> None:
    (concept,) = concepts("passcode", ENGLISH, EDITORS)
    assert ways(concept) == {("passcod",): 1.0, ("password",): SYNONYM_WEIGHT}
    assert concept.alternatives[0].terms == ("passcod",)


def test_a_synonym_of_several_words_is_one_way_and_stands_for_each_word_of_a_phrase() -> None:
    (word,) = concepts("telly", ENGLISH, EDITORS)
    assert ways(word)["flat", "screen"] == SYNONYM_WEIGHT
    phrase = concepts("flat screen", ENGLISH, EDITORS)
    assert [ways(concept)["telli",] for concept in phrase] == [SYNONYM_WEIGHT] * 2


def test_words_beside_a_synonym_keep_their_own_meaning() -> None:
    _, other = concepts("passcode kettle", ENGLISH, EDITORS)
    assert ways(other) == {("kettl",): 1.0}
