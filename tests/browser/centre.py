"""A help centre in which something of everything happened, and windows to look at it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from bench.browser import serving
from search.models.embedder import Model
from tests.between_workers import made_once
from tests.browser.checks import load
from tests.browser.lived_in import COOKIE, VALUES, files_of_one, settings_in
from tests.browser.page_types import WORDS, PageType
from tests.browser.visitor import window
from tests.clock import Clock
from tests.conftest import SAMPLES, BagOfWords, open_site
from tests.signing_in import Office

USUAL_SIZE: ViewportSize = {"width": 1280, "height": 800}


@dataclass
class Centre:
    """A running help centre in which something of everything happened, and a browser to look at it."""

    browser: Browser
    address: str
    office: Office
    cookie: str
    values: dict[str, str] = field(default_factory=dict)
    _windows: dict[str, Page] = field(default_factory=dict)
    """By language; see ``looked_at``."""

    def context(self, language: str, *, signed_in: bool = False, **options: Any) -> BrowserContext:
        """A new window of somebody who reads ``language``; ``options`` are Playwright's."""
        usual = {
            "base_url": self.address,
            "viewport": USUAL_SIZE,
            "color_scheme": "light",
            "locale": language,
            "reduced_motion": "reduce",
            "service_workers": "block",
        }
        context = window(self.browser, **{**usual, **options})
        if signed_in:
            self._sign_in(context)
        return context

    def _sign_in(self, context: BrowserContext) -> None:
        context.add_cookies([{"name": "session", "value": self.cookie, "url": self.address}])

    @contextmanager
    def shown(self, kind: PageType, language: str, **options: Any) -> Iterator[Page]:
        """The page in a window of its own, prepared, with the checks in it."""
        with self.context(language, signed_in=kind.signed_in, **options) as context:
            page = context.new_page()
            self.open(page, kind, language)
            yield page

    @contextmanager
    def looked_at(self, kind: PageType, language: str) -> Iterator[Page]:
        """The same in a window that all looks in ``language`` share: each new one is a process that reads everything
        anew. What a look left in it goes with the look, and where one fails, the window does.
        """
        if language not in self._windows:
            self._windows[language] = self.context(language).new_page()
            self._windows[language].on("dialog", lambda dialog: dialog.accept())  # may it be left?
        page = self._windows[language]
        try:
            if kind.signed_in:
                self._sign_in(page.context)
            self.open(page, kind, language)
            yield page
            page.goto("about:blank")
            page.set_viewport_size(USUAL_SIZE)
            page.emulate_media(color_scheme="light", forced_colors="none")
            page.context.clear_cookies()
            devtools = page.context.new_cdp_session(page)
            devtools.send("Storage.clearDataForOrigin", {"origin": self.address, "storageTypes": "all"})
            devtools.detach()
        except BaseException:
            self._windows.pop(language).context.close()
            raise

    def close(self) -> None:
        """Close the windows that looks share."""
        while self._windows:
            self._windows.popitem()[1].context.close()

    def open(self, page: Page, kind: PageType, language: str) -> None:
        """Lead ``page`` to what is to be looked at, prepared, with the checks in it."""
        response = page.goto(kind.path.format(language=language, words=WORDS[language], **self.values))
        assert response is not None
        assert response.status == kind.status, f"{response.url}: {response.text()[:2000]}"
        if kind.prepare:
            kind.prepare(page, language)
        load(page)


@contextmanager
def centre(browser: Browser, folder: Path) -> Iterator[Centre]:
    """A copy of the sample help centre at a fixed time, with searches, votes, short links and accounts.

    All that happens once a run; each centre begins where that left off.
    """
    kept, clock = made_once("help-centre", files_of_one), Clock()
    values = json.loads(kept.pop(VALUES))
    shutil.copytree(SAMPLES, folder / "articles")
    for path, content in kept.items():
        file = folder / "data" / path
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_bytes(content)
    app = open_site(settings_in(folder), clock=clock, models=[Model("bag", None, BagOfWords)])
    app.extensions["kb"].service.bring_up_to_date()
    with serving(app) as address:
        made = Centre(browser, address, Office(app, clock), values.pop(COOKIE), values)
        try:
            yield made
        finally:
            made.close()
