"""The buttons above the text, links by search, and what is pasted: the browser's own undo takes all of it back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.centre import Centre
from tests.pictures import picture

pytestmark = pytest.mark.slow
ADDRESS = "/editor/en/delivery/delivery-times-and-costs"
PASTE = """([html, plain]) => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', plain);
  const area = document.getElementById('e-text');
  area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""
ITEM = "style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>"
WORD = (
    "<html><body><style>p {color: red}</style><h1>Clean<o:p></o:p></h1>"
    f"<p class=MsoListParagraphCxSpFirst {ITEM}1.&nbsp;</span>Unplug <b>it</b></p>"
    f"<p class=MsoListParagraphCxSpLast {ITEM}2.</span>Wipe</p>"
    "<p>See <a href='https://example.com/x'>this</a> and <a href='javascript:alert(1)'>that</a>.</p>"
    "<table><tr><td><p>A|B</p></td><td>C</td></tr><tr><td colspan=2>D</td></tr></table></body></html>"
)
CLEAN = (
    "## Clean\n\n1. Unplug **it**\n2. Wipe\n\nSee [this](https://example.com/x) and that.\n\n"
    "| A\\|B | C |\n| --- | --- |\n| D |  |"
)


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(help_centre: Centre, complaints: list[str]) -> Iterator[Page]:
    with help_centre.context("en-GB", signed_in=True) as context:
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(ADDRESS)
        page.locator("#e-text").fill("")
        yield page


def test_buttons_links_and_pastes_write_markdown_that_undo_takes_back(page: Page, complaints: list[str]) -> None:
    text = page.locator("#e-text")
    button = page.get_by_role("toolbar").get_by_role("button")
    text.press_sequentially("Wash it")
    text.press("ControlOrMeta+a")
    button.filter(has_text="Heading").click()
    expect(text).to_have_value("## Wash it")
    text.press("Control+End")
    button.filter(has_text="Note").click()
    page.keyboard.type("Hot!")
    expect(text).to_have_value("## Wash it\n\n> [!NOTE]\n> Hot!\n\n")
    expect(page.locator("#e-preview").get_by_text("Hot!")).to_be_visible()

    text.fill("See ")
    button.filter(has_text="Link to an article").click()
    page.keyboard.type("gift card")
    option = page.get_by_role("listbox", name="Articles").get_by_role("option").first
    expect(option).to_contain_text("gift card")
    page.keyboard.press("Enter")
    expect(text).to_have_value("See [Use a gift card](../payments/use-a-gift-card.md)")
    page.keyboard.press("ControlOrMeta+z")
    expect(text).to_have_value("See [[gift card")

    text.fill("")
    page.evaluate(PASTE, [WORD, "Clean Unplug it"])
    expect(text).to_have_value(CLEAN)
    page.keyboard.press("ControlOrMeta+z")
    expect(text).to_have_value("")
    letter = "<table><tr><td>" * 25 + "<b>in</b>" + "</table>" * 25  # read twice at each depth it would take days
    # What is looked through stands in a comment: as text of one word the browser would lay it out for a minute.
    page.evaluate(PASTE, [letter + "<!--" + "<" * 400_000 + "-->" + "<style>" * 50_000, "in"])
    expect(text).to_have_value(re.compile(r"^\*\*in\*\*"))
    text.fill("")
    page.keyboard.type("here")
    page.keyboard.press("ControlOrMeta+a")
    page.evaluate(PASTE, ["", "https://example.com/a"])
    expect(text).to_have_value("[here](https://example.com/a)")

    data = picture("PNG", (40, 20))
    button.filter(has_text="Picture").click()
    page.locator("#e-picture").set_input_files({"name": "Lid.png", "mimeType": "image/png", "buffer": data})
    page.get_by_role("button", name="Insert the picture").click()
    expect(page.locator(".picture-field [role=status]")).to_contain_text("what the picture shows")
    complaints.clear()  # the browser tells of every refusal
    page.get_by_label("What it shows").fill("The lid")
    page.get_by_role("button", name="Insert the picture").click()
    expect(text).to_have_value("[here](https://example.com/a)\n\n![The lid](images/lid.png)\n\n")
    expect(page.locator("#e-preview").get_by_role("img", name="The lid")).to_be_visible()
    assert complaints == []


def test_the_row_is_one_stop_for_the_keyboard_and_arrows_go_where_they_point(help_centre: Centre) -> None:
    for language, forward in (("en", "ArrowRight"), ("ar", "ArrowLeft")):
        with help_centre.context(language, signed_in=True) as context:
            page = context.new_page()
            page.goto(ADDRESS)
            buttons = page.get_by_role("toolbar").get_by_role("button")
            page.get_by_role("toolbar").focus()
            expect(buttons.first).to_be_focused()
            page.keyboard.press(forward)
            expect(buttons.nth(1)).to_be_focused()
            page.keyboard.press("Tab")
            expect(page.locator("#e-text")).to_be_focused()
