"""What readers do, with a keyboard, on a phone, in their language, without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Visitor, window

pytestmark = pytest.mark.slow


def test_a_reader_finds_an_answer_with_the_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.open("/")
    expect(page).to_have_url(f"{visitor.address}/en/")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "q":
            break
    page.keyboard.type("forgotten password")
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_contain_text("Reset a forgotten password")
    page.locator(".hit a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Reset a forgotten password")


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(visitor: Visitor) -> None:
    page = visitor.open("/en/articles/account/reset-a-forgotten-password")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_an_arabic_reader_on_a_phone_gets_a_right_to_left_site(visitor: Visitor) -> None:
    page = visitor.open("/", width=390, language="ar")
    expect(page).to_have_url(f"{visitor.address}/ar/")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    page.locator("input[name=q]").fill("كلمة المرور")
    page.locator("button[type=submit]").click()
    expect(page.locator(".hit").first).to_contain_text("كلمة المرور")
    page.locator(".hit a").first.click()
    assert page.locator("article").evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert page.locator("article h1").evaluate("element => getComputedStyle(element).textAlign") in ("start", "right")


def test_everything_a_reader_needs_works_without_javascript(visitor: Visitor) -> None:
    page = visitor.open("/en/", scripts=False)
    page.locator("input[name=q]").fill("refund")
    page.locator("button[type=submit]").click()
    page.locator(".filters a", has_text="Returns").first.click()
    expect(page.locator(".hit").first).to_be_visible()
    page.locator(".hit a").first.click()
    expect(page.locator(".prose")).to_be_visible()
    page.locator(".languages summary").click()
    page.locator(".languages a[hreflang=ru]").click()
    assert page.url.startswith(f"{visitor.address}/ru/")


def test_the_language_switch_keeps_the_article(visitor: Visitor) -> None:
    page = visitor.open("/en/articles/returns/return-an-item")
    page.locator(".languages summary").click()
    page.locator(".languages a[hreflang=fa]").click()
    expect(page).to_have_url(f"{visitor.address}/fa/articles/returns/return-an-item")


def test_the_address_of_a_section_can_be_copied(visitor: Visitor) -> None:
    page = visitor.open("/en/articles/account/reset-a-forgotten-password")
    page.locator("h2 .copy-link").first.focus()
    page.keyboard.press("Enter")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{visitor.address}/en/articles/account/reset-a-forgotten-password#reset-the-password-with-a-link"
    assert page.url == copied


def test_paper_gets_the_article_and_not_the_site(visitor: Visitor) -> None:
    page = visitor.open("/en/articles/account/reset-a-forgotten-password")
    page.emulate_media(media="print")
    expect(page.locator(".prose")).to_be_visible()
    expect(page.locator(".site-header")).to_be_hidden()
    expect(page.locator(".related")).to_be_hidden()


def test_a_page_that_does_not_exist_searches_for_the_words_of_its_address(visitor: Visitor) -> None:
    context = window(visitor.browser, base_url=visitor.address)
    page = context.new_page()
    response = page.goto("/en/articles/account/forgotten-password-help")
    assert response is not None
    assert response.status == 404
    expect(page.locator("input[name=q]")).to_have_value("forgotten password help")


def test_paper_names_the_addresses_of_links_and_not_those_of_pictures(visitor: Visitor) -> None:
    page = visitor.open("/en/articles/products/coffee-machine/set-up-the-coffee-machine")
    expect(page.locator("a.picture[aria-haspopup]").first).to_be_visible()
    page.emulate_media(media="print")
    contents = "all => [...new Set(all.map((link) => getComputedStyle(link, '::after').content))]"
    assert page.locator("a.picture").evaluate_all(contents) == ["none"]


def test_the_line_beside_the_section_that_is_being_read_is_to_be_seen(visitor: Visitor) -> None:
    page = visitor.open("/en/articles/account/reset-a-forgotten-password")
    expect(page.locator(".contents a[aria-current]")).to_have_count(1)
    beyond = page.evaluate(
        "(() => { const link = document.querySelector('.contents a[aria-current]');"
        " const line = parseFloat(getComputedStyle(link, '::before').left);"
        " const box = document.querySelector('.side-inner');"  # which cuts off what is outside of its border
        " return box.getBoundingClientRect().left + box.clientLeft - link.getBoundingClientRect().left - line; })()"
    )
    assert beyond <= 0


def test_the_contents_of_an_article_in_another_language_run_as_it_does(visitor: Visitor) -> None:
    page = visitor.open("/en/articles/account/reset-a-forgotten-password?ui=fa")
    assert page.locator(".contents").evaluate("one => getComputedStyle(one).direction") == "ltr"
    expect(page.locator(".contents-small summary")).to_have_attribute("lang", "fa")


def test_a_search_that_nothing_fits_shows_the_nearest_before_what_else_to_do(visitor: Visitor) -> None:
    page = visitor.open("/en/search?q=giraffe+zoo+volcano+winter", width=360)
    expect(page.locator(".hit").first).to_be_in_viewport()
    expect(page.locator(".near .advice")).to_be_hidden()
    page.locator(".near summary").click()
    expect(page.locator(".near").get_by_role("link", name="Browse all topics")).to_be_visible()


def test_on_a_phone_the_chosen_filter_is_in_sight(visitor: Visitor) -> None:
    page = visitor.open("/en/search?q=order", width=360)
    first = page.locator(".hit").first.bounding_box()
    assert first
    assert first["y"] < 800 / 3, "while nothing is chosen, filters are behind their button"
    page.locator(".filters summary").click()
    last = page.locator(".filters ul").first.locator("a").last
    expect(last).to_be_visible()
    expect(last).not_to_be_in_viewport()
    page.goto(str(last.evaluate("link => link.href")))
    expect(page.locator(".filters ul").first.locator("a[aria-current]")).to_be_in_viewport()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_picture_that_is_opened_is_seen_whole(visitor: Visitor, width: int) -> None:
    page = visitor.open("/en/articles/products/coffee-machine/set-up-the-coffee-machine", width=width)
    page.locator("a.picture[aria-haspopup]").first.click()
    picture = page.locator(".lightbox img")
    expect(picture).to_be_visible()
    expect(picture).to_be_in_viewport(ratio=1)
