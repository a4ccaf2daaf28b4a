"""The browser that looks at pages for us, in tests as in measurements, and the site that it looks at."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import waitress
from flask import Flask
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


@contextmanager
def answering(app: Flask) -> Iterator[str]:
    """The address at which ``app``, with an index of its articles, answers meanwhile; its parts are closed after."""
    parts = app.extensions["kb"]
    parts.service.bring_up_to_date()
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        parts.close()
