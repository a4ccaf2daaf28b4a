"""What helps to read a long article: contents that follow, large pictures, code, tables, tabs, the way on and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from bench.browser import serving
from kb.core.settings import Settings
from tests.browser.checks import RULES
from tests.browser.visitor import Visitor, comes_true
from tests.conftest import Collection, open_site

pytestmark = pytest.mark.slow

GUIDE = "/en/articles/a/guide"
LONG = "A long line of text that fills the page. " * 40
BODY = f"""Intro.

## First

{LONG}

![A red field](images/red.png)

![A dot](images/dot.png)

## Second

```bash
echo "{"x" * 200}"
```

```
short
```

{LONG}

| {" | ".join(f"Head {n}" for n in range(12))} |
|{"---|" * 12}
| {" | ".join("a longer cell" for n in range(12))} |

| A | B |
|---|---|
| 1 | 2 |

## Third

=== "Windows"

    Press the key.

    ### On Windows only

    Text of it.

=== "macOS"

    Click the apple.

    ### On macOS only

    Text of that.

=== "Linux"

    Open the shell.

{LONG}

???+ note "More"

    Much more.

??? note "Less"

    Little.

## Fourth

=== "Linux"

    Type.

=== "macOS"

    Click again.

{LONG}
"""

STEPS = f"""1. Open the shell.

    ```bash
    echo "{"x" * 200}"
    ```

2. Compare.

    | {" | ".join(f"Head {n}" for n in range(12))} |
    |{"---|" * 12}
    | {" | ".join("a longer cell" for n in range(12))} |
"""


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site with one long article in two directions, between two short ones."""
    folder: Path = tmp_path_factory.mktemp("guide")
    collection = Collection(folder / "articles")
    for language in ("en", "fa"):
        collection.write(f"{language}/a/before.md", STEPS, title="Before", weight="1")
        collection.write(f"{language}/a/guide.md", BODY, title="Guide", weight="2")
        collection.write(f"{language}/a/after.md", title="After", weight="3")
        images = collection.root / language / "a/images"
        images.mkdir()
        Image.new("RGB", (1600, 900), "red").save(images / "red.png")
        Image.new("RGB", (300, 20), "blue").save(images / "dot.png")
    settings = Settings(articles_dir=collection.root, data_dir=folder / "data")
    with serving(open_site(settings, models=[])) as address:
        yield address


@pytest.fixture
def reader(visitor: Visitor, guide: str) -> Visitor:
    """A reader of the guide."""
    return replace(visitor, address=guide)


def is_focused(element: Locator) -> bool:
    return bool(element.evaluate("element => element === document.activeElement"))


def broken_rules(page: Page) -> str:
    """What axe finds; empty where it finds nothing."""
    found = Axe().run(page, options=RULES)
    return found.generate_report() if found.violations_count else ""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", [GUIDE, "/fa/articles/a/guide"])
def test_axe_finds_nothing_with_everything_open(reader: Visitor, path: str, dark: bool) -> None:
    page = reader.open(path, dark=dark, width=390)
    expect(page.locator(".more-left, .more-right")).not_to_have_count(0)
    page.locator(".share summary").click()
    assert broken_rules(page) == ""
    page.locator("a.picture").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert broken_rules(page) == ""


# Contents


def test_the_contents_mark_the_section_that_is_read(reader: Visitor) -> None:
    page = reader.open(GUIDE)
    current = page.locator(".contents [aria-current=location]")
    expect(current).to_have_text("First")
    page.locator("#second").evaluate("element => element.scrollIntoView({behavior: 'instant'})")
    expect(current).to_have_text("Second")
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    expect(current).to_have_text("First")


def test_a_jump_to_the_end_marks_the_last_section(reader: Visitor) -> None:
    page = reader.open(GUIDE)
    page.evaluate("scrollTo({top: document.documentElement.scrollHeight, behavior: 'instant'})")
    expect(page.locator(".contents [aria-current]")).to_have_text("Fourth")


# Pictures


