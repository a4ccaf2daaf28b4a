"""Between languages in a real browser: the place and the choice are kept, days are in the reader's calendar."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from kb.language.formats import Writing
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.slow
ARTICLE = "articles/returns/return-an-item"
SECTIONS = ".prose :is(h2, h3, h4)[id]"


def switch(page: Page, language: str) -> None:
    page.locator(".languages summary").click()
    page.locator(f".languages a[lang={language}]").click()


def anchors(page: Page) -> list[str]:
    return [str(name) for name in page.locator(SECTIONS).evaluate_all("all => all.map((one) => one.id)")]


def test_the_switch_leads_to_the_section_of_the_address(visitor: Visitor) -> None:
    page = visitor.open(f"/en/{ARTICLE}")
    english = anchors(page)
    page.goto(f"/en/{ARTICLE}#{english[2]}")
    switch(page, "fa")
    expect(page).to_have_url(re.compile(r"/fa/.*#"))
    assert page.evaluate("decodeURIComponent(location.hash.slice(1))") == anchors(page)[2]
    expect(page.locator(SECTIONS).nth(2)).to_be_in_viewport()
    page.go_back()
    expect(page).to_have_url(f"{visitor.address}/en/{ARTICLE}#{english[2]}")


def test_a_link_to_a_translation_below_the_article_leads_to_the_section_too(visitor: Visitor) -> None:
    page = visitor.open(f"/en/{ARTICLE}#pack-and-send-it", width=360)
    page.locator(".article-foot a[hreflang=ru]").click()
    expect(page).to_have_url(re.compile(r"/ru/.*#"))
    assert page.evaluate("decodeURIComponent(location.hash.slice(1))") == anchors(page)[2]
    assert [cookie for cookie in page.context.cookies() if cookie["name"] == "language"] == []


def test_at_the_beginning_the_other_language_begins_at_the_beginning(visitor: Visitor) -> None:
    page = visitor.open(f"/en/{ARTICLE}")
    switch(page, "ar")
    expect(page).to_have_url(f"{visitor.address}/ar/{ARTICLE}")
    page.wait_for_load_state()
    assert page.evaluate("location.hash") == ""


def test_a_chosen_language_is_kept_for_the_next_visit(visitor: Visitor) -> None:
    page = visitor.open("/en/", language="en-GB")
    switch(page, "fa")
    expect(page).to_have_url(f"{visitor.address}/fa/")
    page.goto("/")
    expect(page).to_have_url(f"{visitor.address}/fa/")
    (kept,) = [cookie for cookie in page.context.cookies() if cookie["name"] == "language"]
    assert (kept["value"], kept["sameSite"], kept["path"]) == ("fa", "Lax", "/")


def test_a_page_without_a_language_in_its_address_changes_its_language_without_scripts_too(visitor: Visitor) -> None:
    page = visitor.open("/login", scripts=False)
    switch(page, "ar")
    expect(page).to_have_url(f"{visitor.address}/login")
    expect(page.locator("html")).to_have_attribute("lang", "ar")


def test_a_persian_reader_chooses_solar_hijri_and_back(visitor: Visitor) -> None:
    page = visitor.open(f"/fa/{ARTICLE}")
    day = page.locator(".article-foot time")
    gregorian, solar = (str(day.get_attribute(f"data-{name}")) for name in ("gregorian", "solar"))
    assert gregorian != solar
    expect(day).to_have_text(gregorian)
    page.locator("#appearance summary").click()
    page.locator("input[name=calendar][value=solar]").check()
    expect(day).to_have_text(solar)
    page.reload()
    expect(day).to_have_text(solar)
    assert page.locator("input[name=calendar][value=solar]").is_checked()
    page.goto(f"/en/{ARTICLE}")
    expect(day).to_have_count(1)
    assert page.locator("input[name=calendar]").count() == 0
    page.goto(f"/fa/{ARTICLE}")
    page.locator("#appearance summary").click()
    page.locator("input[name=calendar][value='']").check()
    expect(day).to_have_text(gregorian)


def test_the_browser_writes_the_same_solar_days(visitor: Visitor) -> None:
    days = [date(year, month, number) for year in range(2015, 2045) for month in (3, 9) for number in range(18, 25)]
    page = visitor.open("/fa/")
    written = page.evaluate(
        """days => days.map((day) => {
          const parts = new Intl.DateTimeFormat('fa-u-ca-persian', { dateStyle: 'long', timeZone: 'UTC' })
            .formatToParts(new Date(day));
          return ['day', 'month', 'year'].map((kind) => parts.find((part) => part.type === kind).value).join(' ');
        })""",
        [day.isoformat() for day in days],
    )
    assert written == [Writing({"fa": "solar"}).day(day, "fa") for day in days]


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_a_telephone_number_reads_from_left_to_right_on_one_line(visitor: Visitor, language: str) -> None:
    page = visitor.open(f"/{language}/articles/account/two-step-verification", width=360)
    page.evaluate(
        """() => {
          const run = document.createElement('p');
          run.innerHTML = 'رقم <bdi dir="ltr">+44 20 7946 0112</bdi>';
          document.querySelector('.prose').append(run);
        }"""
    )
    first, last, lines = page.locator(".prose p:last-child bdi").evaluate(
        """run => {
          const range = document.createRange();
          const left = (at) => {
            range.setStart(run.firstChild, at);
            range.setEnd(run.firstChild, at + 1);
            return range.getBoundingClientRect().left;
          };
          return [left(0), left(run.textContent.length - 1), run.getClientRects().length];
        }"""
    )
    assert first < last
    assert lines == 1


@pytest.mark.parametrize(("path", "field"), [("/ar/", "q"), ("/desk", "message"), ("/review", "q")])
def test_a_hint_runs_as_the_page_does_and_what_is_written_as_its_letters_do(
    visitor: Visitor, samples: Flask, path: str, field: str
) -> None:
    visitor.machine_secret = samples.extensions["kb"].site.machine_secret
    empty = visitor.open(path, language="ar").locator(f"main [name={field}]")
    expect(empty).to_have_css("direction", "rtl")
    empty.fill("A kettle that leaks")
    expect(empty).to_have_css("direction", "ltr")
    empty.fill("غلاية تسرّب الماء")
    expect(empty).to_have_css("direction", "rtl")
