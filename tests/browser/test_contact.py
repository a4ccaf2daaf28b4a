"""The way to a person: hours that stay true, the form with and without scripts, what was written in reach of staff."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from kb.brand.brand import LocalisedText
from kb.brand.notices import NoticeKind, SiteNotice
from kb.messages.inbox import KeptMessage, newest_messages
from kb.notices.board import KEPT_SECONDS
from kb.notices.notice_rows import kept_notices, put_up, take_down
from tests.browser import checks
from tests.browser.visitor import Visitor
from tests.kb.messages.conftest import PNG

pytestmark = pytest.mark.slow


def newest(samples: Flask) -> KeptMessage:
    with samples.extensions["kb"].database.connect() as connection:
        return newest_messages(connection, 1)[0]


def test_what_is_said_of_the_hours_stays_true_while_the_page_lies_open(visitor: Visitor) -> None:
    page = visitor.open("/en/contact")
    page.locator(".open-now").first.evaluate(
        """line => {
            const at = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();
            line.dataset.said = JSON.stringify([[at(-9), "Open now", true], [at(-1), "Closed now", false]]);
            dispatchEvent(new Event('pageshow'));
        }"""
    )
    expect(page.locator(".open-now").first).to_have_text("Closed now")
    expect(page.locator(".open-now").first).to_have_class("open-now is-closed")
    page.locator(".open-now").first.evaluate(
        """line => {
            line.dataset.said = '[["2020-01-01T00:00:00Z", "Open now", true], ["2020-01-09T00:00:00Z", "", false]]';
            dispatchEvent(new Event('pageshow'));
        }"""
    )
    expect(page.locator(".open-now").first).to_be_hidden()  # an old copy says nothing


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("ar", False)])
def test_a_customer_writes_and_reads_the_reference(
    visitor: Visitor, samples: Flask, tmp_path: Path, language: str, scripts: bool
) -> None:
    picture = tmp_path / "leak.png"
    picture.write_bytes(PNG)
    page = visitor.open(f"/{language}/contact", width=390, scripts=scripts)
    page.locator("#contact-text").fill("password reset")
    if scripts:
        expect(page.locator(".panel.open li").first).to_be_visible()
    page.locator("#contact-email").fill("jane@example.com")
    page.locator("#contact-files").set_input_files(picture)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#contact-form .send button").click()
    expect(page.locator("#sent")).to_be_visible()
    message = newest(samples)
    expect(page.locator("#sent bdi")).to_have_text(f"{message.reference[:4]}-{message.reference[4:]}")
    assert (message.language, message.text, [file.name for file in message.files]) == (
        language, "password reset", ["leak.png"],
    )  # fmt: skip
    assert page.context.cookies() == []


def test_a_file_that_would_be_refused_is_told_of_before_it_travels(visitor: Visitor, tmp_path: Path) -> None:
    large = tmp_path / "large.png"
    large.write_bytes(PNG + bytes(6 << 20))
    page = visitor.open("/en/contact")
    page.locator("#contact-files").set_input_files(large)
    told = page.locator("#contact-files").evaluate("field => field.validationMessage")
    assert told == "large.png is too large: a file may be up to 5 MB."


def test_who_finds_nothing_is_led_to_a_person_from_the_suggestions(visitor: Visitor) -> None:
    page = visitor.open("/en/")
    page.locator("main input[name=q]").click()
    hit = {"key": "a", "language": "en", "title": "Kettles", "marked_title": "Kettles", "url": "/en/articles/a"}
    hit |= {"section": {"heading": "", "anchor": ""}, "snippet": "The nearest", "sections": []}
    answer = {"fits": False, "complete": True, "mode": "hybrid", "results": [hit]}
    page.route("**/api/v1/search?**", lambda route: route.fulfill(json=answer))
    page.keyboard.type("penguins of the antarctic")
    expect(page.locator(".suggest-note", has_text="No close match")).to_be_visible()
    page.locator(".suggest-act", has_text="Ask a person").click()
    page.wait_for_url("**/en/contact")


@pytest.fixture
def notice(samples: Flask) -> Iterator[None]:
    """An editor put up a notice; it is on every page while the test runs."""
    parts = samples.extensions["kb"]
    said = LocalisedText({"en": "Parcels take two days longer.", "ar": "تتأخر الطرود يومين."})
    with parts.database.begin() as connection:
        put_up(connection, SiteNotice(said, NoticeKind.WARNING), "Ann", parts.clock())
    time.sleep(KEPT_SECONDS + 0.5)  # as long as pages may not know of it
    yield
    with parts.database.begin() as connection:
        for kept in kept_notices(connection):
            take_down(connection, kept.id, parts.clock())


def test_a_notice_is_said_once_dismissed_on_the_device_and_hidden_on_an_old_copy(
    visitor: Visitor, notice: None
) -> None:
    page = visitor.open("/ar/", width=390)
    box = page.locator(".notices")
    expect(box.locator(".notice p")).to_contain_text("تتأخر الطرود يومين.")
    expect(box.locator("[role=status]")).to_contain_text("تتأخر الطرود يومين.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert checks.axe(page, "light") == []
    page.goto(f"{visitor.address}/en/")
    expect(box.locator(".notice p")).to_contain_text("Parcels take two days longer.")
    page.wait_for_timeout(800)
    expect(box.locator("[role=status]")).to_have_text("")  # it was said on the page before
    page.evaluate("document.documentElement.dataset.kept = '2026-11-01'")
    expect(box).to_be_hidden()
    page.reload()
    box.get_by_role("button").click()
    expect(box).to_be_hidden()
    page.goto(f"{visitor.address}/en/contact")
    expect(box).to_be_hidden()
    expect(visitor.open("/en/", scripts=False).locator(".notice p")).to_be_visible()
