"""Phrases with alternatives, found in a row of words."""

from __future__ import annotations

import pytest

from search.text.phrases import Found, Phrases


def phrases(*lines: str) -> Phrases:
    found = Phrases()
    for line in lines:
        found.add(line)
    return found


def ends(found: list[Found]) -> list[int]:
    return [one.end for one in found]


def test_alternatives_and_what_may_be_left_out() -> None:
    some = phrases("(could|can you) (please)? tell me (now)?")
    assert ends(some.at(["can", "you", "tell", "me", "now"], 0)) == [4, 5]
    assert ends(some.at(["could", "please", "tell", "me"], 0)) == [4]
    assert some.at(["could", "you", "tell", "me"], 0) == []
    assert ends(some.at(["so", "could", "tell", "me"], 1)) == [4]


def test_what_is_kept_is_told_by_its_place() -> None:
    some = phrases("do not know [(how|where) to]")
    assert some.at(["do", "not", "know", "where", "to"], 0) == [Found(5, frozenset({3, 4}))]


def test_words_are_folded_and_half_spaces_may_be_missing() -> None:
    some = phrases("می‌خوام", "Ёлка")
    assert ends(some.at(["می", "خوام"], 0)) == [2]
    assert ends(some.at(["میخوام"], 0)) == [1]
    assert ends(some.at(["елка"], 0)) == [1]


def test_lines_do_not_mix() -> None:
    some = phrases("a (b)? c", "a d")
    assert some.at(["a", "b", "d"], 0) == []


@pytest.mark.parametrize("line", ["(a", "a)", "[a b", "((a) b)"])
def test_brackets_without_end_are_refused(line: str) -> None:
    with pytest.raises(ValueError, match="brackets without end"):
        phrases(line)


@pytest.mark.parametrize("line", ["", "(a)? (b)?"])
def test_a_phrase_that_may_be_empty_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="may be empty"):
        phrases(line)
