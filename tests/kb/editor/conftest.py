"""Somebody who writes: a site over a few articles, an account, and a browser without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from werkzeug.test import TestResponse

from kb.core.roles import Role
from tests.clock import Clock
from tests.conftest import Collection
from tests.git_site import office_over
from tests.multipart import send_multipart
from tests.signing_in import Browser, Office

LID = (
    b"\xef\xbb\xbf---\r\ntitle: 'Lid'  # the upper one\r\nx_shelf: {a: 1}\r\ntags:\r\n  - cup\r\nowner: Ann\r\n---\r\n"
    b"Open it.\r\n\r\n## Close\r\n\r\nPush it."
)


@dataclass
class Writer:
    """An editor with a browser; every article is opened and sent as a browser does it."""

    browser: Browser
    root: Path

    def open(self, address: str = "en/lid", **query: str) -> html.HtmlElement:
        """The form of an article."""
        answer = self.browser.get(f"/editor/{address}", query_string=query)
        assert answer.status_code == 200, answer.text
        return html.document_fromstring(answer.text)

    def send(self, page: html.HtmlElement, path: str = "", **fields: Any) -> TestResponse:
        """Send the form as the page has it, with some fields filled in; line ends as browsers send them."""
        form = page.get_element_by_id("editor")
        given = {name: value for name, value in form.form_values() if name is not None} | fields
        given = {name: value for name, value in given.items() if value is not None}
        text = given["text"] if "text" in fields else text_of(page)
        given["text"] = text.replace("\n", "\r\n")
        return send_multipart(self.browser.client, path or form.action, given)

    def live(self, page: html.HtmlElement, **fields: Any) -> TestResponse:
        """What scripts send while somebody writes."""
        return self.send(page, page.get_element_by_id("editor").get("data-live"), **fields)

    def file(self, path: str = "en/lid.md") -> bytes:
        """A file as it is now."""
        return (self.root / path).read_bytes()


def text_of(page: html.HtmlElement | TestResponse) -> str:
    """What the text field holds."""
    if isinstance(page, TestResponse):
        page = html.document_fromstring(page.text)
    return str(page.get_element_by_id("e-text").text_content()).removeprefix("\n").replace("\r\n", "\n")


def told(page: html.HtmlElement | TestResponse) -> str:
    """What the page says above the form."""
    if isinstance(page, TestResponse):
        page = html.document_fromstring(page.text)
    return " ".join(" ".join(part.text_content().split()) for part in page.xpath("//*[contains(@class, 'told')]"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(collection: Collection, tmp_path: Path, clock: Clock, request: pytest.FixtureRequest) -> Iterator[Office]:
    """Three articles; the site commits where a test is marked so."""
    collection.write("en/lid.md", LID)
    collection.write("en/cup.md", "# Cup\n\nDrink.\n")
    collection.write("en/tap.md", title="Tap", status="draft", body="Turn it.")
    given = getattr(request, "param", {})
    with office_over(collection.root, tmp_path / "data", clock, given) as office:
        yield office


@pytest.fixture
def writer(office: Office, collection: Collection) -> Writer:
    """Ann, an editor."""
    return Writer(office.browser(office.hire(Role.EDITOR, "ann@example.com")), collection.root)


@pytest.fixture
def other(office: Office, collection: Collection, writer: Writer) -> Writer:
    """Bob, another one."""
    return Writer(office.browser(office.hire(Role.EDITOR, "bob@example.com")), collection.root)
