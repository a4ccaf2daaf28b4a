"""Someone who reads the site in a browser."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from playwright.sync_api import Browser, BrowserContext, Page

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{} Safari/537.36"

Found = TypeVar("Found")
PATIENCE_MS = 60_000
"""The machine may be busy with something else; no test waits that long where nothing is wrong."""

IS_KEPT = "async (path) => Boolean(await caches.match(location.origin + path))"
"""Whether the page at a path can be read without a connection."""


def window(browser: Browser, **options: Any) -> BrowserContext:
    """A window of its own; ``options`` are Playwright's. Whatever is awaited in it may take its time."""
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE_MS)
    return context


def comes_true(page: Page, script: str, argument: object = None, tries: int = PATIENCE_MS // 100) -> bool:
    """Whether a script gives true, now or within a while, be it asynchronous.

    ``wait_for_function`` would not do: it takes the promise itself, which is always true, for the answer, and looks
    again within the page, whose policy forbids that.
    """
    for _ in range(tries):
        if page.evaluate(script, argument):
            return True
        page.wait_for_timeout(100)
    return False


def awaited(page: Page, read: Callable[[], Found], expected: Found) -> Found:
    """What ``read`` gives, as soon as that is ``expected``: a page sends some things after it has told of them."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while (found := read()) != expected and time.monotonic() < end:
        page.wait_for_timeout(20)
    return found


@dataclass
class Visitor:
    """Opens pages of the site as one kind of reader, and keeps what the console complained about.

    With ``machine_secret`` they opened the printed link before.
    """

    browser: Browser
    address: str
    complaints: list[str]
    machine_secret: str = ""

    def open(
        self, path: str, *, width: int = 1280, dark: bool = False, scripts: bool = True, language: str = "en-GB"
    ) -> Page:
        """A page of the site in a new window."""
        context = window(
            self.browser,
            base_url=self.address,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            locale=language,
            user_agent=BROWSER.format(self.browser.version),  # without a head it says so, and is no reader
            permissions=["clipboard-read", "clipboard-write"],
        )
        if self.machine_secret:
            context.request.get(f"/here?key={self.machine_secret}")
        page = context.new_page()
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(path)
        return page


@contextmanager
def visiting(browser: Browser, address: str, machine_secret: str = "") -> Iterator[Visitor]:
    """A reader of the site at ``address``; fails where a page they opened complained."""
    visitor = Visitor(browser, address, [], machine_secret)
    try:
        yield visitor
    finally:
        for context in browser.contexts:
            context.close()
    assert visitor.complaints == []
