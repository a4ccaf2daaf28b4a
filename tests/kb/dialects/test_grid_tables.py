"""Tables that are drawn."""

from __future__ import annotations

import pytest
from lxml import html

from kb.dialects.rewrite import normalise
from tests.kb.conftest import show, words

GRID = """\
+-------+-----------------+
| Code  | Meaning         |
+=======+=================+
| E1    | Lid **open**    |
|       |                 |
|       | - close it      |
|       | - `a | b`       |
+-------+-----------------+
| E2    |                 |
+-------+-----------------+"""


def rows(written: str) -> list[list[str]]:
    (table,) = show(written).iter("table")
    return [[words(cell) for cell in row.iter("td", "th")] for row in table.iter("tr")]


def test_a_cell_holds_markdown_over_several_lines() -> None:
    tree = show(f"Before.\n{GRID}\nAfter.")
    assert rows(GRID) == [["Code", "Meaning"], ["E1", "Lid open close it a | b"], ["E2", ""]]
    assert [words(cell) for cell in tree.iter("th")] == ["Code", "Meaning"]
    assert [words(item) for item in tree.iter("li")] == ["close it", "a | b"]
    assert words(tree).startswith("Before.")
    assert words(tree).endswith("After.")


@pytest.mark.parametrize(
    ("first", "second"), [("الرمز", "المعنى"), ("کد", "می‌خواهم"), ("Код", "Крышка"), ("代码", "盖子打开")]
)
def test_letters_of_any_width_are_read(first: str, second: str) -> None:
    written = (
        f"+----------+----------+\n| {first} | {second}  |\n+==========+==========+\n| 1 | 2 |\n+----------+----------+"
    )
    assert rows(written) == [[first, second], ["1", "2"]]


def test_a_cell_may_reach_over_columns_and_columns_are_set_to_sides() -> None:
    written = "+:----+----:+\n| A   | B   |\n+:====+====:+\n| both      |\n+-----+-----+\n| c   | d   |\n+-----+-----+"
    assert rows(written) == [["A", "B"], ["both"], ["c", "d"]]
    (table,) = show(written).iter("table")
    assert [cell.get("colspan") for cell in table.iter("td")] == ["2", None, None]
    assert [cell.get("align") for cell in table.iter("th")] == ["left", "right"]


def test_what_reaches_over_rows_is_shown_as_it_is_drawn() -> None:
    written = "+---+---+\n| a | b |\n|   +---+\n|   | c |\n+---+---+"
    assert show(written).findtext("pre/code").strip() == written


def test_a_table_within_a_step_stays_in_it() -> None:
    indented = "\n".join(f"   {line}" for line in GRID.split("\n"))
    (item, second) = show(f"1. See:\n\n{indented}\n\n2. Two.").find("ol")
    assert isinstance(item, html.HtmlElement)
    assert len(list(item.iter("table"))) == 1
    assert words(second) == "Two."


@pytest.mark.parametrize(
    "written", ["+---+---+", "a +--+ b", "+ one\n+ two", "```\n+---+\n| a |\n+---+\n```", "+--+\ntext\n+--+"]
)
def test_what_is_no_table_is_none(written: str) -> None:
    assert not list(show(written).iter("table"))


@pytest.mark.parametrize(
    "piece", ["+---+---+\n", "+---+\n| a |\n", "+---", "+---+---+\n|a|\n", "+--" * 1000 + "+\n| a |\n"]
)
def test_hostile_drawings_are_read_in_time_that_grows_with_their_length(piece: str) -> None:
    assert isinstance(normalise(piece * (100_000 // len(piece))), str)
