"""An editor's synonyms across languages."""

from __future__ import annotations

from kb.catalog.synonym_file import read_synonyms
from search.translation.editors_words import editors_words

FILE = read_synonyms("""
all:
  - [kettle, غلاية, чайник]
en:
  - [coffee machine, CB-200]
  - [card, gift card]
  - DHL => parcel
ru:
  - [кофемашина, CB-200]
  - DHL => посылка
""")


def said(text: str, source: str, target: str) -> set[tuple[str, ...]]:
    return {way for found in editors_words(FILE, source, target).find(text) for way in found.value}


def test_a_group_for_all_languages_leads_from_each_into_each() -> None:
    assert ("kettl",) in said("чайники", "ru", "en")
    assert ("чайник",) in said("the kettle", "en", "ru")


def test_groups_of_two_languages_that_share_a_name_are_one_thing() -> None:
    assert ("coffe", "machin") in said("кофемашина", "ru", "en")
    assert said("gift card", "en", "ru") == set()


def test_an_arrow_leads_one_way_in_the_other_language_too() -> None:
    assert said("DHL", "en", "ru") == {("посылк",)}
    assert said("посылка", "ru", "en") == set()
