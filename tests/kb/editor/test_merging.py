"""Three-way merging: nothing that anybody wrote is lost, and only what both changed is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kb.editor.merging import MAX_LINES, MergeChoice, conflicts_in, marked_line, merge, settle

LINES = some.lists(some.sampled_from(["a", "b", "c", "", "x y"]), max_size=8).map("\n".join)
BASE = "one\ntwo\nthree\nfour\nfive"


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        ("ONE\ntwo\nthree\nfour\nfive", "one\ntwo\nthree\nfour\nFIVE", "ONE\ntwo\nthree\nfour\nFIVE"),
        ("one\nthree\nfour\nfive", "one\ntwo\nthree\nfour\nfive\nsix", "one\nthree\nfour\nfive\nsix"),
        ("one\ntwo\nTHREE\nfour\nfive", "one\ntwo\nTHREE\nfour\nfive", "one\ntwo\nTHREE\nfour\nfive"),
        ("", BASE, ""),
    ],
)
def test_changes_of_different_places_are_put_together(mine: str, theirs: str, merged: str) -> None:
    made = merge(BASE, mine, theirs)
    assert (made.text, made.conflicts) == (merged, ())


def test_where_both_changed_the_same_step_both_versions_stand_between_marks_until_one_is_chosen() -> None:
    made = merge(BASE, BASE.replace("three", "MINE"), BASE.replace("three", "THEIRS\nand more"))
    [conflict] = made.conflicts
    assert (conflict.mine, conflict.theirs) == ("MINE", "THEIRS\nand more")
    assert marked_line(made.text) == 3
    assert conflicts_in(made.text) == made.conflicts
    assert settle(made.text, {1: MergeChoice.MINE}) == BASE.replace("three", "MINE")
    assert settle(made.text, {1: MergeChoice.THEIRS}) == BASE.replace("three", "THEIRS\nand more")
    assert settle(made.text, {1: MergeChoice.BOTH}) == BASE.replace("three", "MINE\nTHEIRS\nand more")
    assert settle(made.text, {2: MergeChoice.MINE}) == made.text
    assert marked_line(settle(made.text, {1: MergeChoice.BOTH})) is None
    at_the_end = merge("a\nb", "a\nmine", "a\ntheirs")
    assert settle(at_the_end.text, {1: MergeChoice.THEIRS}) == "a\ntheirs"


@given(LINES, LINES, LINES)
def test_who_changed_nothing_takes_what_the_other_made_and_all_lines_of_both_are_there(
    base: str, mine: str, theirs: str
) -> None:
    assert merge(base, base, theirs).text == theirs
    assert merge(base, mine, base).text == mine
    assert merge(base, mine, mine).text == mine
    made = merge(base, mine, theirs)
    new = {*mine.split("\n"), *theirs.split("\n")} - {*base.split("\n")}
    assert new <= set(made.text.split("\n"))
    assert settle(made.text, {one.number: MergeChoice.MINE for one in made.conflicts}).count("<<<") == 0


def test_texts_beyond_all_measure_are_one_conflict_not_a_wait() -> None:
    base = "\n".join(f"{n % 7}" for n in range(4 * MAX_LINES))
    mine, theirs = f"mine\n{base}\nmine", f"theirs\n{base}\ntheirs"
    assert len(merge(base, mine, theirs).conflicts) == 1


def test_marks_without_number_and_end_cost_no_more_than_other_text() -> None:
    many = "<<<<<<< 1\n======= 1\n" * 50_000  # sought from every start this would take a year
    assert settle(many, {1: MergeChoice.MINE}) == many
    assert conflicts_in(many) == ()
    endless = "9" * 5_000  # more digits than Python reads as a number
    odd = f"<<<<<<< {endless}\na\n======= {endless}\nb\n>>>>>>> {endless}"
    assert (settle(odd, {1: MergeChoice.MINE}), conflicts_in(odd), marked_line(odd)) == (odd, (), None)


def test_a_place_that_one_took_away_at_the_end_leaves_no_empty_line() -> None:
    made = merge("a\nb", "a", "a\ntheirs")
    assert settle(made.text, {1: MergeChoice.MINE}) == "a"
