"""What pages show of a hit: safe HTML, whatever an article says."""

from __future__ import annotations

import re

from markupsafe import Markup

from kb.markdown.render import render
from search.results.as_html import marked_title, quotation
from search.results.results import Hit
from tests.search.conftest import Searchable

HOSTILE = "Kettle <img src=x onerror=alert(1)> & more"


def shown(search: Searchable, body: str, text: str, language: str = "en") -> str:
    """What is quoted of an article, without its marks."""
    search.write(f"{language}/kettle.md", body, title="Kettle")
    search.index()
    (hit,) = search.search(text, language=language).hits
    return re.sub("</?mark>", "", quotation_of(search, hit))


def quotation_of(search: Searchable, hit: Hit) -> Markup:
    return quotation(hit, render(hit.article, search.library.catalog).html)


def test_title_and_quotation_are_marked_and_let_nothing_else_through(searchable: Searchable) -> None:
    body = 'Descale the kettle with `<b>` & <b onclick="x()">acid</b>.\n\nThen <a href="/x">rinse</a> it.'
    searchable.write("en/kettle.md", body, title=HOSTILE)
    searchable.index()
    (hit,) = searchable.search("kettle").hits
    assert marked_title(hit).startswith("<mark>Kettle</mark> &lt;img")
    assert set(re.findall(r"<[^>]*>", marked_title(hit))) == {"<mark>", "</mark>"}
    assert quotation_of(searchable, hit) == (
        "<p>Descale the <mark>kettle</mark> with <code>&lt;b&gt;</code> &amp; <b>acid</b>.</p><p>Then rinse it.</p>"
    )


def test_steps_are_quoted_as_a_numbered_list_with_their_bold_names(searchable: Searchable) -> None:
    steps = "1. Press **Calc**.\n2. Pour acid in, see [acid](acid.md).\n   - Not hot.\n\n> [!NOTE]\n> Wait for it."
    found = shown(searchable, f"Lead.\n\n## Descale\n\n{steps}\n\n## Store\n\nDry.", "descale")
    assert found.replace("> ", ">") == (
        "<ol><li>Press <strong>Calc</strong>.</li><li>Pour acid in, see acid. <ul><li>Not hot.</li></ul></li></ol>"
        "<p>Wait for it.</p>"
    )


def test_of_a_long_list_the_steps_that_are_quoted_keep_their_numbers(searchable: Searchable) -> None:
    steps = [f"{number}. Pour {f'water{number} ' * 12}in." for number in range(1, 12)] + ["12. Boil **citric** acid."]
    found = shown(searchable, "## Descale\n\n" + "\n".join(steps), "boil citric acid")
    assert re.fullmatch(r'<ol start="\d+">.*<li>Boil <strong>citric</strong> acid.</li></ol>', found)
    first = int(re.findall(r"\d+", found)[0])
    assert found.count("<li>") == 13 - first


def test_a_row_is_quoted_as_names_and_values(searchable: Searchable) -> None:
    table = "| Code | Meaning |\n| --- | --- |\n| K1 | No <water> |\n| K2 | Too hot |"
    assert shown(searchable, f"## Codes\n\n{table}", "K2") == (
        "<dl><div><dt>Code</dt><dd>K2</dd></div><div><dt>Meaning</dt><dd>Too hot</dd></div></dl>"
    )


def test_several_rows_are_quoted_as_a_table(searchable: Searchable) -> None:
    table = "| Code | Meaning |\n| --- | --- |\n| K1 | No water |\n| K2 | Too hot |"
    found = shown(searchable, f"## Codes\n\n{table}", "K1 or K2")
    assert '<thead><tr><th scope="col">Code</th><th scope="col">Meaning</th></tr></thead>' in found
    assert "<tr><td>K1</td><td>No water</td></tr><tr><td>K2</td><td>Too hot</td></tr>" in found


def test_a_paragraph_longer_than_what_is_quoted_is_quoted_in_part(searchable: Searchable) -> None:
    body = "Pour all the water out of it. " * 40 + "Then descale it with **acid** for an hour."
    found = shown(searchable, f"## Descale\n\n{body}", "acid for an hour")
    assert "<strong>" not in found
    assert found.endswith("Then descale it with acid for an hour.</p>")
    assert len(found.split()) < 120
