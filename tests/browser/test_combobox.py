"""A reader types and chooses from what appears: by keyboard, on a phone, over a bad network, without scripts."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.browser.checks import RULES
from tests.browser.visitor import Visitor, window

pytestmark = pytest.mark.slow
HOME = "/en/"
ASKED = "forgotten password"
PASSWORD = "/en/articles/account/reset-a-forgotten-password"
ARTICLE = re.compile(rf"{PASSWORD}(#.*)?$")  # without the words that led there
API = "**/api/v1/search?**"


def field(page: Page) -> Locator:
    return page.get_by_role("combobox")


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def active(page: Page) -> Locator:
    """The option that the arrows are on."""
    return page.locator(f"id={field(page).get_attribute('aria-activedescendant')}")


def asked(page: Page, text: str = ASKED) -> Page:
    """The page with ``text`` typed and its suggestions shown."""
    field(page).fill(text)
    expect(options(page).first).to_be_visible()
    return page


def query(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


# By keyboard alone


def test_whoever_uses_the_keyboard_alone_finds_the_marked_words_in_the_article(visitor: Visitor) -> None:
    page = visitor.open(HOME)
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    page.keyboard.type(ASKED)
    # What the arrows are on stays, so that only the answer to the last key will do.
    expect(options(page).first).to_contain_text("Reset a forgotten password")
    expect(page.locator("[role=option] mark").first).to_be_visible()
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(active(page)).to_have_attribute("aria-selected", "true")
    expect(active(page)).to_contain_text("Reset a forgotten password")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(ARTICLE)
    assert "hl" not in query(page.url)
    expect(page.get_by_role("button", name="Remove highlighting")).to_be_visible()


def test_arrows_go_through_the_options_and_the_field_in_a_circle(visitor: Visitor) -> None:
    page = asked(visitor.open(HOME))
    last = options(page).last
    page.keyboard.press("ArrowUp")
    expect(last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Home")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("End")
    expect(last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    assert field(page).get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("!")
    expect(field(page)).to_have_value("forgotten passwor!d")
    assert field(page).get_attribute("aria-activedescendant") is None


def test_enter_searches_where_no_option_is_chosen(visitor: Visitor) -> None:
    page = asked(visitor.open(HOME))
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search?q=forgotten+password")
    expect(page.locator(".hit").first).to_be_visible()
    expect(options(page)).to_have_count(0)


def test_the_last_option_leads_to_all_results(visitor: Visitor) -> None:
    page = asked(visitor.open(HOME))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search?q=forgotten+password")


def test_escape_closes_and_a_second_one_clears(visitor: Visitor) -> None:
    page = asked(visitor.open(HOME))
    page.keyboard.press("Escape")
    expect(options(page).first).to_be_hidden()
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    expect(field(page)).to_have_value(ASKED)
    page.keyboard.press("Escape")
    expect(field(page)).to_have_value("")
    expect(field(page)).to_be_focused()


def test_tab_closes_and_goes_on(visitor: Visitor) -> None:
    page = asked(visitor.open(HOME))
    page.keyboard.press("Tab")
    expect(options(page).first).to_be_hidden()
    expect(page.get_by_role("button", name="Search", exact=True)).to_be_focused()


@pytest.mark.parametrize("key", ["/", "Control+k", "Meta+k"])
def test_a_key_leads_to_the_search_of_every_page(visitor: Visitor, key: str) -> None:
    page = visitor.open(PASSWORD)
    page.keyboard.press(key)
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("")


def test_no_key_is_taken_from_whoever_writes_elsewhere(visitor: Visitor) -> None:
    page = visitor.open("/widget/demo")
    page.locator("#subject").press_sequentially("and/or")
    page.keyboard.press("Control+k")
    expect(page.locator("#subject")).to_be_focused()
    expect(page.locator("#subject")).to_have_value("and/or")


def test_the_one_character_key_can_be_turned_off_and_stays_off(visitor: Visitor) -> None:
    page = visitor.open(HOME)
    switch = page.get_by_role("button", name="Use the / key to search")
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    page.reload()
    expect(switch).to_have_attribute("aria-pressed", "false")
    expect(switch).to_contain_text("Ctrl K")
    page.keyboard.press("/")
    expect(field(page)).not_to_be_focused()
    page.keyboard.press("Control+k")
    expect(field(page)).to_be_focused()


# What is in the list


def test_articles_come_with_their_sections_and_the_language_they_are_in(visitor: Visitor) -> None:
    page = visitor.open(HOME)
    hit = {"key": "a", "language": "en", "title": "A <b>", "marked_title": "A &lt;b&gt;", "url": "/en/articles/a#one"}
    hit |= {"section": {"heading": "One", "anchor": "one"}, "snippet": "So <mark>it</mark> is &amp; &lt;i&gt;"}
    beneath = {"heading": "Two", "anchor": "two", "url": "/en/articles/a#two", "snippet": "More"}
    foreign = {**hit, "key": "b", "language": "fa", "url": "/fa/articles/b", "section": {"heading": "", "anchor": ""}}
    results = [{**hit, "sections": [beneath]}, {**foreign, "sections": []}]
    answer = {"fits": True, "complete": True, "mode": "hybrid", "results": results}
    page.route(API, lambda route: route.fulfill(json=answer))
    asked(page, "anything")
    expect(page.get_by_role("group", name="A <b>").first.get_by_role("option")).to_have_count(2)
    expect(options(page).nth(0)).to_have_text("A <b>OneSo it is & <i>")
    assert page.locator("[role=option] mark").first.inner_text() == "it"
    expect(options(page).nth(1)).to_have_attribute("href", re.compile("/en/articles/a#two$"))
    expect(options(page).nth(2)).to_contain_text("فارسی")
    expect(page.locator(".suggest [lang=fa]")).to_have_count(1)
    expect(options(page).nth(2)).to_have_attribute("href", re.compile(r"/fa/articles/b\?ui=en"))


def test_an_option_that_was_opened_is_a_click_of_a_recorded_search(visitor: Visitor) -> None:
    page = visitor.open(HOME)
    with page.expect_response(lambda response: "Search-Id" in str(response.headers_array())) as answered:
        asked(page, "refund for a broken parcel ")
    with page.expect_request("**/api/v1/click") as told:
        options(page).first.click()
    sent = parse_qs(str(told.value.post_data))
    assert sent["search"] == [answered.value.headers["search-id"]]
    assert sent["position"] == ["1"]


def test_a_result_that_was_opened_is_a_click_of_its_search_at_its_place_on_all_pages(visitor: Visitor) -> None:
    page = visitor.open("/en/search?q=order&page=2")
    hits = page.locator(".hits")
    with page.expect_request("**/api/v1/click") as told:
        page.locator(".hit h2 a").nth(1).click()
    sent = parse_qs(str(told.value.post_data))
    assert sent["position"] == ["12"]
    assert sent["search"] != [""]
    assert sent["language"] == ["en"]
    expect(hits).to_have_count(0)  # and the link led where it leads


# Answers and the network


def test_a_late_answer_never_overwrites_a_newer_one(visitor: Visitor) -> None:
    page = visitor.open(HOME)
    held: list[Route] = []
    page.route("**/api/v1/search?q=refund&**", lambda route: held.append(route))
    with page.expect_request("**/api/v1/search?q=refund&**"):
        field(page).press_sequentially("refund")
    field(page).fill(ASKED)
    expect(options(page).first).to_contain_text("Reset a forgotten password")
    for route in held:
        route.fulfill(json={"fits": True, "complete": True, "mode": "hybrid", "results": []})
    page.wait_for_timeout(300)
    expect(options(page).first).to_contain_text("Reset a forgotten password")


def test_a_slow_network_is_told_of_and_what_came_at_last_is_shown(visitor: Visitor) -> None:
    page = visitor.open(HOME)
    held: list[Route] = []
    page.route(API, lambda route: held.append(route))
    field(page).press_sequentially(ASKED)
    expect(page.get_by_text("Searching …")).to_be_visible()
    expect(page.get_by_role("listbox")).to_have_attribute("aria-busy", "true")
    held[-1].continue_()
    expect(options(page).first).to_be_visible()
    expect(page.get_by_text("Searching …")).to_be_hidden()


def test_where_the_network_fails_the_list_says_so_and_enter_still_searches(visitor: Visitor) -> None:
    page = visitor.open(HOME)
    page.route(API, lambda route: route.abort())
    field(page).press_sequentially(ASKED)
    expect(page.locator(".suggest")).to_contain_text("Suggestions cannot be loaded right now")
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search?q=forgotten+password")
    visitor.complaints.clear()  # a browser reports every request that fails


def test_what_was_answered_once_is_not_asked_again(visitor: Visitor) -> None:
    page = visitor.open(HOME)
    seen: list[Request] = []
    page.on("request", lambda request: seen.append(request) if "/api/" in request.url else None)
    page.route(API, lambda route: route.fulfill(json={"fits": 1, "complete": True, "mode": "hybrid", "results": []}))
    for text in ("kettle", "", "kettle"):
        field(page).fill(text)
        if text:
            expect(page.locator(".suggest")).to_contain_text("No articles found yet")
    assert len(seen) == 1


def test_without_scripts_it_is_the_plain_search_form(visitor: Visitor) -> None:
    page = visitor.open(HOME, scripts=False)
    page.get_by_role("searchbox").fill(ASKED)
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search?q=forgotten+password")
    expect(page.locator(".hit h2 a").first).to_have_attribute("href", ARTICLE)


def test_nothing_is_asked_while_an_input_method_composes_and_enter_belongs_to_it(visitor: Visitor) -> None:
    page = visitor.open(HOME)
    seen: list[Request] = []
    page.on("request", lambda request: seen.append(request) if "/api/" in request.url else None)
    field(page).focus()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "かんじ", "selectionStart": 3, "selectionEnd": 3})
    page.wait_for_timeout(300)
    assert seen == []
    expect(field(page)).to_have_value("かんじ")
    field(page).dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    field(page).dispatch_event("keydown", {"key": "Escape", "isComposing": True})
    expect(field(page)).to_have_value("かんじ")
    with page.expect_request(API) as told:
        session.send("Input.insertText", {"text": "漢字"})
    assert query(told.value.url)["q"] == ["漢字"]


def test_a_keyboard_on_the_screen_composes_every_word_and_still_gets_suggestions(visitor: Visitor) -> None:
    context = window(visitor.browser, base_url=visitor.address, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(HOME)
    field(page).focus()
    session = context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "password", "selectionStart": 8, "selectionEnd": 8})
    expect(options(page).first).to_be_visible()


# Recent searches


def test_recent_searches_are_kept_on_the_device_and_offered_in_an_empty_field(visitor: Visitor) -> None:
    page = visitor.open(HOME)
    for text in ("kettle", "gift card", "كلمة المرور"):
        field(page).fill(text)
        with page.expect_navigation(url="**/search?**"):
            field(page).press("Enter")
    page.goto(HOME)
    field(page).focus()
    shown = page.get_by_role("group", name="Recent searches").get_by_role("option")
    expect(shown).to_have_count(3)
    expect(shown.first).to_contain_text("كلمة المرور")
    expect(page.locator(".suggest")).to_contain_text("Saved on this device only.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Delete")
    expect(shown).to_have_count(2)
    shown.last.locator(".suggest-remove").click()
    expect(shown).to_have_count(1)
    expect(field(page)).to_be_focused()
    shown.first.click()
    page.wait_for_url("**/search?q=gift+card")
    page.goto(HOME)
    field(page).focus()
    page.get_by_role("option", name="Clear recent searches").click()
    expect(page.locator(".suggest")).to_be_hidden()
    assert json.loads(page.evaluate("localStorage.getItem('kb-recent-searches')")) == []


@pytest.mark.parametrize("kept", ["not JSON", '{"a": 1}', "[1, null]", "null"])
def test_what_somebody_else_left_in_the_store_is_no_error(visitor: Visitor, kept: str) -> None:
    page = visitor.open(HOME)
    page.evaluate("kept => localStorage.setItem('kb-recent-searches', kept)", kept)
    field(page).click()
    expect(page.locator(".suggest")).to_be_hidden()
    asked(page)


# For everyone


def test_a_screen_reader_hears_a_combobox_groups_and_how_many_articles_there_are(visitor: Visitor) -> None:
    page = asked(visitor.open(HOME))
    expect(page.get_by_role("search")).to_match_aria_snapshot(
        """
        - search:
          - combobox "Search the help articles" [expanded]: forgotten password
          - button "Search"
          - listbox "Suggestions":
            - group "Reset a forgotten password":
              - option /Reset a forgotten password/
          - status: /\\d articles?/
        """
    )


def test_codes_in_a_list_from_right_to_left_are_kept_together_and_stay_marked(visitor: Visitor) -> None:
    page = asked(visitor.open("/ar/"), "SF-1234567")
    codes = options(page).locator("bdi[dir=ltr]", has_text="SF-1234567")
    expect(codes.locator("mark").first).to_be_visible()


def test_what_is_found_runs_as_its_language_does_whatever_its_first_word_is(visitor: Visitor) -> None:
    page = asked(visitor.open("/ar/"), "Android")
    ways = "all => [...new Set(all.map((one) => getComputedStyle(one).direction))]"
    assert page.locator(".suggest [lang=ar] .suggest-text").evaluate_all(ways) == ["rtl"]
    hit = {"key": "a", "language": "en", "title": "Limescale", "marked_title": "Limescale", "url": "/en/articles/a"}
    hit |= {"section": {"heading": "", "anchor": ""}, "snippet": "كلس in the kettle", "sections": []}
    answer = {"fits": True, "complete": True, "mode": "hybrid", "results": [hit]}
    page.route(API, lambda route: route.fulfill(json=answer))
    asked(page, "limescale in the kettle")
    english = page.locator(".suggest [role=group][lang=en]")
    expect(english.first).to_be_visible()
    assert english.evaluate_all(ways) == ["ltr"]


@pytest.mark.parametrize("language", ["ru", "ar"])
def test_in_a_narrow_header_the_list_is_wider_than_its_field_and_stays_in_the_window(
    visitor: Visitor, language: str
) -> None:
    page = visitor.open(f"/{language}/articles/account/two-step-verification", width=700)
    asked(page, "iPhone")
    form, sheet = (page.locator(name).bounding_box() for name in (".site-header .search", ".suggest"))
    assert form is not None
    assert sheet is not None
    assert sheet["width"] > form["width"] + 50
    assert sheet["x"] >= 0
    assert sheet["x"] + sheet["width"] <= 700


def test_in_arabic_on_a_phone_the_list_is_a_sheet_as_wide_as_the_window(visitor: Visitor) -> None:
    page = visitor.open("/ar/", width=390, language="ar")
    asked(page, "نسيت كلمة المرور")
    box = page.locator(".suggest").bounding_box()
    assert box is not None
    assert (round(box["x"]), round(box["width"])) == (0, 390)
    assert box["y"] + box["height"] <= 800
    first = options(page).first
    expect(first).to_have_css("direction", "rtl")
    assert options(page).evaluate_all("all => all.every((one) => one.getBoundingClientRect().height >= 44)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.get_by_role("status").filter(has_text="مقال")).to_have_count(1)
    first.click()
    page.wait_for_url("**/ar/articles/**")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_in_the_open_list(visitor: Visitor, language: str, dark: bool) -> None:
    page = asked(visitor.open(f"/{language}/", dark=dark, width=360), "CB-200")
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("path", "shows"),
    [
        ("/en/search?q=refund+for+a+gift+card", "blockquote.answer"),
        ("/en/search?q=giraffe+zoo+volcano+winter", "section.near"),
        (f"{PASSWORD}?hl=password", ".clear-marks"),
    ],
    ids=["answer", "near", "marked"],
)
def test_axe_finds_nothing_in_what_comes_after(visitor: Visitor, path: str, shows: str, dark: bool) -> None:
    page = visitor.open(path, dark=dark, width=360)
    expect(page.locator(shows)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def test_the_page_does_not_move_when_the_list_opens(visitor: Visitor) -> None:
    page = visitor.open(HOME)
    place = "document.querySelector('#topics').getBoundingClientRect().top"
    before = page.evaluate(place)
    asked(page)
    assert page.evaluate(place) == before


# The words of a search in the article


def marked(page: Page) -> list[str]:
    words: list[str] = page.evaluate("[...CSS.highlights.get('search-words') ?? []].map(String)")
    return words


def test_marked_words_go_along_from_the_results_and_the_first_is_on_the_screen(visitor: Visitor) -> None:
    page = visitor.open(f"/en/search?q={ASKED}")
    link = page.locator(".hit h2 a").first
    assert "hl=" not in str(link.get_attribute("href"))
    link.click()
    page.wait_for_url(ARTICLE)
    clear = page.get_by_role("button", name="Remove highlighting")
    expect(clear).to_be_visible()
    assert {word.lower() for word in marked(page)} == {"forgotten", "password"}
    clear.press("Enter")
    assert marked(page) == []
    expect(clear).to_be_hidden()
    expect(page.locator("#content")).to_be_focused()  # what had the focus is gone


def test_the_page_scrolls_to_the_first_word_of_the_section(visitor: Visitor) -> None:
    page = visitor.open(HOME)
    page.set_viewport_size({"width": 390, "height": 360})
    page.goto(f"{PASSWORD}?hl=two-step#the-account-is-locked")
    expect(page.get_by_role("button", name="Remove highlighting")).to_be_visible()
    assert page.url.endswith(f"{PASSWORD}#the-account-is-locked")
    assert marked(page) == ["two-step", "two-step"]  # one above the section
    tops = "[...CSS.highlights.get('search-words')].map((range) => range.getBoundingClientRect().top)"
    above, inside = page.evaluate(tops)
    assert above < 0 <= inside <= 360


@pytest.mark.parametrize(
    ("path", "sought", "found"),
    [
        ("/ar/articles/account/reset-a-forgotten-password", "كَلِمَةِ", "كلمة"),
        ("/fa/articles/account/reset-a-forgotten-password", "دومرحلهای", "دومرحله‌ای"),
        ("/fa/articles/account/reset-a-forgotten-password", "ايميل", "ایمیل"),
        ("/ru/articles/account/reset-a-forgotten-password", "ПАРОЛЬ", "пароль"),
    ],
)
def test_words_are_found_however_they_are_written(visitor: Visitor, path: str, sought: str, found: str) -> None:
    page = visitor.open(f"{path}?hl={sought}")
    expect(page.locator(".clear-marks")).to_be_visible()
    assert found in {word.lower() for word in marked(page)}


def test_a_browser_without_highlights_gets_mark_elements_that_can_be_cleared(visitor: Visitor) -> None:
    page = visitor.open(HOME)
    page.add_init_script("delete CSS.highlights; Object.defineProperty(CSS, 'highlights', { value: undefined })")
    page.goto(f"{PASSWORD}?hl=password")
    text = page.locator(".prose").inner_text()
    assert {word.lower() for word in page.locator(".prose mark").all_inner_texts()} == {"password"}
    page.keyboard.press("Escape")
    expect(page.locator(".prose mark")).to_have_count(0)
    assert page.locator(".prose").inner_text() == text


@pytest.mark.parametrize("sought", ["zzzz", "", "<img src=x>", "%ff", "a" * 3000])
def test_words_that_are_not_there_change_nothing(visitor: Visitor, sought: str) -> None:
    page = visitor.open(f"{PASSWORD}?hl={sought}")
    expect(page.locator(".prose")).to_be_visible()
    expect(page.locator(".clear-marks")).to_have_count(0)


# What comes with the first focus


def test_what_suggests_is_not_fetched_before_somebody_goes_to_the_field(visitor: Visitor) -> None:
    seen: list[str] = []
    context = window(visitor.browser, base_url=visitor.address, service_workers="block")
    page = context.new_page()
    page.on("request", lambda request: seen.append(urlsplit(request.url).path))
    page.goto(HOME, wait_until="networkidle")
    assert "/static/search/combobox.js" in seen
    assert "/static/search/suggestions.js" not in seen
    asked(page)
    assert "/static/search/suggestions.js" in seen
    context.close()


def test_where_it_cannot_be_fetched_the_form_searches_and_the_next_focus_tries_again(visitor: Visitor) -> None:
    context = window(visitor.browser, base_url=visitor.address, service_workers="block")
    page = context.new_page()
    page.goto(HOME)
    page.route("**/suggestions.js?*", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        field(page).press_sequentially(ASKED)
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search?q=forgotten+password")
    with page.expect_event("requestfailed"):
        field(page).focus()
    page.unroute("**/suggestions.js?*")
    field(page).blur()
    field(page).press("!")
    expect(options(page).first).to_be_visible()
    context.close()


def test_suggestions_and_the_next_search_stay_with_the_product_that_was_chosen(visitor: Visitor) -> None:
    page = visitor.open("/en/search?q=clean&product=kettle")
    with page.expect_request(API) as request:
        field(page).fill("clean it")
    assert parse_qs(urlsplit(request.value.url).query)["product"] == ["kettle"]
    expect(options(page).first).to_be_visible()
    field(page).press("Enter")
    page.wait_for_url("**/search?product=kettle&q=clean+it")
