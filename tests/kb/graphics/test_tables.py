"""Figures as tables for spreadsheets and programs."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from kb.graphics.tables import Table, csv_text, harmless


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert list(csv.reader(io.StringIO(csv_text(["a"], [[cell]]), newline=""))) == [["a"], [f"'{cell}"]]


SPACES = ["", " ", "  ", "\u00a0", "\u200b", "\ufeff", "\u3000", '"', "\0", "\u202e"]
SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫⁼⁺−"


@pytest.mark.parametrize("before", ["", "a;", "a\t", "a\n", "a\r\n", "a\r", "a;b; c;", "a\u2028", "a\v"])
def test_no_part_of_a_cell_is_a_formula(before: str) -> None:
    cells = [(before, f"{space}{sign}cmd|' /C calc'!A0") for sign in SIGNS for space in SPACES]
    told = [list(csv.reader(io.StringIO(csv_text(["a"], [["".join(cell)]]), newline="")))[1:] for cell in cells]
    assert told == [[[f"{before}'{formula}"]] for before, formula in cells]


@pytest.mark.parametrize("cell", ["a-b", "1-2=3", "a, -b", "x; y", "a; b-c", "e@x.example", "two\nlines", "؛=", ""])
def test_what_only_holds_such_a_sign_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


def test_commas_quotes_and_line_ends_stay_in_their_cell() -> None:
    cells = ['a,"b"', "two\nlines", "ن", "1-2=3"]
    assert list(csv.reader(io.StringIO(csv_text(["w", "x", "y", "z"], [cells]), newline="")))[1] == cells


def test_programs_get_days_in_iso_and_numbers_as_they_are() -> None:
    table = Table(("day", "share", "views"), [(date(2026, 11, 22), 0.5, None)])
    assert table.as_json() == [{"day": "2026-11-22", "share": 0.5, "views": None}]