def test_a_picture_has_its_room_before_it_comes(reader: Visitor) -> None:
    page = reader.open(GUIDE, scripts=False)
    picture = page.locator("img[alt='A red field']")
    assert (picture.get_attribute("width"), picture.get_attribute("height")) == ("1600", "900")
    shown = picture.evaluate("image => image.clientWidth / image.clientHeight")
    assert shown == pytest.approx(1600 / 900, abs=0.1)


def test_a_large_picture_opens_over_the_page_and_the_focus_returns(reader: Visitor) -> None:
    page = reader.open(GUIDE)
    link = page.get_by_role("link", name="A red field")
    link.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="A red field")
    expect(dialog.get_by_role("img", name="A red field")).to_be_visible()
    assert page.url.endswith(GUIDE)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert is_focused(link)


def test_a_large_picture_grows_to_its_full_size_and_a_click_closes_it(reader: Visitor) -> None:
    page = reader.open(GUIDE, width=390)
    page.get_by_role("link", name="A red field").click()
    image = page.get_by_role("dialog").get_by_role("img")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.clientWidth") <= 390
    page.get_by_role("button", name="Full size").click()
    assert image.evaluate("image => image.clientWidth") == 1600
    image.click(position={"x": 20, "y": 20})
    expect(page.locator("dialog")).to_be_hidden()


def test_a_picture_that_is_shown_whole_leads_nowhere(reader: Visitor) -> None:
    page = reader.open(GUIDE)
    dot = page.locator("img[alt='A dot']")
    dot.scroll_into_view_if_needed()
    expect(page.get_by_role("link", name="A dot")).to_have_count(0)


def test_without_javascript_a_picture_links_to_its_file(reader: Visitor) -> None:
    page = reader.open(GUIDE, scripts=False)
    page.get_by_role("link", name="A red field").click()
    assert page.url.endswith("/files/en/a/images/red.png")


# Code and tables


