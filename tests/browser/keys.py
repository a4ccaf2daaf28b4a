"""Keys as somebody presses them who sees a page: not before it listens."""

from __future__ import annotations

from playwright.sync_api import Page


def press(page: Page, keys: str) -> None:
    """Press keys, with spaces between their names, once the page that is there has run its scripts."""
    page.wait_for_load_state()
    for key in keys.split():
        page.keyboard.press(key)
