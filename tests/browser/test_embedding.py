"""Staff see a model read many new texts, and when it is done, without loading the page again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from bench.browser import serving
from search.index.local.indexer import BATCH
from search.models.progress import FEW
from tests.browser.checks import RULES
from tests.browser.visitor import Visitor, visiting
from tests.conftest import Collection
from tests.search.conftest import Gated, begin_to_read

pytestmark = pytest.mark.slow
ARTICLES = FEW + 2 * BATCH


@pytest.fixture
def gated() -> Gated:
    return Gated()


@pytest.fixture
def staff(collection: Collection, gated: Gated, tmp_path: Path, browser: Browser) -> Iterator[Visitor]:
    """Somebody at the machine itself, while the model waits after its first batch."""
    app = begin_to_read(collection, gated, tmp_path / "data", ARTICLES)
    with serving(app) as address:
        try:
            with visiting(browser, address, app.extensions["kb"].site.machine_secret) as visitor:
                yield visitor
        finally:
            gated.let_through(ARTICLES)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_bar_moves_and_goes_while_somebody_works_on(staff: Visitor, gated: Gated, dark: bool) -> None:
    page = staff.open("/desk", dark=dark)
    page.locator("#message").fill("Half a message")
    bar = page.get_by_role("progressbar", name=f"Search by meaning is reading new articles: {BATCH} of {ARTICLES}")
    expect(bar).to_have_attribute("value", str(BATCH))
    assert Axe().run(page, options=RULES).response["violations"] == []
    gated.let_through(1)
    expect(page.locator("progress")).to_have_attribute("value", str(2 * BATCH))
    gated.let_through(ARTICLES)
    expect(page.locator("progress")).to_have_count(0)
    expect(page.locator("#message")).to_have_value("Half a message")
