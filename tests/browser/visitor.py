"""Someone who reads the site in a browser."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Browser, Page


@dataclass
class Visitor:
    """Opens pages of the site as one kind of reader, and keeps what the console complained about."""

    browser: Browser
    address: str
    complaints: list[str]

    def open(
        self, path: str, *, width: int = 1280, dark: bool = False, scripts: bool = True, language: str = "en-GB"
    ) -> Page:
        """A page of the site in a new window."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            locale=language,
            permissions=["clipboard-read", "clipboard-write"],
        )
        page = context.new_page()
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(path)
        return page
