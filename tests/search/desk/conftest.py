"""Somebody at the desk of a help centre: real files, a real index, a real database."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import delete, select

from kb.core.settings import Settings
from kb.usage.desk_notes import DeskNoteRow
from tests.at_the_machine import client_at_the_machine
from tests.conftest import Collection
from tests.search.conftest import write_help_centre

TODAY = date(2026, 11, 22)
KETTLE = "Hello,\n\nhow do I descale my kettle (order SF-1029384)?\n\nBest regards\nJane"
SEVERAL = "Hi,\n1) How do I descale my kettle?\n2) Reset my password?\nThanks,\nJane, Riverside Club"
ELSEWHERE = "https://desk.example.com"


class Desk:
    """Someone at the machine itself, or with another role where the test says so."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = client_at_the_machine(app)

    def ask(self, **fields: str) -> html.HtmlElement:
        return self.post("/desk", fields)

    def post(self, path: str, fields: dict[str, str], status: int = 200) -> html.HtmlElement:
        page = html.document_fromstring(self.client.get("/desk").data)
        token = page.xpath("string(//input[@name='csrf_token']/@value)")
        response = self.client.post(path, data={"csrf_token": token, **fields}, content_type="multipart/form-data")
        assert response.status_code == status, response.text
        return html.document_fromstring(response.data or b"<html></html>")

    def suggest(self, status: int = 200, **given: Any) -> Any:
        response = self.client.post("/api/v1/suggest", json=given)
        assert response.status_code == status, response.text
        return response.json

    def note(self, page: html.HtmlElement, kind: str, status: int = 200, **more: str) -> html.HtmlElement:
        """Post what the first article's form holds, as ``kind``."""
        form = page.xpath("(//form[contains(@class, 'copy') or @data-note])[1]")[0]
        fields = {field.get("name"): field.get("value") for field in form.xpath(".//input[@type='hidden']")}
        return self.post("/desk/notes", {**fields, "kind": kind, **more}, status)

    def notes(self) -> list[tuple[Any, ...]]:
        columns = (DeskNoteRow.kind, DeskNoteRow.ticket, DeskNoteRow.article_key, DeskNoteRow.comment)
        with self.app.extensions["kb"].database.connect() as connection:
            return [tuple(row) for row in connection.execute(select(*columns).order_by(DeskNoteRow.id))]


def prepared(folder: Path) -> Settings:
    """A help centre with replies in two languages."""
    collection = Collection(folder / "articles")
    write_help_centre(collection)
    collection.write("_replies/en/10-answer.md", "Dear customer,\n{title}: {link}\n{site}", title="Answer")
    collection.write("_replies/ru/10-answer.md", "Здравствуйте! {link}", title="Ответ")
    where = {"articles_dir": collection.root, "data_dir": folder / "data"}
    return Settings(**where, site_name="Sofra", cors_origins=(ELSEWHERE,))


@pytest.fixture
def desk(app: Flask) -> Desk:
    """The desk of the test's own ``app``, without notes of other tests."""
    with app.extensions["kb"].database.begin() as connection:
        connection.execute(delete(DeskNoteRow))
    return Desk(app)
