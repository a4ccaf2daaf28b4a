"""Headings are found under the names that other systems give them."""

from __future__ import annotations

import pytest

from kb.editing.check import check
from kb.markdown.anchors import foreign_anchors
from tests.kb.conftest import a_catalog, an_article, show

HEADINGS = "## Keys & doors\n\nA.\n\n## Don't panic\n\nB.\n\n## 2. Réglages\n\nC.\n\n## FAQ\n\nD.\n\n## FAQ\n\nE."


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("keys--doors", 0),  # GitHub, Docusaurus, mdBook, Hugo
        ("keys-doors", 0),  # ours, VuePress, MkDocs
        ("don-t-panic", 1),  # VuePress
        ("rglages", 2),  # kramdown
        ("_2-reglages", 2),  # VuePress
        ("2-reglages", 2),  # MkDocs
        ("2-réglages", 2),  # ours, GitHub
        ("faq", 3),
        ("faq-1", 4),  # GitHub
        ("faq_1", 4),  # MkDocs
        ("faq-2", 4),  # ours, published
    ],
)
def test_a_link_leads_to_the_section_however_it_names_it(written: str, number: int) -> None:
    heading = show(HEADINGS).findall("h2")[number]
    assert written in [heading.get("id"), *(place.get("id") for place in heading.iter("span"))]
    article = an_article(body=f"[x](#{written})\n\n{HEADINGS}")
    assert check(a_catalog(article)) == []


@pytest.mark.parametrize("written", ["FAQ", "Keys-%26-doors", "keys-(doors)", "Don't%20panic"])
def test_within_an_article_letter_case_and_signs_do_not_matter(written: str) -> None:
    article = an_article(body=f"[x](<#{written}>)\n\n{HEADINGS}")
    assert check(a_catalog(article)) == []


def test_no_name_is_given_twice() -> None:
    tree = show("## A & B\n\n## A B\n\n## a--b\n\n## A & B\n\n## 1. A & B")
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert [h.get("id") for h in tree.findall("h2")] == ["a-b", "a-b-2", "a-b-3", "a-b-4", "1-a-b"]


def test_what_is_taken_stays_with_who_has_it() -> None:
    assert foreign_anchors(["A & B"], ["a--b"]) == [["a-b"]]
    assert foreign_anchors(["A & B"], ["a--b", "a-b"]) == [[]]


def test_a_heading_shows_nothing_of_them() -> None:
    assert show("## Keys & doors").findtext("h2/span") in (None, "")
