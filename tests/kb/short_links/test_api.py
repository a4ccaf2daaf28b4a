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

    def __init__(self, office: Office, email: str = "", role: Role = Role.STAFF) -> None:
        token = office.token(office.hire(role, email), Scope.SUGGEST)
        self.later = office.clock.later
        self._headers, self.client = {"Authorization": f"Bearer {token}"}, office.site.test_client()

    def make(self, **body: Any) -> TestResponse:
        return self.client.post("/api/v1/links", json=body, headers=self._headers)

    def ask(self, query: str = "") -> TestResponse:
        return self.client.get(f"/api/v1/links{query}", headers=self._headers)

    def listed(self, query: str = "") -> Any:
        return self.ask(query).get_json()


@pytest.fixture
def office(collection: Collection, tmp_path: Path) -> Iterator[Office]:
    collection.write("en/orders/refund.md", "Text.\n\n## By card\n\nText.", title="Refund")
    collection.write("en/orders/claims.md", title="Claims", audience="legal")
    clock = Clock()
    app = open_site(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[], clock=clock)
    yield Office(app, clock)
    app.extensions["kb"].close()


@pytest.fixture
def program(office: Office) -> LinkProgram:
    return LinkProgram(office)


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
    assert program.listed("?q=nothing") == {"total": 0, "cursor": None, "next": None, "results": []}


def test_links_are_read_on_by_cursor_while_others_are_made(program: LinkProgram) -> None:
    known = [program.make(article="orders/refund", language=code).get_json()["code"] for code in ("", "en")]
    known.append(program.make(article="orders/refund", section="by-card").get_json()["code"])
    whole = [one["code"] for one in program.listed()["results"]]
    assert sorted(whole) == sorted(known)
    page = program.listed("?limit=1&q=refund")
    program.later(minutes=1)
    program.make(article="orders/refund", section="by-card", language="en")
    found = [one["code"] for one in page["results"]]
    while page["next"]:
        page = program.listed(page["next"].removeprefix("/api/v1/links"))
        found += [one["code"] for one in page["results"]]
    assert found == whole


def test_a_cursor_of_other_words_is_refused(program: LinkProgram) -> None:
    for language in ("", "en"):
        program.make(article="orders/refund", language=language)
    cursor = program.listed("?limit=1&q=refund")["cursor"]
    assert program.ask(f"?limit=1&q=other&cursor={cursor}").status_code == 400
    assert program.ask(f"?limit=1&q=refund&cursor={cursor}&offset=1").status_code == 400


def test_links_to_articles_of_other_teams_are_on_no_page(program: LinkProgram, office: Office) -> None:
    boss = LinkProgram(office, role=Role.ADMIN)
    boss.make(article="orders/claims")
    for language in ("", "en"):
        program.make(article="orders/refund", language=language)
    assert boss.listed("?limit=1")["total"] == 3
    first = program.listed("?limit=1")
    second = program.listed(first["next"].removeprefix("/api/v1/links"))
    assert (first["total"], second["next"]) == (2, None)
    assert [page["results"][0]["key"] for page in (first, second)] == ["orders/refund"] * 2


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