def test_code_is_copied_as_it_is_and_that_is_said(reader: Visitor) -> None:
    page = reader.open(GUIDE)
    page.get_by_role("button", name="Copy", exact=True).last.click()
    expect(page.locator("body > [role=status]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "short"


@pytest.mark.parametrize("path", [GUIDE, "/fa/articles/a/guide"])
def test_what_is_wider_than_the_text_scrolls_by_keyboard_and_shows_where_more_is(reader: Visitor, path: str) -> None:
    page = reader.open(path, width=390)
    tables = page.locator(".table-scroll")
    wide = tables.first
    expect(wide).to_have_attribute("role", "region")
    expect(wide).to_have_attribute("tabindex", "0")
    word = page.locator("script[data-table]").get_attribute("data-table")
    expect(wide).to_have_attribute("aria-label", f"{word}: Second")
    start, end = ("right", "left") if path.startswith("/fa") else ("left", "right")
    expect(wide).to_contain_class(f"more-{end}")
    expect(wide).not_to_contain_class(f"more-{start}")
    wide.evaluate(f"box => box.scrollTo({{left: {'-' if start == 'right' else ''}9999}})")
    expect(wide).to_contain_class(f"more-{start}")
    expect(wide).not_to_contain_class(f"more-{end}")
    expect(tables.nth(1)).not_to_have_attribute("tabindex", "0")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# Tabs


def tab(page: Page, name: str, group: int = 0) -> Locator:
    return page.get_by_role("tablist").nth(group).get_by_role("tab", name=name)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_what_is_wide_within_a_list_scrolls_by_itself_and_not_the_page(
    reader: Visitor, language: str, width: int
) -> None:
    page = reader.open(f"/{language}/articles/a/before", width=width)
    expect(page.locator(".prose li :is(pre, .table-scroll).more-right, .prose li .more-left")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_variant_that_is_chosen_is_chosen_everywhere_and_next_time(reader: Visitor) -> None:
    page = reader.open(GUIDE)
    expect(page.get_by_text("Press the key.")).to_be_visible()
    expect(page.get_by_text("Click the apple.")).to_be_hidden()
    tab(page, "macOS").click()
    expect(page.get_by_text("Click the apple.")).to_be_visible()
    expect(page.get_by_text("Click again.")).to_be_visible()
    expect(page.get_by_text("Press the key.")).to_be_hidden()
    page.reload()
    expect(tab(page, "macOS", 1)).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("Click the apple.")).to_be_visible()


@pytest.mark.parametrize(("path", "forward"), [(GUIDE, "ArrowRight"), ("/fa/articles/a/guide", "ArrowLeft")])
def test_tabs_are_walked_with_the_arrows_of_the_reading_direction(reader: Visitor, path: str, forward: str) -> None:
    page = reader.open(path)
    tab(page, "Windows").focus()
    page.keyboard.press(forward)
    assert is_focused(tab(page, "macOS"))
    expect(tab(page, "macOS")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("End")
    assert is_focused(tab(page, "Linux"))
    page.keyboard.press(forward)
    assert is_focused(tab(page, "Windows"))
    page.keyboard.press(forward)
    page.keyboard.press("Home")
    assert is_focused(tab(page, "Windows"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.role") == "tabpanel"


def test_a_link_into_a_hidden_tab_opens_it(reader: Visitor) -> None:
    page = reader.open(f"{GUIDE}#on-macos-only")
    expect(page.locator("#on-macos-only")).to_be_in_viewport()
    expect(tab(page, "macOS")).to_have_attribute("aria-selected", "true")
    page.evaluate("location.hash = 'on-windows-only'")
    expect(page.locator("#on-windows-only")).to_be_in_viewport()
    expect(page.locator("#on-macos-only")).to_be_hidden()


def test_words_of_a_search_within_a_hidden_tab_open_it(reader: Visitor) -> None:
    page = reader.open(f"{GUIDE}?hl=apple")
    expect(page.get_by_text("Click the apple.")).to_be_in_viewport()
    expect(tab(page, "macOS")).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("way", ["paper", "no scripts"])
def test_on_paper_and_without_javascript_all_variants_stand_under_their_names(reader: Visitor, way: str) -> None:
    page = reader.open(GUIDE, scripts=way == "paper")
    page.emulate_media(media="print" if way == "paper" else "screen")
    for text in ("Press the key.", "Click the apple."):
        expect(page.get_by_text(text)).to_be_visible()
    for name in page.locator(".tab-name").all():
        expect(name).to_be_visible()


# The way on, and back


def test_the_articles_before_and_after_are_at_the_foot(reader: Visitor) -> None:
    page = reader.open(GUIDE, scripts=False)
    foot = page.get_by_role("navigation", name="In this category")
    expect(foot.get_by_role("link")).to_have_text(["Previous Before", "Next After"])
    foot.get_by_role("link", name="After").click()
    expect(page.locator("h1")).to_have_text("After")
    expect(page.locator(".neighbours a")).to_have_text(["Previous Guide"])


def test_going_back_finds_the_place_and_what_was_open(reader: Visitor) -> None:
    page = reader.open(GUIDE)
    page.locator("details.note summary").nth(1).click()
    page.locator("details.note summary").nth(0).click()
    place = page.evaluate("scrollY")
    assert place > 500
    page.locator(".neighbours .after").evaluate("link => link.click()")
    expect(page.locator("h1")).to_have_text("After")
    page.go_back()
    expect(page.locator("details.note").nth(1)).to_have_attribute("open", "")
    expect(page.locator("details.note").nth(0)).not_to_have_attribute("open", "")
    assert comes_true(page, f"Math.abs(scrollY - {place}) < 5")


def test_an_article_is_shared_by_its_address(reader: Visitor) -> None:
    page = reader.open(f"{GUIDE}#second")
    page.get_by_text("Share this article").click()
    expect(page.get_by_label("Address")).to_have_value(f"{reader.address}{GUIDE}")
    page.get_by_role("button", name="Copy link", exact=True).click()
    expect(page.locator("body > [role=status]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{reader.address}{GUIDE}"
    expect(page.locator("img.qr")).to_have_count(0)  # a code of this machine's own address would lead nowhere


def test_without_javascript_the_address_is_there_to_take(reader: Visitor) -> None:
    page = reader.open(GUIDE, scripts=False)
    page.get_by_text("Share this article").click()
    expect(page.get_by_label("Address")).to_be_visible()
    expect(page.locator(".share button")).to_have_count(0)
