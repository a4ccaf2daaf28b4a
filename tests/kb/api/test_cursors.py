"""Lists that are read on by cursor: nothing twice, nothing left out, and nobody else's cursor."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from tests.conftest import Collection
from tests.kb.conftest import Page, Visitor, assert_problem

LIST = "/api/v1/articles"


@pytest.fixture
def centre(collection: Collection, visitor: Visitor) -> Visitor:
    """Seven articles in two languages."""
    for key in ("b", "d", "f", "h"):
        collection.write(f"en/letters/{key}.md", title=key.upper())
    for key in ("b", "d", "ж"):
        collection.write(f"ru/letters/{key}.md", title=key)
    return visitor


def listed(page: Page) -> list[str]:
    assert page.status == 200, page.text
    return [f"{article['language']}/{article['key'].removeprefix('letters/')}" for article in page.json["results"]]


def whole_list(centre: Visitor, address: str) -> list[str]:
    found = []
    next_: str | None = address
    while next_:
        page = centre.open(next_)
        found += listed(page)
        next_ = page.json["next"]
    return found


@pytest.mark.parametrize("size", range(1, 9))
def test_all_pages_together_are_the_list_whatever_their_size(centre: Visitor, size: int) -> None:
    assert whole_list(centre, f"{LIST}?limit={size}") == listed(centre.open(LIST))


def test_filters_go_with_the_next_page(centre: Visitor) -> None:
    assert whole_list(centre, f"{LIST}?lang=ru&limit=1&category=letters") == ["ru/b", "ru/d", "ru/ж"]


def test_the_next_page_is_told_in_the_header_as_well(centre: Visitor) -> None:
    page = centre.open(f"{LIST}?limit=3")
    header = re.fullmatch(r'<(\?[^>]+)>; rel="next"', page.response.headers["Link"])
    assert header
    assert page.json["next"] == LIST + header[1]
    assert parse_qs(urlsplit(page.json["next"]).query)["cursor"] == [page.json["cursor"]]


def test_the_last_page_leads_nowhere(centre: Visitor) -> None:
    for query in ("", "?limit=7", "?offset=6&limit=1", "?lang=de"):
        page = centre.open(LIST + query)
        assert (page.json["cursor"], page.json["next"]) == (None, None)
        assert "Link" not in page.response.headers


def test_what_is_added_or_taken_away_meanwhile_moves_nothing(centre: Visitor, collection: Collection) -> None:
    first = centre.open(f"{LIST}?limit=2")
    assert listed(first) == ["en/b", "en/d"]
    collection.write("en/letters/a.md", title="A")
    collection.write("en/letters/e.md", title="E")
    (collection.root / "en/letters/d.md").unlink()  # the one after which the next page begins
    assert listed(centre.open(first.json["next"])) == ["en/e", "en/f"]


def test_a_page_by_number_may_be_read_on_by_cursor(centre: Visitor) -> None:
    page = centre.open(f"{LIST}?limit=2&offset=3")
    assert listed(page) + whole_list(centre, page.json["next"]) == listed(centre.open(LIST))[3:]


@pytest.mark.parametrize("change", ["lang=en", "category=other", "product=kettle"])
def test_a_cursor_of_other_filters_is_refused(centre: Visitor, change: str) -> None:
    cursor = centre.open(f"{LIST}?limit=1").json["cursor"]
    assert "cursor is none" in assert_problem(centre.open(f"{LIST}?limit=1&{change}&cursor={cursor}"), 400)


def test_another_number_of_entries_may_be_asked_for(centre: Visitor) -> None:
    cursor = centre.open(f"{LIST}?limit=1").json["cursor"]
    assert len(listed(centre.open(f"{LIST}?limit=4&cursor={cursor}"))) == 4


def test_a_cursor_that_was_changed_or_made_up_is_refused(centre: Visitor) -> None:
    cursor = centre.open(f"{LIST}?limit=1").json["cursor"]
    said, _, signature = cursor.rpartition(".")
    other = "A" if said[-1] != "A" else "B"
    made_up = (f"{said[:-1]}{other}.{signature}", said, signature, f"{cursor}A", "x", ".", "é", "%00", "a" * 5_000)
    for wrong in made_up:
        assert "cursor is none" in assert_problem(centre.open(f"{LIST}?limit=1&cursor={wrong}"), 400), wrong


def test_a_cursor_of_another_site_is_refused(centre: Visitor, collection: Collection, site: Flask) -> None:
    cursor = centre.open(f"{LIST}?limit=1").json["cursor"]
    site.secret_key = b"of another site"
    assert_problem(centre.open(f"{LIST}?limit=1&cursor={cursor}"), 400)


def test_cursor_and_offset_do_not_go_together(centre: Visitor) -> None:
    cursor = centre.open(f"{LIST}?limit=1").json["cursor"]
    assert "send one of them" in assert_problem(centre.open(f"{LIST}?offset=2&cursor={cursor}"), 400)


def test_an_empty_cursor_is_none(centre: Visitor) -> None:
    assert listed(centre.open(f"{LIST}?cursor=&limit=1")) == ["en/b"]
