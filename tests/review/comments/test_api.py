"""``/api/v1/comments``: an editor's program reads what readers wrote, and works it off."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from kb.accounts.tokens import Scope
from kb.core.roles import Role
from tests.review.comments.conftest import CUP, Newsroom

LIST = "/api/v1/comments"


class Program:
    """With a token of an editor."""

    def __init__(self, newsroom: Newsroom, role: Role = Role.EDITOR, *scopes: Scope) -> None:
        account = newsroom.office.hire(role, f"ed.{role.name.lower()}@example.com")
        token = newsroom.office.token(account, *(scopes or (Scope.REVIEW,)))
        self._headers = {"Authorization": f"Bearer {token}"}
        self._client = newsroom.office.site.test_client()

    def get(self, query: str = "") -> TestResponse:
        return self._client.get(query if query.startswith("/") else LIST + query, headers=self._headers)

    def listed(self, query: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(query).get_json()["results"]
        return found

    def act(self, name: str, **body: Any) -> TestResponse:
        return self._client.post(f"{LIST}/{name}", json=body, headers=self._headers)


@pytest.fixture
def program(newsroom: Newsroom) -> Program:
    return Program(newsroom)


def test_the_newest_comes_first_with_all_that_is_known(newsroom: Newsroom, program: Program) -> None:
    newsroom.write("The lid is loose.")
    newsroom.clock.later(minutes=1)
    vote = newsroom.write("الكوب مكسور", CUP)
    first, second = program.listed()
    assert {name: value for name, value in first.items() if name != "seen"} == {
        "id": vote,
        "language": "ar",
        "key": "cup",
        "title": "كوب",
        "on": "2026-11-22",
        "comment": "الكوب مكسور",
        "reasons": ["wrong"],
        "step": "",
        "is_current": True,
        "state": "new",
        "taken_by": None,
        "settled_by": None,
        "note": "",
    }
    assert second["comment"] == "The lid is loose."


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?lang=en", ["lid"]),
        ("?category=orders", ["lid"]),
        ("?key=cup", ["cup"]),
        ("?lang=de", []),
        ("?state=taken", []),
    ],
)
def test_it_is_narrowed_down(newsroom: Newsroom, program: Program, query: str, found: list[str]) -> None:
    newsroom.write("lid")
    newsroom.write("cup", CUP)
    assert [one["comment"] for one in program.listed(query)] == found


def test_a_state_that_is_none_is_refused(program: Program) -> None:
    assert "state='old'" in program.get("?state=old").get_json(force=True)["detail"]


def test_it_is_read_on_by_cursor_while_others_write(newsroom: Newsroom, program: Program) -> None:
    for number in range(5):
        newsroom.write(f"{number}")
        newsroom.clock.later(minutes=1)
    page = program.get("?limit=2").get_json()
    found = [one["comment"] for one in page["results"]]
    newsroom.write("while it is read")
    while page["next"]:
        page = program.get(page["next"]).get_json()
        found += [one["comment"] for one in page["results"]]
    assert found == ["4", "3", "2", "1", "0"]


def test_a_comment_is_taken_settled_and_put_back(newsroom: Newsroom, program: Program) -> None:
    vote = newsroom.write("Loose.")
    assert program.act(vote, act="take").get_json()["state"] == "taken"
    assert program.act(vote, act="settle", note="Glued").get_json()["state"] == "settled"
    assert program.listed() == []
    [one] = program.listed("?state=settled")
    assert (one["taken_by"], one["settled_by"], one["note"]) == ("Ed.Editor", "Ed.Editor", "Glued")
    assert program.act(vote, act="back").get_json()["state"] == "taken"


def test_what_somebody_did_meanwhile_is_not_undone(newsroom: Newsroom, program: Program) -> None:
    vote = newsroom.write("Loose.")
    seen = program.listed()[0]["seen"]
    assert program.act(vote, act="settle", seen=seen).status_code == 200
    assert program.act(vote, act="take", seen=seen).status_code == 409
    assert program.listed("?state=settled")[0]["id"] == vote


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/act"),
        ({"act": "burn"}, "/act"),
        ({"act": "take", "note": 1}, "/note"),
        ({"act": "take", "seen": "x"}, "/seen"),
    ],
)
def test_what_cannot_be_meant_is_refused(newsroom: Newsroom, program: Program, body: Any, pointer: str) -> None:
    answer = program.act(newsroom.write("Loose."), **body)
    assert (answer.status_code, answer.get_json(force=True)["pointer"]) == (400, pointer)


def test_what_is_not_there_is_not_found(program: Program) -> None:
    assert program.act("0" * 32, act="take").status_code == 404


@pytest.mark.parametrize(("role", "scope"), [(Role.AUTHOR, Scope.REVIEW), (Role.EDITOR, Scope.SUGGEST)])
def test_it_is_for_editors_and_their_tokens(newsroom: Newsroom, role: Role, scope: Scope) -> None:
    assert Program(newsroom, role, scope).get().status_code == 403
