"""How much of their work staff see at once: eight rows of the queue, four articles of the desk, in one window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser

from bench.browser import serving
from kb.core.roles import Role
from kb.core.settings import Settings
from search.models.embedder import Model
from tests.browser.visitor import window
from tests.clock import Clock
from tests.conftest import BagOfWords, Collection, open_site
from tests.signing_in import Office

pytestmark = pytest.mark.slow

WINDOW = {"width": 1280, "height": 900}
ENDS = "elements => elements.map(element => element.getBoundingClientRect().bottom)"
SMALL = """elements => elements.map(element => [element.textContent.trim(), element.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.height < 43.5 || box.width < 43.5))
    .map(([text, box]) => `${text}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
TITLE = "The kettle does not switch off when the water boils, and what to try about it"
TEXT = (
    "# The lid\n\nThe kettle switches off when steam reaches its sensor, so it boils on where the lid stands open. "
    "Close the lid until it clicks. Wait until the water boils, and see whether the kettle does switch off by then. "
    "Remove limescale from the sensor with vinegar.\n\n# More\n\n" + "Other words about something else. " * 40
)


@pytest.fixture(scope="module")
def staff(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a site with long titles and every mark there is, and the cookie of somebody signed in."""
    folder = tmp_path_factory.mktemp("dense")
    articles = Collection(folder / "articles")
    for number in range(12):
        given = {"owner": "Kitchen appliances team", "published_on": "2024-01-01", "keywords": "[kettle, boils]"}
        path, title = f"kettles/{number:02}.md", f"{TITLE} ({number})"
        new = {"updated_on": "2026-11-01", "last_reviewed_on": "2026-11-20"}
        articles.write(f"en/{path}", TEXT, title=title, **new, **given)
        articles.write(f"ar/{path}", title=title, audience="internal", last_reviewed_on="2025-01-01", **given)
    settings = Settings(articles_dir=articles.root, data_dir=folder / "data", site_name="Sofra help")
    clock = Clock(datetime(2026, 11, 22, 12, tzinfo=UTC))
    app = open_site(settings, models=[Model("bag", None, BagOfWords)], clock=clock)
    app.extensions["kb"].service.bring_up_to_date()
    office = Office(app, clock)
    cookie = office.browser(office.hire(Role.ADMIN)).client.get_cookie("session")
    assert cookie is not None
    with serving(app) as address:
        yield address, cookie.value


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_queue_shows_eight_rows_and_the_desk_four_articles(
    browser: Browser, staff: tuple[str, str], language: str
) -> None:
    with window(browser, viewport=WINDOW, locale=language, base_url=staff[0]) as context:
        context.add_cookies([{"name": "session", "value": staff[1], "url": staff[0]}])
        page = context.new_page()
        page.goto("/review")
        assert page.locator("tbody tr").first.locator(".marks > *").count() == 4  # language, internal, outdated, place
        ends = page.locator("tbody tr").evaluate_all(ENDS)
        assert len(ends) >= 8, ends
        assert ends[7] <= WINDOW["height"], ends
        page.goto("/desk")
        page.locator("#message").fill("My kettle does not switch off when the water boils.")
        page.locator("#message").press("Control+Enter")
        page.locator(".answer").first.wait_for()
        ends = page.locator(".answer").evaluate_all(ENDS)
        assert ends[3] <= WINDOW["height"], ends


def test_fingers_have_room_on_both_and_nothing_is_cut_off_a_phone(browser: Browser, staff: tuple[str, str]) -> None:
    phone = {"width": 390, "height": 844}
    with window(browser, viewport=phone, has_touch=True, is_mobile=True, base_url=staff[0]) as context:
        context.add_cookies([{"name": "session", "value": staff[1], "url": staff[0]}])
        page = context.new_page()
        page.goto("/review")
        controls = "main :is(.queue a, .queue label, .views a, .narrow :is(input, select, button, summary), summary)"
        assert page.locator(controls).evaluate_all(SMALL) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= phone["width"]
        page.goto("/desk")
        page.locator("#message").fill("My kettle does not switch off when the water boils.")
        page.locator("#ask button.main").click()
        page.locator(".answer").first.wait_for()
        controls = "main :is(button, summary, .answer :is(h2, .judge) a)"
        assert page.locator(controls).evaluate_all(SMALL) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= phone["width"]
