"""The accessibility statement says what the last clean walk looked at, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.public.accessibility import AccessibilityRecord, last_record
from tests.browser.page_types import PUBLIC, STAFF
from tests.browser.statement import record_of
from tests.conftest import Collection
from tests.kb.conftest import Visitor

CASE = '<testcase name="test_a_page_is_for_everybody[{}]">{}</testcase>'


def report(*cases: str) -> str:
    return f'<testsuites><testsuite timestamp="2026-11-29T18:05:00+00:00">{"".join(cases)}</testsuite></testsuites>'


def test_the_record_is_made_of_the_walks_that_were_made() -> None:
    walks = [CASE.format(f"{page}-{language}", "") for page in ("home", "sign-in") for language in ("en", "ar")]
    made = record_of(report(*walks, '<testcase name="test_another"/>'), "4.12.1")
    assert made == {"on": "2026-11-29", "axe": "4.12.1", "pages": ["home", "sign-in"], "languages": ["en", "ar"]}
    assert AccessibilityRecord.of(made).pages == ("home", "sign-in")


@pytest.mark.parametrize("inside", ["<failure/>", "<error/>", "<skipped/>"])
def test_a_walk_that_was_not_clean_makes_no_record(inside: str) -> None:
    with pytest.raises(ValueError, match="not every walk was clean"):
        record_of(report(CASE.format("home-en", ""), CASE.format("home-ar", inside)), "4.12.1")
    with pytest.raises(ValueError, match="there was none"):
        record_of(report(), "4.12.1")


def test_every_page_leads_to_the_statement_in_its_language(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/a/a.md", title="A")
    collection.write("fa/a/a.md", title="الف")
    for language in ("en", "fa"):
        (address,) = visitor.open(f"/{language}/").texts("//footer//a[contains(@href, 'accessibility')]/@href")
        page = visitor.open(address)
        assert page.status == 200
        assert page.tree.xpath("//html/@lang") == [language]
    text = " ".join(visitor.open("/en/accessibility").texts("//main"))
    assert f"{len(last_record().pages)} kinds of page" in text
    assert f"axe {last_record().axe}" in text
    assert "WCAG 2.2" in text


def test_the_document_counts_the_kinds_of_page_that_there_are_and_the_last_walk() -> None:
    text = (Path(__file__).parents[3] / "docs" / "accessibility.md").read_text("utf-8")
    kinds = re.search(r"every kind of page: (\d+) that readers and people\s+signing in see, (\d+) for staff", text)
    assert kinds is not None
    assert kinds.groups() == (str(len(PUBLIC)), str(len(STAFF)))
    pages, languages = len(last_record().pages), len(last_record().languages)
    assert f"{pages} kinds of page in two languages, {pages * languages} walks" in text
