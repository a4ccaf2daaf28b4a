"""A model is late: people get what words find at once, are told so, and see the rest come without asking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from bench.browser import serving
from kb.core.settings import Settings
from kb.usage.desk_notes import DeskNoteRow
from search.log.searches import Searches
from search.models.embedder import Matrix
from tests.browser import checks
from tests.browser.visitor import Visitor, visiting
from tests.conftest import Collection, open_site
from tests.search.conftest import Waiting, eventually, model

pytestmark = pytest.mark.slow

SAME = dict.fromkeys(("settee", "sofa", "divan", "davenport", "chesterfield", "أريكة"), "couch")
"""What a model has read once it knows: each test has a word of its own."""


class Linguist(Waiting):
    """A model that knows what all these are."""

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        return super().embed_queries([re.sub(r"\w+", lambda word: SAME.get(word[0], word[0]), text) for text in texts])


@dataclass
class Slow:
    """A site whose model reads a question when it is let."""

    app: Flask
    model: Linguist
    address: str = ""

    @property
    def searches(self) -> list[tuple[str, str, int]]:
        """What was taken down: query, mode and how many articles."""
        parts = self.app.extensions["kb"]
        parts.recorder.flush(everything=True)
        with parts.database.connect() as connection:
            found = connection.execute(select(Searches.query, Searches.mode, Searches.total).order_by(Searches.at))
            return [(query, mode, total) for query, mode, total in found]

    @property
    def notes(self) -> list[str]:
        with self.app.extensions["kb"].database.connect() as connection:
            return list(connection.scalars(select(DeskNoteRow.kind).order_by(DeskNoteRow.id)))

    def be_late(self) -> None:
        """From now on the model has more to read than it can."""
        self.model.gate.clear()
        self.model.overwhelm(self.app.extensions["kb"].service.state.models["bag"])

    def go_on(self) -> None:
        """Read all that waits."""
        self.model.gate.set()
        assert eventually(lambda: not self.app.extensions["kb"].service.state.models["bag"].is_busy)


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slow]:
    folder = tmp_path_factory.mktemp("late")
    collection = Collection(folder / "articles")
    collection.write("en/couch.md", "Wash the couch with soap.", title="Wash the couch")
    collection.write("en/grill.md", "A cover keeps the rain off the grill. Wash the cover.", title="Cover the grill")
    collection.write("ar/grill.md", "غطاء يحمي الشواية من المطر.", title="غطاء الشواية")
    linguist = Linguist()
    linguist.gate.set()
    settings = Settings(articles_dir=collection.root, data_dir=folder / "data")
    app = open_site(settings, models=[model(lambda: linguist)])
    app.extensions["kb"].service.bring_up_to_date()
    made = Slow(app, linguist)
    with serving(app) as made.address:
        yield made
        linguist.gate.set()


@pytest.fixture
def reader(browser: Browser, slow: Slow) -> Iterator[Visitor]:
    """Somebody at the site, whose model is free again after; fails where a page they opened complained."""
    with slow.app.extensions["kb"].database.begin() as connection:
        connection.exec_driver_sql("DELETE FROM sent_links")
    with visiting(browser, slow.address, slow.app.extensions["kb"].site.machine_secret) as visitor:
        yield visitor
    slow.go_on()


def hits(page: Page) -> Locator:
    return page.locator(".hit h2 a")


def line(page: Page) -> Locator:
    return page.locator("#late [role=status]")


def test_what_a_model_finds_later_joins_once_and_by_itself(reader: Visitor, slow: Slow) -> None:
    slow.model.gate.clear()
    calls = slow.model.calls
    page = reader.open("/en/search?q=settee+rain")
    expect(line(page)).to_have_text("Searched by words alone so far; still looking by meaning …")
    expect(hits(page)).to_have_text(["Cover the grill"])
    expect(page.get_by_text("No close match")).to_have_count(0)
    assert checks.axe(page, "while the model is late") == []
    slow.model.gate.set()
    expect(hits(page)).to_have_count(2)
    expect(line(page)).to_have_text("The results are complete now. 2 results")
    expect(page.locator("#late").get_by_role("link")).to_have_count(0)
    assert checks.axe(page, "with what came late") == []
    assert page.url == f"{slow.address}/en/search?q=settee+rain"
    assert slow.model.calls == calls + 1
    with page.expect_request("**/api/v1/click"):
        hits(page).first.click()
    page.go_back()
    expect(hits(page)).to_have_count(2)
    assert slow.searches[-1:] == [("settee rain", "hybrid", 2)]
    assert len(slow.searches) == 1


def test_whoever_is_busy_with_the_first_results_is_asked_in_their_language(reader: Visitor, slow: Slow) -> None:
    slow.be_late()
    page = reader.open(f"/ar/search?q={quote('أريكة المطر')}", width=390)
    expect(line(page)).to_have_text("البحث حتى الآن بحسب الكلمات فقط، وما زال البحث بالمعنى جاريًا …")
    hits(page).first.focus()
    at = hits(page).first.bounding_box()
    slow.go_on()
    expect(line(page)).to_have_text("توفّرت الآن نتائج أفضل.")
    expect(hits(page)).to_have_text(["غطاء الشواية"])
    expect(hits(page).first).to_be_focused()
    assert hits(page).first.bounding_box() == at
    assert checks.axe(page, "where better results are offered") == []
    page.get_by_role("button", name="اعرضها").press("Enter")
    expect(hits(page)).to_have_text(["Wash the couch", "غطاء الشواية"])
    expect(page.locator("#results")).to_be_focused()
    expect(line(page)).to_contain_text("اكتملت النتائج.")


def test_a_model_that_stays_away_is_asked_twice_and_then_no_more(reader: Visitor, slow: Slow) -> None:
    slow.be_late()
    page = reader.open("/en/search?q=sofa")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    expect(page.locator("#results")).to_be_empty()
    expect(line(page)).to_have_text(re.compile("takes too long at the moment"))
    expect(page.get_by_role("heading", name="Nothing found for “sofa”")).to_be_visible()
    page.clock.install()
    page.clock.run_for(60_000)
    assert asked == [f"{slow.address}/en/search?q=sofa&again={tries}" for tries in (1, 2)]
    slow.go_on()
    page.get_by_role("link", name="Search again").click()
    expect(hits(page)).to_have_text(["Wash the couch"])


def test_without_scripts_a_link_asks_again_and_nothing_else_does(reader: Visitor, slow: Slow) -> None:
    slow.be_late()
    page = reader.open("/en/search?q=divan+rain", scripts=False)
    expect(hits(page)).to_have_text(["Cover the grill"])
    page.get_by_role("link", name="Search again").click()
    expect(line(page)).to_have_text(re.compile("takes too long at the moment"))
    slow.go_on()
    page.get_by_role("link", name="Search again").click()
    expect(hits(page)).to_have_count(2)
    expect(page.locator("#late")).to_have_count(0)
    assert [
        address for address in page.locator("main a").evaluate_all("all => all.map(a => a.href)") if "again" in address
    ] == []


def test_the_desk_brings_what_came_late_and_notes_the_message_once(reader: Visitor, slow: Slow) -> None:
    slow.be_late()
    page = reader.open("/desk")
    page.locator("#message").fill("How do I clean a davenport?")
    page.locator("#message").press("Control+Enter")
    expect(line(page)).to_have_text("Searched by words alone so far; still looking by meaning …")
    expect(page.get_by_role("heading", name="No articles found yet")).to_be_visible()
    slow.go_on()
    expect(page.locator("#a1 h2")).to_have_text("Wash the couch")
    page.keyboard.press("l")
    expect(page.locator("#told")).to_have_text("Copied: Copy link")
    assert eventually(lambda: slow.notes == ["asked", "link"])


def test_suggestions_say_that_they_are_by_words_alone(reader: Visitor, slow: Slow) -> None:
    slow.be_late()
    page = reader.open("/en/")
    page.get_by_role("combobox").fill("chesterfield")
    note = page.locator(".suggest-note").first
    expect(note).to_have_text("Searching …")
    expect(note).to_have_text("Searched by words alone so far. Press Enter to continue.")
    writing = reader.open("/widget/demo")
    writing.locator("#subject").press_sequentially("cover the grill")
    expect(writing.locator(".panel [role=status]")).to_have_text("1 article may help. Still looking …")
    slow.go_on()
    expect(writing.locator(".panel [role=status]")).to_have_text(re.compile("articles? may help$"))
