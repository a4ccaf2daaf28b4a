"""What readers say and who acts on it: a comment on its way to a decision; a customer in Arabic on a phone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from bench.browser import serving
from kb.catalog.article import ArticleId
from kb.core.roles import Person
from kb.core.settings import Settings
from kb.feedback.ballot_box import BallotBox, Voter
from kb.feedback.votes import Opinion, VoteReason
from search.followups.answers import followups_of, note_sent
from search.followups.links import new_code
from tests.browser.visitor import Visitor, visiting
from tests.clock import Clock
from tests.conftest import SAMPLES, open_site

pytestmark = pytest.mark.slow

KEY = "payments/charged-twice"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Flask]:
    """Some sample articles."""
    for folder in ("en/payments", "ar/payments"):
        shutil.copytree(SAMPLES / folder, tmp_path / "articles" / folder)
    where = {"articles_dir": tmp_path / "articles", "data_dir": tmp_path / "data"}
    app = open_site(Settings(**where, followup_satisfaction=True), models=[], clock=Clock())
    yield app
    app.extensions["kb"].close()


@pytest.fixture
def visitor(browser: Browser, site: Flask) -> Iterator[Visitor]:
    """Somebody at the machine itself; whoever has no account edits."""
    with serving(site) as address, visiting(browser, address, site.extensions["kb"].site.machine_secret) as found:
        yield found


def three_more_say_it_is_wrong(site: Flask) -> None:
    parts = site.extensions["kb"]
    box = BallotBox(parts.database, parts.clock)
    article = parts.library.catalog.articles[ArticleId("en", KEY)]
    for number in range(3):
        box.put(Voter(f"192.0.2.{number}", "Firefox", is_private=False), article, Opinion(False, (VoteReason.WRONG,)))


def test_a_comment_is_taken_and_settled_and_the_article_flagged_until_a_decision(visitor: Visitor, site: Flask) -> None:
    reader = visitor.open(f"/en/articles/{KEY}")
    reader.locator("#feedback button", has_text="No").click()
    reader.get_by_label("Something is wrong").check()
    reader.get_by_label("What would have helped you?").fill("Step 3 is gone.")
    reader.locator("#feedback button", has_text="Send").click()
    expect(reader.locator("#feedback [role=status]")).to_contain_text("This helps us improve")
    page = visitor.open("/comments")
    comment = page.locator(".comment")
    expect(comment).to_contain_text("Step 3 is gone.")
    page.get_by_label("Your name").fill("Ann")
    comment.get_by_role("button", name="Take").click()
    expect(comment).to_contain_text("Taken by Ann")
    comment.get_by_role("checkbox").check()
    page.get_by_label("What became of it").fill("The step is back.")
    page.locator(".settle-many").get_by_role("button", name="Settled").click()
    expect(page.locator("main")).to_contain_text("No comments here")
    three_more_say_it_is_wrong(site)
    page.goto("/review?state=flagged")
    expect(page.locator(".queue")).to_contain_text("4 of 4 readers in 30 days said something is wrong")
    page.locator(".queue tbody th a").first.click()
    expect(page.locator("[aria-labelledby=review-votes]")).to_contain_text("Settled by Ann")
    page.locator("#choice-reviewed").check()
    page.get_by_label("The wording is clear").check()
    page.locator("#decide .primary").click()
    page.goto("/review?state=flagged")
    expect(page.locator("main")).to_contain_text("No article matches these filters")


def sent(site: Flask) -> str:
    """A link that was sent for a ticket."""
    parts, code = site.extensions["kb"], new_code()
    with parts.database.begin() as connection:
        note_sent(connection, code, "4711", ArticleId("ar", KEY), Person(name="Ann"), parts.clock(), 30)
    return f"/ar/articles/{KEY}?followup={code}"


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("scripts", [True, False])
def test_a_customer_answers_in_arabic_on_a_phone(visitor: Visitor, site: Flask, scripts: bool) -> None:
    link = sent(site)
    customer = Visitor(visitor.browser, visitor.address, visitor.complaints)
    page = customer.open(link, width=360, scripts=scripts, language="ar")
    asked = page.locator("#followup")
    expect(asked.locator("h2")).to_have_text("هل حلّ هذا المشكلة؟")
    assert asked.evaluate("one => getComputedStyle(one).direction") == "rtl"
    if scripts:
        expect(page).to_have_url(f"{visitor.address}/ar/articles/{KEY}")
    assert fits(page)
    assert all((box := one.bounding_box()) and box["height"] >= 44 for one in asked.locator("label:has(input)").all())
    asked.get_by_label("لا", exact=True).check()
    asked.get_by_label("4", exact=True).check()
    asked.locator("textarea").fill("لم يصل المبلغ")
    asked.locator("button").click()
    expect(page.locator("#followup [role=status]")).to_contain_text("شكرًا لك")
    expect(page.locator("#followup form")).to_have_count(0)
    assert fits(page)
    with site.extensions["kb"].database.connect() as connection:
        (found,) = followups_of(connection, "4711")
    assert (found.solved, found.satisfaction, found.words) == ("no", 4, "لم يصل المبلغ")
    page.goto(link)
    expect(page.locator("#followup")).to_have_count(0)
    assert page.context.cookies() == []
