"""What is quoted as the answer: a section that is short, of a table the rows asked for, else the best passage."""

from __future__ import annotations

from search.index.passages import Passage
from search.results.quoted import QUOTED_ROWS, QUOTED_SECTION_WORDS, QUOTED_WORDS, Quoted, quoted
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
    quotation = of_table(searchable, "time for brown rice")
    assert (quotation.heads, quotation.rows) == (("Rice", "Mode", "Time"), (("Brown", "Slow", "70 min"),))
    assert quotation.text == "Rice: Brown\nMode: Slow\nTime: 70 min"
    assert quotation.is_enough


def test_a_few_rows_that_are_equally_asked_for_are_quoted_together_and_many_are_not(searchable: Searchable) -> None:
    assert [row[0] for row in of_table(searchable, "brown or white").rows] == ["Brown", "White"]
    many = TABLE + "".join(f"| Rice {n} | Slow | {n} min |\n" for n in range(QUOTED_ROWS))
    assert of_table(searchable, "cooker slow", many) == Quoted()


def test_a_short_table_is_quoted_whole_where_only_its_heading_says_what_was_asked(searchable: Searchable) -> None:
    table = TABLE.replace("Time", "Minutes")
    assert len(of_table(searchable, "cooker times", table).rows) == 2
    long = table + "".join(f"| Sort {n} | {'slow ' * 10}| {n} min |\n" for n in range(QUOTED_SECTION_WORDS // 10))
    nothing = of_table(searchable, "cooker times", long)
    assert nothing == Quoted()
    assert not nothing.is_enough
    assert of_table(searchable, "cooker", table) == Quoted()


def test_a_row_with_an_empty_cell_is_not_told_by_the_wrong_heads(searchable: Searchable) -> None:
    assert of_table(searchable, "brown", TABLE.replace("**Slow**", "")) == Quoted()


def test_a_text_beside_a_table_is_quoted_without_it_where_it_says_as_much(searchable: Searchable) -> None:
    below = "For brown rice, add half a cup of water."
    assert of_table(searchable, "water for brown rice", below=below).blocks == (below,)


def test_a_table_cut_in_two_keeps_its_head(searchable: Searchable) -> None:
    rows = "".join(f"| Sort {n} {'long ' * 10}| Fast | {n} min |\n" for n in range(100, 110))
    quotation = of_table(searchable, "sort 109", TABLE + rows)
    assert quotation.heads == ("Rice", "Mode", "Time")
    assert [row[2] for row in quotation.rows] == ["109 min"]


def test_a_few_words_are_no_answer() -> None:
    enough = Passage("en", "k", "", (), "", "word " * QUOTED_WORDS)
    assert quoted((), enough, frozenset()).is_enough
    few = Passage("en", "k", "", (), "", "word " * (QUOTED_WORDS - 1))
    assert not quoted((), few, frozenset()).is_enough


def test_a_list_of_links_is_not_quoted(searchable: Searchable) -> None:
    links = "- [Descale the kettle with acid](acid.md)\n- [Pour the kettle out](pour.md), if that does not help"
    searchable.write("en/links.md", f"## More\n\n{links}", title="Kettle")
    searchable.write("en/text.md", "## More\n\n" + links.replace("[", "").replace("]", " "), title="Kettle")
    searchable.index()
    hits = searchable.search("descale acid").hits
    assert {hit.article.key: hit.can_be_quoted for hit in hits} == {"links": False, "text": True}


def test_what_a_picture_shows_is_found_and_not_told(searchable: Searchable) -> None:
    picture = "![Coffee machine from the front with its five numbered parts](machine.png)"
    steps = "1. Fill the tank with water up to the line.\n2. Press the button until the light blinks."
    searchable.write("en/machine.md", f"## Parts\n\n{picture}\n\n## Start\n\n{steps}\n\n{picture}\n", title="Machine")
    searchable.index()
    (hit,) = searchable.search("numbered parts machine").hits
    assert hit.passage.heading == "Start"
    assert hit.quoted.blocks == ("Fill the tank with water up to the line.", "Press the button until the light blinks.")
