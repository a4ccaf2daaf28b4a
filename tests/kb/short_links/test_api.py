"""``/api/v1/links``: programs of staff make short links and find them again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from kb.accounts.tokens import Scope
from kb.core.roles import Role
from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import Office


class LinkProgram:
    """With a token of somebody of the staff."""

    def __init__(self, office: Office, email: str = "") -> None:
        token = office.token(office.hire(Role.STAFF, email), Scope.SUGGEST)
        self._headers, self.client = {"Authorization": f"Bearer {token}"}, office.site.test_client()

    def make(self, **body: Any) -> TestResponse:
        return self.client.post("/api/v1/links", json=body, headers=self._headers)

    def listed(self, query: str = "") -> Any:
        return self.client.get(f"/api/v1/links{query}", headers=self._headers).get_json()


@pytest.fixture
def program(collection: Collection, tmp_path: Path) -> Iterator[LinkProgram]:
    collection.write("en/orders/refund.md", "Text.\n\n## By card\n\nText.", title="Refund")
    collection.write("en/orders/claims.md", title="Claims", audience="legal")
    clock = Clock()
    app = open_site(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[], clock=clock)
    yield LinkProgram(Office(app, clock))
    app.extensions["kb"].close()


def test_a_link_leads_to_the_article_and_is_the_same_the_next_time(program: LinkProgram) -> None:
    made = program.make(article="orders/refund").get_json()
    assert (made["title"], made["key"], made["url"]) == ("Refund", "orders/refund", "/en/articles/orders/refund")
    assert made["link"].endswith(f"/go/{made['code']}")
    assert program.client.get(f"/go/{made['code']}").location == "/en/articles/orders/refund"
    assert made["picture_url"] == f"/go/{made['code']}.svg"
    assert program.make(article="/en/articles/orders/refund").get_json()["code"] == made["code"]
    assert program.make(article="orders/refund", language="en").get_json()["code"] != made["code"]


def test_links_are_listed_a_page_at_a_time(program: LinkProgram) -> None:
    codes = {program.make(article="orders/refund", language=language).get_json()["code"] for language in ("", "en")}
    first, second = (program.listed(f"?limit=1&offset={offset}") for offset in (0, 1))
    assert first["total"] == second["total"] == 2
    assert {first["results"][0]["code"], second["results"][0]["code"]} == codes
    assert program.listed("?q=nothing") == {"total": 0, "results": []}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/article"),
        ({"article": "no/such"}, "/article"),
        ({"article": "orders/claims"}, "/article"),
        ({"article": ["x"]}, "/article"),
        ({"article": "orders/refund", "section": "nowhere"}, "/section"),
        ({"article": "orders/refund", "language": "ar"}, "/language"),
    ],
)
def test_what_is_not_there_gets_no_link(program: LinkProgram, body: dict[str, Any], pointer: str) -> None:
    answer = program.make(**body)
    assert (answer.status_code, answer.get_json(force=True)["pointer"]) == (400, pointer)
    assert program.listed()["total"] == 0
