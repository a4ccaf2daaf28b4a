"""Synonyms in queries: what is recognised, what it is worth, where it stands."""

from __future__ import annotations

import pytest

from kb.catalog.synonym_file import read_synonyms
from search.query.synonyms import Expansion, Synonyms, synonyms_of
from tests.search.conftest import HOSTILE

FILE = read_synonyms("""
all:
  - [wifi, wi-fi, wlan]
  - [IT, tech support]
en:
  - [refrigerator, fridge, ice box]
  - [cancel, terminate, end subscription]
  - [end subscription order, close]
  - [sign in, log on]
  - SB200 => coffee machine
  - [fridge, cooler]
ar:
  - [ثلاجة, برّاد]
  - [إلغاء, فسخ]
fa:
  - [نرم‌افزار, اپلیکیشن]
  - [کتری, قوری]
ru:
  - [чайник, самовар]
zh:
  - [手机, 电话]
""")


@pytest.fixture(scope="module")
def synonyms() -> Synonyms:
    assert {problem.code for problem in FILE.problems} == {"synonym_twice"}
    return synonyms_of(FILE)


def seen(found: list[Expansion], query: str) -> list[tuple[str, list[str]]]:
    """The words recognised, as written in the query, with the texts of their alternatives."""
    return [(query[e.start : e.end], [other.text for other in e.alternatives]) for e in found]


def test_an_expansion_tells_its_place_its_terms_and_the_others_as_text_and_terms(synonyms: Synonyms) -> None:
    (found,) = synonyms.expand("Please end subscriptions", "en")
    assert (found.start, found.end, found.terms) == (7, 24, ("end", "subscript"))
    assert [(other.text, other.terms) for other in found.alternatives] == [
        ("cancel", ("cancel",)),
        ("terminate", ("termin",)),
    ]


@pytest.mark.parametrize(
    ("query", "language", "expected"),
    [
        ("CANCELLING it", "en", "CANCELLING"),
        ("الثلاجه", "ar", "الثلاجه"),
        ("ثلاجة", "ar", "ثلاجة"),
        ("براد", "ar", "براد"),
        ("الغاء الطلب", "ar", "الغاء"),
        ("كتري", "fa", "كتري"),
        ("نرم افزار", "fa", "نرم افزار"),
        ("نرمافزار جدید", "fa", "نرمافزار"),
        ("нет чайников", "ru", "чайников"),
        ("my wi fi", "en", "wi fi"),
        ("我的手机壳", "zh", "手机"),
        ("iPhone手机", "zh", "手机"),
    ],
)
def test_a_word_is_recognised_in_all_its_forms(synonyms: Synonyms, query: str, language: str, expected: str) -> None:
    assert [place for place, _ in seen(synonyms.expand(query, language), query)] == [expected]


@pytest.mark.parametrize(
    "query",
    ["", "cancer", "the end. Subscription", "the end of my subscription", "sign the contract", "ice", "it is", "log"],
)
def test_nothing_else_is(synonyms: Synonyms, query: str) -> None:
    assert synonyms.expand(query, "en") == []


def test_the_longest_entry_counts_and_no_word_twice(synonyms: Synonyms) -> None:
    query = "end subscription order, end subscription and close"
    places = [place for place, _ in seen(synonyms.expand(query, "en"), query)]
    assert places == ["end subscription order", "end subscription", "close"]


def test_a_spelling_that_the_index_holds_for_the_same_is_no_alternative(synonyms: Synonyms) -> None:
    assert seen(synonyms.expand("Wi-Fi", "en"), "Wi-Fi") == [("Wi-Fi", ["wlan"])]


def test_a_word_of_two_groups_has_the_others_of_both(synonyms: Synonyms) -> None:
    assert seen(synonyms.expand("fridge", "en"), "fridge") == [("fridge", ["refrigerator", "ice box", "cooler"])]


def test_an_arrow_goes_one_way(synonyms: Synonyms) -> None:
    assert seen(synonyms.expand("sb-200", "en"), "sb-200") == [("sb-200", ["coffee machine"])]
    assert synonyms.expand("coffee machine", "en") == []


def test_a_stop_word_counts_only_as_the_editor_wrote_it(synonyms: Synonyms) -> None:
    assert seen(synonyms.expand("call IT", "en"), "call IT") == [("IT", ["tech support"])]
    assert synonyms.expand("call it", "en") == []


def test_entries_count_in_their_own_language_and_its_regions(synonyms: Synonyms) -> None:
    assert synonyms.expand("cancel", "de") == []
    assert len(synonyms.expand("cancel", "en-GB")) == 1
    assert len(synonyms.expand("wlan", "ru")) == 1


def test_one_file_is_made_ready_once(synonyms: Synonyms) -> None:
    assert synonyms_of(FILE) is synonyms


def test_without_rules_nothing_is_found() -> None:
    nothing = Synonyms(())
    nothing.prepare(["en"])
    assert nothing.expand("cancel", "en") == []


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_queries_are_read_and_places_lie_within_them(synonyms: Synonyms, query: str) -> None:
    for text in (query, f"fridge {query} wifi"):
        for found in synonyms.expand(text, "en"):
            assert 0 <= found.start < found.end <= len(text)
