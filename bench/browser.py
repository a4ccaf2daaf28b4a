"""The browser that looks at pages for us, in tests as in measurements."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The same engine in all of them. The first has no windows of its own around a page: beside every page that is opened,
the others start processes for tabs and buttons that nobody sees, and take half again of the processor for it."""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """The Chromium of this machine, with ``flags`` beside the usual ones."""
    path = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert path, "nothing to look at pages with; `sh .ci/chromium` installs Chromium"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
        yield found
        found.close()
