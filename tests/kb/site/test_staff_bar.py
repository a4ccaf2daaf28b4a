"""The row of the staff: its places by role, which one is current, and nothing of it for readers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from werkzeug.test import TestResponse

from kb.core.roles import Role
from kb.core.settings import Settings
from tests.at_the_machine import sit_down
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import Office

pytestmark = pytest.mark.slow  # whole pages: each takes a good part of a second

ARTICLE = "/en/articles/orders/refund"
OF_EDITORS = ("/desk", "/review", "/comments", "/editor", "/editor/new", "/work", "/insights", "/links", "/notices")
ROW = "//nav[@class='staff-bar']"
PUBLIC = ("/en/", ARTICLE, "/en/search?q=refund", "/widget/demo", "/no/such/page")


@pytest.fixture
def office(collection: Collection, tmp_path: Path) -> Iterator[Office]:
    """A site with one article; nobody has an account yet."""
    collection.write("en/orders/refund.md", title="Refund", published_on="2026-11-01")
    clock = Clock()
    app = open_site(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[], clock=clock)
    yield Office(app, clock)
    app.extensions["kb"].close()


def places(response: TestResponse) -> list[str]:
    """Where the row of a page leads."""
    return [str(link) for link in html.document_fromstring(response.text).xpath(f"{ROW}//a/@href")]


def current(response: TestResponse) -> list[tuple[str, str]]:
    """What the row of a page marks: the place and how."""
    marked = html.document_fromstring(response.text).xpath(f"{ROW}//a[@aria-current]")
    return [(link.text_content(), link.get("aria-current")) for link in marked]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.STAFF, ["/desk", "/links", "/account"]),
        (Role.EDITOR, [*OF_EDITORS, "/account"]),
        (Role.ADMIN, [*OF_EDITORS, "/admin", "/account"]),
    ],
)
def test_everybody_finds_the_places_of_their_role_on_every_page(
    office: Office, role: Role, expected: list[str]
) -> None:
    browser = office.browser(office.hire(role))
    for page in ("/desk", "/links", "/account", *PUBLIC):
        assert places(browser.get(page)) == expected
    assert all(browser.get(place, follow_redirects=True).status_code == 200 for place in expected)


@pytest.mark.parametrize("page", [*OF_EDITORS, "/account"])
def test_the_place_one_is_at_is_marked_alone(office: Office, page: str) -> None:
    browser = office.browser(office.hire(Role.EDITOR))
    response = browser.get(page)
    (marked,) = html.document_fromstring(response.text).xpath(f"{ROW}//a[@aria-current='page']/@href")
    assert marked == page
    assert len(current(response)) == 1


def test_a_page_below_a_place_marks_the_place(office: Office) -> None:
    browser = office.browser(office.hire(Role.EDITOR))
    assert current(browser.get("/insights/gaps")) == [("Insights", "true")]
    assert current(browser.get("/links/sheet")) == [("Short links", "true")]
    assert current(browser.get("/review/articles/en/orders/refund")) == [("Review", "true")]
    assert current(browser.get(ARTICLE)) == []


def test_readers_get_the_same_bytes_whether_there_are_staff_or_not(office: Office) -> None:
    reader = office.browser()
    before = [reader.get(page) for page in PUBLIC]
    office.browser(office.hire(Role.ADMIN)).get(ARTICLE)
    for page, was in zip(PUBLIC, before, strict=True):
        now = reader.get(page)
        assert now.data == was.data
        assert b"staff-bar" not in now.data
        assert b"staff.css" not in now.data
        assert "Set-Cookie" not in now.headers


def test_at_the_machine_itself_pages_for_the_public_have_the_row_and_the_way_to_edit_as_well(office: Office) -> None:
    browser = office.browser()
    assert browser.get("/desk").status_code == 302
    sit_down(office.site, browser.client)
    assert places(browser.get("/desk")) == list(OF_EDITORS)
    page = browser.get(ARTICLE)
    assert places(page) == list(OF_EDITORS)
    assert html.document_fromstring(page.text).xpath("//a[@class='edit-article']/@href") == ["/editor/en/orders/refund"]
    assert page.headers["Cache-Control"] == "private, no-store"
    office.hire(Role.ADMIN)
    assert places(browser.get(ARTICLE)) == []


def test_only_readers_get_the_worker_that_keeps_pages(office: Office) -> None:
    def starts_it(response: TestResponse) -> bool:
        return bool(html.document_fromstring(response.text).xpath("//script[@data-worker]"))

    assert starts_it(office.browser().get(ARTICLE))
    assert not starts_it(office.browser().get("/review"))  # at the machine itself
    assert not starts_it(office.browser(office.hire(Role.STAFF)).get(ARTICLE))


def test_signing_out_is_in_the_row(office: Office) -> None:
    browser = office.browser(office.hire(Role.STAFF))
    browser.post("/desk", "/logout", {})
    assert places(browser.get(ARTICLE)) == []
