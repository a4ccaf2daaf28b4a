"""What is quoted as the answer: a section that is short, else the passage that answers best."""

from __future__ import annotations

from search.results.results import QUOTED_SECTION_WORDS, Hit
from tests.search.conftest import Searchable

WARNING = "Never boil citric acid in it."


def found(search: Searchable, steps: int) -> Hit:
    """The hit of a warning that is a passage of its own, behind so many steps of ten words in one section."""
    listed = "\n".join(f"{number}. Pour {'water ' * 8}in." for number in range(1, steps + 1))
    body = f"## Descale\n\n{listed}\n\n{WARNING}\n\n## Store\n\nKeep it dry and boil nothing in it."
    search.write("en/kettle.md", body, title="Kettle")
    search.index()
    (hit,) = search.search("boil citric acid").hits
    assert hit.passage.text == WARNING
    return hit


def test_a_short_section_is_quoted_whole_so_that_a_warning_has_its_steps(searchable: Searchable) -> None:
    text = found(searchable, 6).quoted_text
    assert text.startswith("Pour water")
    assert text.endswith(WARNING)
    assert "Keep it dry" not in text


def test_of_a_long_section_the_best_passage_is_quoted(searchable: Searchable) -> None:
    assert found(searchable, QUOTED_SECTION_WORDS // 10).quoted_text == WARNING


def test_a_table_is_not_quoted_with_the_passage_beside_it(searchable: Searchable) -> None:
    table = "| Scale | Time |\n| --- | --- |\n" + "".join(f"| much {'water ' * 8}| {n} |\n" for n in range(6))
    searchable.write("en/kettle.md", f"## Descale\n\n{table}\n\n{WARNING} It foams over.", title="Kettle")
    searchable.index()
    (hit,) = searchable.search("boil citric acid").hits
    assert len(hit.around) > 1
    assert hit.quoted_text == hit.passage.text == f"{WARNING} It foams over."
