"""A real site on a real port, and a real Chromium to read it with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from bench.browser import chromium, serving
from kb.core.settings import Settings
from tests.browser.centre import Centre, centre
from tests.browser.visitor import PATIENCE_MS, Visitor
from tests.conftest import SAMPLES, open_samples

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The sample help centre, indexed with the stand-in model."""
    settings = Settings(
        articles_dir=SAMPLES,
        data_dir=tmp_path_factory.mktemp("data"),
        site_name="Sofra help",
    )
    return open_samples(settings)


@pytest.fixture(scope="session")
def address(samples: Flask) -> Iterator[str]:
    """Where it is served."""
    with serving(samples) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def help_centre(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A site over a copy of the sample articles, where everything happened that a page can show."""
    with centre(browser, tmp_path_factory.mktemp("help-centre")) as made:
        yield made


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Visitor]:
    """A reader; the test fails where a page they opened complained."""
    visiting = Visitor(browser, address, [])
    yield visiting
    for context in browser.contexts:
        context.close()
    assert visiting.complaints == []
