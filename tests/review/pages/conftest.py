"""An editor of two articles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from review.decisions.history import history
from tests.at_the_machine import client_at_the_machine
from tests.conftest import Collection

REVIEWED = {"act": "reviewed", "check": ["steps_tried", "wording"], "confirm_reviewed": "1"}


ANN = {"name": "Ann", "email": "ann@example.com"}


OLD = "2025-01-01"


class Editor:
    """Someone with a browser on the machine itself."""

    def __init__(self, site: Flask) -> None:
        self.parts = site.extensions["kb"]
        self._client = client_at_the_machine(site)
        self.response: TestResponse

    def open(self, path: str = "/review", **options: Any) -> html.HtmlElement:
        self.parts.library.refresh()
        return self._take(self._client.open(path, **options))

    def post(self, page: html.HtmlElement, path: str, fields: dict[str, Any], follow: bool = True) -> html.HtmlElement:
        """Post ``fields`` with the token of ``page``."""
        token = page.xpath("string(//input[@name='csrf_token']/@value)")
        data = {"csrf_token": token, **fields}
        return self._take(self._client.post(path, data=data, follow_redirects=follow))

    def decide(self, page: html.HtmlElement, fields: dict[str, Any], *keys: str, at: str = "/review/decide") -> Any:
        """Choose the rows of ``keys`` on ``page`` and post."""
        rows = [value for value in page.xpath("//input[@name='row']/@value") if value.split("/", 2)[2] in keys]
        return self.post(page, at, {"row": rows, **fields})

    def undo(self, page: html.HtmlElement, **more: str) -> html.HtmlElement:
        fields = {field.get("name"): field.get("value") for field in page.xpath("//form[@class='undo']//input")}
        return self.post(page, "/review/undo", {**fields, **more})

    def _take(self, response: TestResponse) -> html.HtmlElement:
        self.response = response
        return html.document_fromstring(response.get_data() or b"<html></html>")


def text_of(page: html.HtmlElement, xpath: str) -> str:
    return " ".join(" ".join(found.text_content().split()) for found in page.xpath(xpath))


def act_of(page: html.HtmlElement) -> str:
    return text_of(page, "//section[contains(@class, 'act')]")


@pytest.fixture
def editor(site: Flask) -> Editor:
    return Editor(site)


@pytest.fixture
def two(collection: Collection) -> tuple[Path, Path]:
    """Two articles that wait, with front matter that a careless writer would change."""
    first = b'\xef\xbb\xbf---\r\ntitle:  "One"   # a comment\r\nlast_reviewed_on: 2025-01-01\r\nx: [1,2]\r\n---\r\nA.'
    second = b"---\ntitle: Two\nlast_reviewed_on: 2025-02-01\n---\nB.\n\n"
    return collection.write("en/orders/one.md", first), collection.write("en/orders/two.md", second)


def row(page: html.HtmlElement) -> dict[str, str]:
    return {"row": page.xpath("//input[@name='row']/@value")[0]}


def history_of(editor: Editor) -> list[Any]:
    with editor.parts.review.database.connect() as connection:
        return history(connection)
