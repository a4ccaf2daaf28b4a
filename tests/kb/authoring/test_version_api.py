"""What an article was, for programs: as much of it as the page of its history tells whose token it is."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from lxml import html

from kb.accounts.accounts import Account
from kb.core.roles import AT_THE_COMMAND_LINE
from tests.conftest import Collection
from tests.kb.authoring.conftest import AuthoringProgram
from tests.signing_in import Browser, Office

HISTORY = "/api/v1/history/en/lid"


def save(editor: Browser, key: str, **fields: str) -> None:
    page = html.document_fromstring(editor.get(f"/editor/en/{key}").text)
    sent = {one.name: one.value or "" for one in page.xpath("//form[@id='editor']//*[@name][not(self::button)]")}
    answer = editor.client.post(f"/editor/en/{key}", data={**sent, "act": "save", **fields})
    assert answer.status_code == 303, answer.text


def text_of(program: AuthoringProgram, version: str, key: str = "lid") -> str:
    return str(program.get(f"/api/v1/versions/{quote(version)}/en/{key}")["file"])


@pytest.mark.parametrize("office", [{}, {"git_commit": True}], ids=["kept", "committed"], indirect=True)
def test_each_version_is_listed_with_who_made_it_and_read_whole(program: AuthoringProgram, editor: Browser) -> None:
    save(editor, "lid", text="Turn it.\n", note="It turns")
    save(editor, "lid", text="Lift it.\n", note="It lifts")
    listed = program.get(HISTORY)
    newest, before, first = listed["results"][:3]
    assert (listed["language"], listed["key"], listed["trouble"]) == ("en", "lid", None)
    assert [(one["by"], one["reason"], one["is_current"]) for one in (newest, before)] == [
        ("Bob", "It lifts", True),
        ("Bob", "It turns", False),
    ]
    assert newest["at"] == "2026-11-22T12:00:00Z" or newest["version"].startswith("c")
    assert ["Lift it." in text_of(program, newest["version"]), "Turn it." in text_of(program, before["version"])] == [
        True,
        True,
    ]
    assert text_of(program, first["version"]).startswith("---\ntitle: Lid\n")
    assert "Open it." in text_of(program, first["version"])


def test_the_history_is_read_on_by_cursor_while_somebody_saves(program: AuthoringProgram, editor: Browser) -> None:
    for number in range(4):
        save(editor, "lid", text=f"Turn it {number}.\n")
    whole = [one["version"] for one in program.get(HISTORY)["results"]]
    page = program.get(f"{HISTORY}?limit=2")
    program.office.clock.later(minutes=1)
    save(editor, "lid", text="Turn it back.\n")
    found = [one["version"] for one in page["results"]]
    while page["next"]:
        page = program.get(page["next"])
        found += [one["version"] for one in page["results"]]
    assert found == whole


def test_what_is_for_another_team_has_no_history_for_a_program_outside_of_it(
    office: Office, program: AuthoringProgram, ann: Account
) -> None:
    for address in ("/api/v1/history/en/cups/secret", "/api/v1/versions/now/en/cups/secret"):
        assert program.ask("GET", address).status_code == 404
    office.teams.join(AT_THE_COMMAND_LINE, "legal", ann)
    assert "Zanzibar." in program.get("/api/v1/versions/now/en/cups/secret")["file"]


def test_a_version_that_was_for_another_team_keeps_its_text_and_reason(
    program: AuthoringProgram, editor: Browser, collection: Collection
) -> None:
    save(editor, "cups/secret", text="Zanzibar again.\n", note="Zanzibar reason")
    save(editor, "cups/secret", text="Plain.\n", audience="internal")
    listed = program.get("/api/v1/history/en/cups/secret")["results"]
    assert [one["reason"] for one in listed] == ["", "", ""]
    assert "Plain." in text_of(program, listed[0]["version"], "cups/secret")
    for one in listed[1:]:
        assert program.ask("GET", f"/api/v1/versions/{one['version']}/en/cups/secret").status_code == 404


@pytest.mark.parametrize("address", ["/api/v1/versions/k999/en/lid", "/api/v1/history/en/no/such", f"{HISTORY}/x"])
def test_what_is_not_there_is_told_as_such(program: AuthoringProgram, address: str) -> None:
    assert program.ask("GET", address).status_code == 404
