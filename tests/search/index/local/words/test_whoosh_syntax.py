"""Queries without end, as the engine reads them: beginnings, repeated words, quotations."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from search.index.local.words.whoosh_syntax import LONGEST_PHRASE, MAX_CLAUSES, MAX_PREFIXES
from tests.search.conftest import Searchable
from tests.search.engine.conftest import ALPHABET

MANY = [f"{first}{second}{third}" for first in ALPHABET for second in "aeiou" for third in "lnrst"]


def leaves(searchable: Searchable, text: str) -> list[object]:
    """What Whoosh would be asked for."""
    snapshot = searchable.service.state.snapshot
    assert snapshot is not None
    constraint = snapshot.language.parse(text[:500]).constraint
    return [] if constraint is None else list(constraint.leaves())


def named(found: Sequence[object], kind: str) -> list[object]:
    return [leaf for leaf in found if type(leaf).__name__ == kind]


def test_a_beginning_of_one_or_two_letters_is_a_word(help_centre: Searchable) -> None:
    assert leaves(help_centre, " ".join(f"{letter}*" for letter in ALPHABET * 10)) == []
    assert leaves(help_centre, " ".join(f"{one}{other}*" for one in ALPHABET for other in "aeiou")) == []


def test_so_many_beginnings_are_looked_for_and_the_others_are_words(help_centre: Searchable) -> None:
    assert len(named(leaves(help_centre, " ".join(f"{begun}*" for begun in MANY)), "Prefix")) == MAX_PREFIXES


@pytest.mark.parametrize("joined", ["-{}", "+{}", "NOT {}", "title:{}", "tag:{}", 'title:{} -"{}"', '"{} word" -{}'])
def test_more_than_is_matched_is_answered_by_the_words_alone_and_says_so(help_centre: Searchable, joined: str) -> None:
    text = ("password " + " ".join(joined.replace("{}", word) for word in MANY))[:500]
    snapshot = help_centre.service.state.snapshot
    assert snapshot is not None
    assert snapshot.language.parse(text).constraint is None
    found = help_centre.search(text)
    assert found.relaxed
    assert found.complete


def test_a_word_asked_for_again_and_again_is_one(help_centre: Searchable) -> None:
    found = help_centre.search("reset " + "+password " * 49)
    assert not found.relaxed
    assert [hit.article.key for hit in found.hits] == ["account/password"]


def test_of_a_quotation_without_end_the_first_words_are_compared(help_centre: Searchable) -> None:
    (phrase,) = named(leaves(help_centre, '"' + "the " * 100 + '"'), "Phrase")
    assert len(phrase.words) == LONGEST_PHRASE <= MAX_CLAUSES  # type: ignore[attr-defined]


def test_only_exclusions_without_end_find_nothing_and_say_so(help_centre: Searchable) -> None:
    found = help_centre.search(" ".join(f"-{word}" for word in MANY)[:500])
    assert (found.total, found.relaxed, found.fits, found.confidence) == (0, True, False, 0.0)
