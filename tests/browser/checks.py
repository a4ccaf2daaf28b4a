"""What every page must keep to (WCAG 2.2, level AA); each check says in words what is wrong."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCRIPT = (Path(__file__).parent / "checks.js").read_text("utf-8")
# Nobody reads what passed, and axe takes the most of its time to describe it.
BROKEN_ONLY: dict[str, object] = {"resultTypes": ["violations"]}
RULES: dict[str, object] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    **BROKEN_ONLY,
}
OF_COLOURS = ["color-contrast", "link-in-text-block"]
COLOURS: dict[str, object] = {"runOnly": {"type": "rule", "values": OF_COLOURS}, **BROKEN_ONLY}
ALL_BUT_COLOURS = {**RULES, "rules": {rule: {"enabled": False} for rule in OF_COLOURS}}
MOST_STOPS, A_FEW = 150, 10
Wrong = list[str]


def load(page: Page) -> None:
    """Bring the checks into the page; evaluated, not inserted, since pages let no script of others in."""
    page.evaluate(SCRIPT)


def ask(page: Page, check: str) -> Wrong:
    """What one check of ``checks.js`` says."""
    return list(page.evaluate(f"checks.{check}()") or ())


def axe(page: Page, when: str, rules: dict[str, object] = RULES) -> Wrong:
    """The rules of axe that the page breaks."""
    page.evaluate("scrollTo(0, 0)")  # or a head that stays in sight lies over the rows beneath it
    here = page.evaluate("'axe' in window")  # of a look before; half a megabyte to read again
    found = (Axe("null") if here else Axe()).run(page, options=rules)
    return [
        f"axe, {when}: {broken['id']} at {node['html'][:160]} {node['failureSummary']}"
        for broken in found.response["violations"]
        for node in broken["nodes"]
    ]


def walk(page: Page) -> Wrong:
    """Press Tab from the start of the page to its end: every stop is seen and marked, none is left out, none holds.

    The page itself looks at each stop: to be asked after every key would take as long as the keys.
    """
    press, left = page.evaluate("checks.start()"), MOST_STOPS
    while left > 0:
        for _ in range(min(press, left)):
            page.keyboard.press("Tab")
        left, press = left - press, A_FEW
        wrong = page.evaluate("checks.walked()")
        if wrong is not None:
            return list(wrong) + ask(page, "missed")
    return ask(page, "trapped")


def at_size(page: Page, width: int, height: int) -> Wrong:
    """What does not fit into a window of that size without scrolling sideways."""
    page.set_viewport_size({"width": width, "height": height})
    return [f"at {width} × {height}: {what}" for what in ask(page, "tooWide")]


def enlarged(page: Page) -> Wrong:
    """What does not fit or is cut off where text is twice as large, or spaced as WCAG 1.4.12 says."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    wrong = [f"with text of 200 %: {what}" for what in ask(page, "tooWide") + ask(page, "cut")]
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.evaluate("checks.spacing()")
    wrong += [f"with wide spacing: {what}" for what in ask(page, "tooWide") + ask(page, "cut")]
    page.evaluate("document.adoptedStyleSheets = []")
    return wrong
