"""Ten tasks of a worried customer, counted in steps: clicks, keys, windows to scroll on, and screens.

    python bench/tasks.py [--width 390] [--at http://127.0.0.1:8001 --earlier]

Chromium walks each from the home page of the sample articles to the words that answer, as a reader does who knows what
they look for. A task whose answer is not reached ends the run with its name. Search is by words alone, so that no model
is waited for; what is typed is counted letter by letter. With ``--at`` another site is walked that runs already;
``--earlier`` goes the ways of the site before it had a contact page, guides and an article on burning smells
(``git worktree add --detach DIR 4bcb14a``, served with ``KB_EMBEDDING_MODELS=none``).
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from playwright.sync_api import Frame, Locator, Page, expect  # noqa: E402

from app import create_app  # noqa: E402
from bench.browser import answering, chromium  # noqa: E402
from kb.core.settings import Settings  # noqa: E402

HEIGHT = 844


@dataclass
class Walk:
    """One task on its way: what was done so far."""

    page: Page
    clicks: int = 0
    keys: int = 0
    scrolls: int = 0
    screens: int = field(default=0)

    def click(self, what: Locator) -> None:
        """Click, and count it."""
        self.come_to(what)
        self.clicks += 1
        what.click()

    def come_to(self, what: Locator) -> None:
        """Count the windows that are scrolled on until all of it is seen."""
        below: float = what.evaluate("it => it.getBoundingClientRect().bottom / innerHeight - 1")
        self.scrolls += max(0, ceil(below))

    def search(self, text: str) -> None:
        """Type into the search field, and go to the results."""
        self.click(self.page.get_by_role("combobox").first)
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        self.keys += len(text) + 1
        self.page.wait_for_url("**/search?**")

    def suggested(self, text: str, title: str) -> None:
        """Type, and choose what is suggested."""
        self.click(self.page.get_by_role("combobox").first)
        self.page.keyboard.type(text)
        self.keys += len(text)
        self.click(self.page.get_by_role("option").filter(has_text=title).first)

    def link(self, name: str) -> None:
        """Follow a link within the page."""
        self.click(self.page.get_by_role("main").get_by_role("link", name=name).first)

    def arrives(self, text: str) -> None:
        """The answer can be seen."""
        found = self.page.get_by_role("main").get_by_text(text).locator("visible=true").first
        expect(found).to_be_visible()
        self.come_to(found)


def forgotten_password(walk: Walk) -> None:
    walk.link("Reset a forgotten password")
    walk.arrives("Forgotten password")


def where_is_my_parcel(walk: Walk) -> None:
    walk.link("Track a parcel")
    walk.arrives("tracking")


def charged_twice(walk: Walk) -> None:
    walk.link("Charged twice")
    walk.arrives("Charged twice")


def error_code(walk: Walk) -> None:
    walk.suggested("E4", "Rice cooker error E4")
    walk.arrives("does not feel the inner pot")


def does_not_work(walk: Walk) -> None:
    walk.link("Rice cooker")
    walk.link("My rice cooker does not work")
    walk.link("It is lit, but nothing becomes warm")
    walk.link("It cooks now")
    walk.arrives("Nothing is broken")


def burning_smell(walk: Walk) -> None:
    walk.search("burning smell")
    walk.link("Burning smell, sparks or a shock")
    walk.arrives("Cut the power")


def damaged_parcel(walk: Walk) -> None:
    walk.suggested("damaged", "Parcel arrived damaged")
    walk.arrives("damage")


def send_it_back(walk: Walk) -> None:
    walk.link("Return an item")
    walk.arrives("return")


def a_person(walk: Walk) -> None:
    walk.link("Ask a person")
    walk.arrives("+44 20 7946 0112")


def in_arabic(walk: Walk) -> None:
    walk.link("Reset a forgotten password")
    walk.click(walk.page.locator(".languages summary"))
    walk.click(walk.page.get_by_role("link", name="العربية").first)
    walk.arrives("كلمة المرور")


def burning_smell_in_a_claim(walk: Walk) -> None:
    walk.search("burning smell")
    walk.arrives("unplug it and do not use it again")


TASKS: dict[str, Callable[[Walk], None]] = {
    "I forgot my password": forgotten_password,
    "Where is my parcel?": where_is_my_parcel,
    "I was charged twice": charged_twice,
    "The rice cooker shows E4": error_code,
    "The rice cooker does not work, and I do not know why": does_not_work,
    "Something smells of burning": burning_smell,
    "The parcel arrived damaged": damaged_parcel,
    "I want to send something back": send_it_back,
    "I want to speak to a person": a_person,
    "I read Arabic, and landed on an English article": in_arabic,
}
EARLIER: dict[str, Callable[[Walk], None] | None] = {
    "The rice cooker does not work, and I do not know why": None,  # no article asked or told anything but E4
    "Something smells of burning": burning_smell_in_a_claim,
    "I want to speak to a person": None,  # the foot of the page had an address for e-mail only
}
"""The ways on the earlier site where they were others, None where nothing answered."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--width", type=int, default=390)
    options.add_argument("--at", help="the address of a site that runs already, such as an earlier release")
    options.add_argument("--earlier", action="store_true", help="go the ways of the site as it was")
    given = options.parse_args()
    width: int = given.width
    logging.disable(logging.WARNING)  # of a server that has much to do
    tasks = {**TASKS, **(EARLIER if given.earlier else {})}
    print(f"| task, at {width} pixels | clicks | keys | scrolls | screens |\n| --- | --: | --: | --: | --: |")
    with nullcontext(given.at) if given.at else served() as address, chromium() as browser:
        for name, task in tasks.items():
            if task is None:
                print(f"| {name} | no answer |", flush=True)
                continue
            context = browser.new_context(
                base_url=address, viewport={"width": width, "height": HEIGHT}, locale="en-GB", service_workers="block"
            )
            walk = walked(context.new_page(), name, task)
            context.close()
            print(
                f"| {name} | {walk.clicks} | {walk.keys or '–'} | {walk.scrolls or '–'} | {walk.screens} |", flush=True
            )


def walked(page: Page, name: str, task: Callable[[Walk], None]) -> Walk:
    """The task from the home page to its end; a screen is each page, and each step of a guide, that was shown."""
    walk, seen = Walk(page), [("", "")]

    def shown(frame: Frame) -> None:
        place = urlsplit(frame.url)
        here = (place.path, place.fragment)  # words that are marked come and go in the query
        if frame == page.main_frame and here != seen[-1]:
            seen.append(here)
            walk.screens += 1

    page.goto("/en/")
    page.on("framenavigated", shown)
    try:
        task(walk)
    except Exception as error:
        raise SystemExit(f"{name}: no answer was reached: {str(error).splitlines()[0]}") from error
    return walk


@contextmanager
def served() -> Iterator[str]:
    """The address of a site with the sample articles that answers by words alone."""
    with tempfile.TemporaryDirectory(prefix="kb-tasks-") as data:
        app = create_app(Settings(articles_dir=ROOT / "articles", data_dir=Path(data)), models=[])
        with answering(app) as address:
            yield address


if __name__ == "__main__":
    main()
