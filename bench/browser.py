"""The browser that looks at pages for us, in tests as in measurements, and the site that it looks at."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
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


def program(known: Sequence[str] = PROGRAMS) -> str:
    """Where the first of the ``known`` programs is that this machine has."""
    path = next(filter(None, map(shutil.which, known)), None)
    assert path, "nothing to look at pages with; `sh .ci/chromium` installs Chromium"
    return path


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """The Chromium of this machine, with ``flags`` beside the usual ones."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program(), args=[*FLAGS, *flags])
        yield found
        found.close()


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address at which ``app`` answers meanwhile; its parts are closed after."""
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4, asyncore_use_poll=True)
    closing = threading.Event()

    def run() -> None:
        try:
            server.run()
        except OSError:  # waitress may be waiting for a socket in the very moment in which we close it
            if not closing.is_set():
                raise

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        closing.set()
        server.trigger.pull_trigger(server.close)  # closed from here, the server would sleep on for a second
        thread.join(timeout=5)
        app.extensions["kb"].close()


@contextmanager
def answering(app: Flask) -> Iterator[str]:
    """The same with an index of its articles."""
    app.extensions["kb"].service.bring_up_to_date()
    with serving(app) as address:
        yield address
