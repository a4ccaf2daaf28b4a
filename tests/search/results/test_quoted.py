"""What is quoted as the answer: a section that is short, of a table the row asked for, else the best passage."""

from __future__ import annotations

import pytest

from search.index.passages import Passage
from search.results.quoted import QUOTED_SECTION_WORDS, QUOTED_WORDS, Quoted, quoted
from search.results.results import Hit
from tests.search.conftest import Searchable

WARNING = "Never boil citric acid in it."
TABLE = "| Rice | Mode | Time |\n| --- | --- | --- |\n| Brown | **Slow** | 70 min |\n| White | Fast | 35 min |\n"


def found(search: Searchable, steps: int) -> Hit:
    """The hit of a warning that is a passage of its own, behind so many steps of ten words in one section."""
    listed = "\n".join(f"{number}. Pour {'water ' * 8}in." for number in range(1, steps + 1))
    body = f"## Descale\n\n{listed}\n\n{WARNING}\n\n## Store\n\nKeep it dry and boil nothing in it."
    search.write("en/kettle.md", body, title="Kettle")
    search.index()
    (hit,) = search.search("boil citric acid").hits
    assert hit.passage.text == WARNING
    return hit


def of_table(search: Searchable, text: str, table: str = TABLE, below: str = "") -> Quoted:
    """What is quoted of a table, and of a text ``below`` it, for a question."""
    search.write("en/rice.md", f"## Times\n\n{table}\n{below}", title="Cooker")
    search.index()
    (hit,) = search.search(text).hits
    return hit.quoted


def test_a_short_section_is_quoted_whole_so_that_a_warning_has_its_steps(searchable: Searchable) -> None:
    blocks = found(searchable, 6).quoted.blocks
    assert blocks[0].startswith("Pour water")
    assert blocks[-1] == WARNING
    assert len(blocks) == 7


def test_of_a_long_section_the_best_passage_is_quoted(searchable: Searchable) -> None:
    assert found(searchable, QUOTED_SECTION_WORDS // 10).quoted.blocks == (WARNING,)


def test_of_a_table_the_row_asked_for_is_quoted_with_the_heads_of_its_columns(searchable: Searchable) -> None:
    row = of_table(searchable, "time for brown rice")
    assert row.row == (("Rice", "Brown"), ("Mode", "Slow"), ("Time", "70 min"))
    assert row.text == "Rice: Brown\nMode: Slow\nTime: 70 min"
    assert row.is_enough


@pytest.mark.parametrize("text", ["cooker times", "brown or white"], ids=["none", "two"])
def test_no_row_is_quoted_where_none_or_several_are_asked_for(searchable: Searchable, text: str) -> None:
    row = of_table(searchable, text)
    assert row == Quoted()
    assert not row.is_enough


def test_a_row_with_an_empty_cell_is_not_told_by_the_wrong_heads(searchable: Searchable) -> None:
    assert of_table(searchable, "brown", TABLE.replace("**Slow**", "")) == Quoted()


def test_a_text_beside_a_table_is_quoted_without_it_where_it_says_as_much(searchable: Searchable) -> None:
    below = "For brown rice, add half a cup of water."
    assert of_table(searchable, "water for brown rice", below=below).blocks == (below,)


def test_a_table_cut_in_two_keeps_its_head(searchable: Searchable) -> None:
    rows = "".join(f"| Sort {n} {'long ' * 10}| Fast | {n} min |\n" for n in range(100, 110))
    row = of_table(searchable, "sort 109", TABLE + rows)
    assert [head for head, _ in row.row] == ["Rice", "Mode", "Time"]
    assert row.row[2][1] == "109 min"


def test_a_few_words_are_no_answer() -> None:
    enough = Passage("en", "k", "", (), "", "word " * QUOTED_WORDS)
    assert quoted((), enough, frozenset()).is_enough
    few = Passage("en", "k", "", (), "", "word " * (QUOTED_WORDS - 1))
    assert not quoted((), few, frozenset()).is_enough
