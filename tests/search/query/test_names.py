"""What a query may be the name of, with the editors' synonyms."""

from __future__ import annotations

from kb.catalog.synonym_file import read_synonyms
from search.index.names import name_keys
from search.query.names import names_asked
from search.query.synonyms import Synonyms

SYNONYMS = Synonyms(read_synonyms("en:\n  - [parcel, shipment, wee package]\nru:\n  - [чайник, самовар]\n").rules)


def test_a_name_is_asked_for_as_it_is_and_with_another_word_for_one_of_its_words() -> None:
    asked = names_asked(["track my shipment"], "en", SYNONYMS)
    assert name_keys("Track a shipment", "en") <= asked
    assert name_keys("Track a parcel", "en") <= asked
    assert name_keys("wee package lost", "en").isdisjoint(asked)
    assert name_keys("чайник", "ru") <= names_asked(["самовар"], "ru", SYNONYMS)


def test_every_reading_of_a_query_counts() -> None:
    asked = names_asked(["hello parcel", "parcel"], "en", SYNONYMS)
    assert {*name_keys("hello parcel", "en"), *name_keys("parcel", "en")} <= asked
