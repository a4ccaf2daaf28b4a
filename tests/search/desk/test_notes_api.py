"""What a helpdesk's panel tells the desk, with a token, from another site or none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from kb.accounts.tokens import Scope
from kb.catalog.article import ArticleId
from kb.core.roles import Role
from kb.usage.desk_notes import DeskNoteRow
from tests.clock import Clock
from tests.search.conftest import indexed_site
from tests.search.desk.conftest import ELSEWHERE, prepared
from tests.signing_in import Office

pytestmark = pytest.mark.slow
KETTLE = {"language": "en", "key": "products/kettle-descale"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with indexed_site(prepared(tmp_path_factory.mktemp("panel")), clock=Clock()) as made:
        yield made


@pytest.fixture(scope="module")
def tokens(app: Flask) -> dict[str, str]:
    office = Office(app, app.extensions["kb"].clock)
    staff = office.hire(Role.STAFF)
    return {"suggest": office.token(staff, Scope.SUGGEST), "search": office.token(staff, Scope.SEARCH)}


class Panel:
    """Asks with a token, without cookies."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client, self.headers = client, {"Authorization": f"Bearer {token}"} if token else {}

    def about(self, **headers: str) -> TestResponse:
        return self.client.get("/api/v1/desk", headers={**self.headers, **headers})

    def note(self, **given: Any) -> TestResponse:
        return self.client.post("/api/v1/desk/notes", json=given, headers=self.headers)

    def suggest(self, **given: Any) -> Any:
        answer = self.client.post("/api/v1/suggest", json=given, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json


@pytest.fixture
def panel(app: Flask, tokens: dict[str, str]) -> Panel:
    return Panel(app.test_client(), tokens["suggest"])


def notes(app: Flask) -> list[tuple[Any, ...]]:
    row = DeskNoteRow
    with app.extensions["kb"].database.connect() as connection:
        return [
            tuple(one) for one in connection.execute(select(row.kind, row.ticket, row.article_key).order_by(row.id))
        ]


@pytest.fixture
def article(panel: Panel) -> dict[str, str]:
    """The article that answers how to descale a kettle."""
    found = panel.suggest(question="descale kettle")["results"][0]
    return {"language": found["language"], "key": found["key"]}


def test_a_token_that_opens_the_desk_is_told_whose_it_is(panel: Panel) -> None:
    assert panel.about().json == {"site": "Sofra", "person": "Staff", "languages": panel.about().json["languages"]}


@pytest.mark.parametrize(("token", "status"), [("", 401), ("nonsense", 401), ("search", 403)])
def test_any_other_is_told_what_is_wrong_with_it(app: Flask, tokens: dict[str, str], token: str, status: int) -> None:
    other = Panel(app.test_client(), tokens.get(token, token))
    assert other.about().status_code == status
    assert other.note(kind="link", **KETTLE).status_code == status


def test_what_was_sent_is_noted_by_the_name_of_the_tokens_owner(
    panel: Panel, app: Flask, article: dict[str, str]
) -> None:
    assert panel.note(kind="quote", ticket="T-1", question="descale", **article).status_code == 204
    assert ("quote", "T-1", article["key"]) in notes(app)


def test_what_is_wrong_is_put_before_those_who_review(panel: Panel, app: Flask, article: dict[str, str]) -> None:
    assert panel.note(kind="wrong", **article).status_code == 400
    assert panel.note(kind="wrong", comment="Vinegar, not soda.", **article).status_code == 204
    rows = app.extensions["kb"].review.queue()
    assert [row.standing.flag for row in rows if row.article.id == ArticleId(**article)] == ["Vinegar, not soda."]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"kind": "link", "language": "en", "key": "no/such"}, 404),
        ({"kind": "asked"}, 400),
        ({"kind": 1}, 400),
        ({"kind": "link", "else": "x"}, 400),
        ({}, 400),
    ],
)
def test_what_cannot_be_noted_is_refused(
    panel: Panel, article: dict[str, str], app: Flask, given: dict[str, Any], status: int
) -> None:
    before = notes(app)
    assert panel.note(**{**article, **given}).status_code == status
    assert notes(app) == before


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_object_is_refused(panel: Panel, body: bytes) -> None:
    headers = {**panel.headers, "Content-Type": "application/json"}
    assert panel.client.post("/api/v1/desk/notes", data=body, headers=headers).status_code == 400


def test_a_form_of_a_foreign_site_is_refused_as_it_has_no_token(
    app: Flask, tokens: dict[str, str], article: dict[str, str]
) -> None:
    before = notes(app)
    office = Office(app, app.extensions["kb"].clock)
    signed_in = office.browser(office.hire(Role.STAFF, "signed-in@example.com")).client
    answer = signed_in.post("/api/v1/desk/notes", json={"kind": "link", **article})
    assert answer.status_code == 400
    assert notes(app) == before


def test_a_page_of_a_site_that_is_named_may_ask_and_another_may_not(panel: Panel) -> None:
    assert panel.about(Origin=ELSEWHERE).headers["Access-Control-Allow-Origin"] == ELSEWHERE
    assert "Access-Control-Allow-Origin" not in panel.about(Origin="https://other.example").headers


def test_typed_words_are_searched_as_they_stand(panel: Panel) -> None:
    assert panel.suggest(question="descale kettle")["question"] == "descale kettle"
    answer = panel.client.post("/api/v1/suggest", json={"question": " "}, headers=panel.headers)
    assert answer.status_code == 400


def test_a_draft_asked_for_after_the_articles_is_noted_as_no_second_question(panel: Panel, app: Flask) -> None:
    panel.suggest(message="How do I descale my kettle?", ticket="T-9")
    panel.suggest(message="How do I descale my kettle?", ticket="T-9", draft=True, again=2)
    assert [note for note in notes(app) if note[1] == "T-9"] == [("asked", "T-9", None)]


def test_what_the_database_does_not_take_is_told(panel: Panel, app: Flask, article: dict[str, str]) -> None:
    database = app.extensions["kb"].database
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE sent_links RENAME TO sent_links_away"))
    try:
        answer = panel.note(kind="link", ticket="T-10", **article)
    finally:
        with database.begin() as connection:
            connection.execute(text("ALTER TABLE sent_links_away RENAME TO sent_links"))
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert panel.note(kind="link", ticket="T-10", **article).status_code == 204


def test_what_the_desk_tells_of_a_token_is_described_field_by_field(panel: Panel) -> None:
    paths = panel.client.get("/api/v1/openapi.json").get_json()["paths"]
    answer = paths["/api/v1/desk"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer["required"] == list(answer["properties"]) == ["site", "person", "languages"]
    assert set(panel.about().get_json()) == set(answer["properties"])
