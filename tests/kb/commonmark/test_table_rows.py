"""Tables, however their pipes are written."""

from __future__ import annotations

import pytest

from tests.kb.conftest import show, words


class TestTables:
    @pytest.mark.parametrize(
        "body", ["Name|Value\n|----|----|\na|b", "| Name | Value |\n--|--\n| a | b", "Name|Value\n:-:|-\na|b|"]
    )
    def test_pipes_at_the_ends_may_be_left_out_of_any_line(self, body: str) -> None:
        assert [words(cell) for cell in show(body).iter("th", "td")] == ["Name", "Value", "a", "b"]

    def test_without_a_line_of_hyphens_rows_within_pipes_are_a_table(self) -> None:
        tree = show("Codes:\n\n| **Code** | Next |\n| 5001 | Try again |")
        assert [words(cell) for cell in tree.iter("td")] == ["Code", "Next", "5001", "Try again"]

    def test_so_they_are_right_below_a_paragraph_and_with_lines_between_them(self) -> None:
        tree = show("Codes:\n| a | b |\n|===+===|\n| 1 | 2 |\n|---+---|\n| 3 | 4 |")
        assert words(tree.find("p")) == "Codes:"
        assert [[words(cell) for cell in row] for row in tree.iter("tr")] == [["a", "b"], ["1", "2"], ["3", "4"]]

    @pytest.mark.parametrize("text", ["|x| is the size of x", "|x|", "a | b", "| a"])
    def test_a_pipe_alone_makes_no_table(self, text: str) -> None:
        assert words(show(text)) == text

    def test_a_pipe_with_a_backslash_is_a_pipe_in_code_too(self) -> None:
        tree = show("| a | b |\n|---|---|\n| `ps \\| grep x` | c \\| d |")
        assert [words(cell) for cell in tree.iter("td")] == ["ps | grep x", "c | d"]

    def test_a_pipe_in_code_without_one_is_understood_where_the_columns_say_so(self) -> None:
        tree = show("| a | b |\n|---|---|\n| `x | y` | z |")
        assert [words(cell) for cell in tree.iter("td")] == ["x | y", "z"]

    def test_cells_beyond_the_head_are_shown(self) -> None:
        assert "extra" in words(show("| a |\n|---|\n| 1 | extra |"))

    def test_alignment_is_kept(self) -> None:
        cells = show("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |").iter("td")
        assert [cell.get("align") for cell in cells] == ["left", "center", "right"]
