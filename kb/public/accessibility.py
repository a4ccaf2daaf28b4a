"""``/<language>/accessibility``: what the tests look at so that everybody can use the pages, when they last did, and
what nobody has looked at.

The figures are those of the last run that found nothing, as ``make statement`` wrote them down
(``tests.browser.statement``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, render_template, url_for

from kb.language.languages import native_name
from kb.language.marking import N_
from kb.site.site import Site
from kb.web.routes import Routes

RECORD = Path(__file__).with_name("accessibility.json")
CHECKS = (
    N_("Names of buttons and fields, headings, landmarks, and contrast on light and dark pages"),
    N_("Everything can be used with the keyboard alone, and it is always seen where one is"),
    N_("Nothing is cut off in a small window, at four times the size, with letters twice as large or set wider"),
    N_("Buttons and links are at least 24 pixels high and wide"),
    N_("Mistakes in a form are said in words, at the field"),
    N_("Buttons and fields keep their borders where the device sets colours of its own"),
)
"""What ``tests/browser/test_pages_fit.py`` asks of every page."""
BEYOND = (
    N_("Texts are at least seven to one against their ground; where you choose more contrast, all words are."),
    N_("On a touch screen, what stands alone is at least 44 pixels high and wide."),
    N_("Lines of an article have no more than 80 characters, stand well apart, and end where their words do."),
)
"""What is checked of level AAA (``tests/browser/test_enhanced.py``, ``tests/kb/brand/test_looks.py``)."""
GAPS = (
    N_("Nobody has listened to the pages with a screen reader yet."),
    N_("No real voice was used to try reading aloud, only what the browser is told to say."),
    N_("Only one browser was used, Chromium, and no real phone."),
    N_("No one with a disability has tried the pages for us yet."),
    N_("Articles, pictures and videos that were added since are not part of the check."),
)


@dataclass(frozen=True, slots=True)
class AccessibilityRecord:
    """The last run: its day, the release of axe, and the kinds of page by name and languages that it walked."""

    on: date
    axe: str
    pages: tuple[str, ...]
    languages: tuple[str, ...]

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> AccessibilityRecord:
        """The record as the file has it."""
        return cls(date.fromisoformat(plain["on"]), plain["axe"], tuple(plain["pages"]), tuple(plain["languages"]))


@cache
def last_record() -> AccessibilityRecord:
    """What came with this release."""
    return AccessibilityRecord.of(json.loads(RECORD.read_text("utf-8")))


def create_blueprint(site: Site) -> Blueprint:
    """The address."""
    pages = Blueprint("accessibility", __name__, template_folder="templates")
    Routes(pages, site).get("/<language:language>/accessibility", "statement", show_statement)
    return pages


def show_statement(site: Site, language: str) -> str:
    """The statement; its dates and numbers are those of the record."""
    record = last_record()
    return render_template(
        "public/accessibility.html",
        record=record,
        address=site.root() + url_for("accessibility.statement", language=language),
        languages_walked=", ".join(native_name(code) for code in record.languages),
        checks=CHECKS,
        beyond=BEYOND,
        gaps=GAPS,
    )
