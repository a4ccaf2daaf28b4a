"""Tables as a grid: what is read and written, and that only what was changed in the text changes, with undo."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.centre import Centre

pytestmark = pytest.mark.slow
ADDRESS = "/editor/{}/delivery/delivery-times-and-costs"
HEAD = "Before.\n\n"
TABLE = "| Name  | Price |\n|-------|------:|\n| `a\\|b` | 5 \\| 6 |\n| Cup   | 7     |"
AFTER = "\n\nAfter | that.\n"
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  const given = { clipboardData: data, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent('paste', given));
}"""


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture(params=["en", "ar"])
def page(help_centre: Centre, complaints: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:
    with help_centre.context("ar" if request.param == "ar" else "en-GB", signed_in=True) as context:
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(ADDRESS.format(request.param))
        yield page


def put(page: Page, text: str, place: str) -> None:
    """Fill in the text, with the cursor behind ``place``."""
    page.locator("#e-text").fill(text)
    page.evaluate(
        "at => { const area = document.getElementById('e-text'); area.focus(); area.setSelectionRange(at, at); }",
        text.index(place) + len(place),
    )


def test_a_table_is_changed_in_a_grid_and_nothing_else_in_the_text(page: Page, complaints: list[str]) -> None:
    text, grid = page.locator("#e-text"), page.locator("#e-table")
    put(page, HEAD + TABLE + AFTER, "| Cup")
    page.locator("[data-md-button='table']").click()
    cells = grid.locator("tbody input")
    assert [cell.input_value() for cell in cells.all()] == ["Name", "Price", "`a|b`", "5 | 6", "Cup", "7"]
    is_rtl = page.evaluate("getComputedStyle(document.querySelector('#e-table table')).direction") == "rtl"
    assert is_rtl is ("/ar/" in page.url)
    cells.nth(5).fill("8 | 9")
    cells.nth(5).press("Enter")  # behind the last row there is a new one
    expect(cells).to_have_count(8)
    cells.nth(6).fill("Lid")
    page.keyboard.press("Escape")
    expect(grid).to_be_visible()  # it is changed
    grid.locator("[data-table='write']").click()
    changed = TABLE.replace("| Cup   | 7     |", "| Cup | 8 \\| 9 |\n| Lid |  |")
    expect(text).to_have_value(HEAD + changed + AFTER)
    page.keyboard.press("Control+z")
    expect(text).to_have_value(HEAD + TABLE + AFTER)
    put(page, HEAD + TABLE + AFTER, "| Cup")
    page.locator("[data-md-button='table']").click()
    cells.nth(2).focus()
    cells.nth(2).press("Alt+ArrowLeft" if is_rtl else "Alt+ArrowRight")
    page.evaluate(PASTE, 'One\t"two\nlines"\nFour\n')
    grid.locator("select").select_option("center")
    grid.locator("[data-table='row-down']").click()
    grid.locator("[data-table='write']").click()
    expect(text).to_have_value(
        f"{HEAD}| Price | Name |  |\n| --: | :-: | --- |\n| 7 | Four |  |\n| 5 \\| 6 | One | two lines |{AFTER}"
    )
    assert complaints == []


def evaluate(page: Page, expression: str, argument: Any) -> Any:
    """What ``expression`` gives of the module ``text``."""
    module = "const text = await import('/static/kb/table_text.js')"
    return page.evaluate(f"async (given) => {{ {module}; return {expression}; }}", argument)


@pytest.mark.parametrize("page", ["en"], indirect=True)
def test_tables_are_read_as_the_site_reads_them_and_written_as_they_were(page: Page) -> None:
    written = "text.printTable(text.parseTable(given.split('\\n')))"
    for table in (TABLE, "a|b\n-|-\n1", "> | a |\n> |---|\n> | `x` |", "  | a | b |\n  | :-: | - |\n  | |2|"):
        assert evaluate(page, written, table) == table
    cells = "text.parseTable(given.split('\\n'))?.rows.map((row) => row.cells) ?? null"
    assert evaluate(page, cells, "| `a|b` | c |\n|---|---|\n| `x\\|y` | |") == [["`a|b`", "c"], ["`x|y`", ""]]
    assert evaluate(page, cells, "| a | b |\n|---|\n| c |") is None
    found = "text.tableAt(...given)?.start ?? null"
    assert evaluate(page, found, [HEAD + TABLE + AFTER, len(HEAD) + 3]) == len(HEAD)
    assert evaluate(page, found, [HEAD + TABLE + AFTER, len(HEAD + TABLE) + 5]) is None
    assert evaluate(page, found, [f"```\n{TABLE}\n```\n", 20]) is None
    tsv = "text.cellsOfTsv(given)"
    assert evaluate(page, tsv, 'a\t"b ""c""\nd"\r\n\te\n') == [["a", 'b "c" d'], ["", "e"]]
    escaped = "text.printTable({ prefix: '', aligns: ['', 'right'], rows: [{ cells: ['a|b', 'c\\\\|d'] }] })"
    assert evaluate(page, escaped, "") == "| a\\|b | c\\|d |\n| --- | --: |"
