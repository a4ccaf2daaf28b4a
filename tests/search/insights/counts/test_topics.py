"""Which questions are one topic, by their words: rather two topics than one wrong."""

from __future__ import annotations

import pytest

from kb.catalog.synonym_file import read_synonyms
from search.insights.counts.topics import AskedWords, QuestionReading, is_slip
from search.text.folding import words

SYNONYMS = read_synonyms("en:\n  - [warranty, guarantee]\n  - [pick up, collect]\n  - phone => mobile phone\n")


def asked(query: str, language: str = "en") -> AskedWords:
    return QuestionReading(SYNONYMS.rules).read(query, " ".join(words(query)), language)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("colour of the kettle", "kettle color"),
        ("how to organise orders", "organize an order"),
        ("kettle warranty", "guarantee of a kettle"),
        ("collect my order", "pick up order"),
        ("accommodation for staff", "acommodation staff"),
        ("receive a parcel", "recieve parcel"),
    ],
)
def test_other_spelling_and_the_editors_synonyms_say_the_same(one: str, other: str) -> None:
    assert asked(one).says_the_same(asked(other))
    assert asked(other).says_the_same(asked(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("charge address", "change address"),
        ("cancel my order", "change my order"),
        ("spare lid for kettle", "spare lid for pan"),
        ("error E4 coffee machine", "error E5 coffee machine"),
        ("reserve a table", "reverse a table"),
    ],
)
def test_another_word_or_number_is_another_topic_also_without_a_model(one: str, other: str) -> None:
    assert not asked(one).says_the_same(asked(other))
    assert not asked(one).asks_the_same(asked(other), None)


def test_one_word_more_is_said_otherwise_and_asks_the_same() -> None:
    assert not asked("phone order").says_the_same(asked("mobile phone order"))
    assert asked("phone order").asks_the_same(asked("mobile phone order"), None)


@pytest.mark.parametrize(
    ("one", "other", "cosine", "same"),
    [
        (asked("can I pay with bitcoin"), asked("оплата биткоином", "ru"), 0.89, True),
        (asked("can I pay with bitcoin"), asked("оплата картой", "ru"), 0.81, False),
        (asked("jobs at your company"), asked("are you hiring"), 0.9, True),
        (asked("student discount"), asked("senior discount"), 0.91, False),
        (asked("student discount"), asked("do students get a discount"), 0.97, True),
        (asked("error E4 coffee machine"), asked("error E5 coffee machine"), 0.97, False),
    ],
)
def test_meaning_has_to_be_nearer_where_words_are_shared(
    one: AskedWords, other: AskedWords, cosine: float, same: bool
) -> None:
    assert one.asks_the_same(other, cosine) is same


def test_a_short_word_is_no_slip_of_another() -> None:
    assert not is_slip("form", "from")
    assert not is_slip("parental", "paternal")
