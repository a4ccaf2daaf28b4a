"""Drafts that programs write: each its own, with what ``kb check`` would say of them, and nothing published."""

from __future__ import annotations

from typing import Any

import pytest

from kb.accounts.accounts import Account
from kb.accounts.tokens import Scope
from kb.authoring.authoring_room import EACH_MINUTE, MOST_DRAFTS
from kb.core.roles import Role
from tests.conftest import Collection
from tests.kb.authoring.conftest import DRAFTS, AuthoringProgram, told
from tests.signing_in import Office

LID = f"{DRAFTS}/en/lid"


def test_a_draft_begins_with_the_article_and_keeps_what_it_does_not_name(
    program: AuthoringProgram, collection: Collection
) -> None:
    before = (collection.root / "en/lid.md").read_bytes()
    first = program.get(LID)
    assert (first["version"], first["is_new"], first["text"]) == (None, False, "Open it.\n\n## Close\n\nPush it.\n")
    assert first["fields"]["tags"] == ["cup", "lid"]
    assert "status" not in first["fields"]
    made = program.write(fields={"title": "The lid", "tags": ["cup"]}, note="Shorter")
    again = program.get(LID)
    assert {**made, "problems": told(made)} == {**again, "problems": told(again)}
    assert (again["fields"]["title"], again["fields"]["tags"], again["note"]) == ("The lid", ["cup"], "Shorter")
    assert again["text"] == first["text"]
    assert again["url"] == "/editor/en/lid?program=1"
    assert (collection.root / "en/lid.md").read_bytes() == before


def test_what_is_wrong_is_told_with_file_line_key_and_value(program: AuthoringProgram) -> None:
    made = program.write(
        text="See [x](gone.md).\n\n<script>alert(1)</script>\n",
        fields={"published_on": "soon", "audience": "pirates"},
    )
    assert {one["path"] for one in made["problems"]} == {"en/lid.md"}
    found = {(one["code"], one["key"], one["line"], one["value"]) for one in told(made)}
    assert any(code == "broken_link" and value == "gone.md" and line == 7 for code, _, line, value in found), found
    assert ("unknown_team", "audience", None, "pirates") in found
    assert any(key == "published_on" and line for _, key, line, _ in found)


def test_two_who_write_the_same_draft_do_not_overwrite_each_other_where_they_say_what_they_saw(
    program: AuthoringProgram,
) -> None:
    first = program.write(text="One.")
    program.write(text="Two.", version=first["version"])
    late = program.ask("PUT", LID, {"text": "Three.", "version": first["version"]})
    none = program.ask("PUT", LID, {"text": "Three.", "version": None})
    assert [(one.status_code, one.get_json()["reason"]) for one in (late, none)] == [(409, "changed")] * 2
    assert program.get(LID)["text"] == "Two."


def test_a_draft_is_withdrawn_and_the_article_is_as_it_was(program: AuthoringProgram) -> None:
    program.write(text="One.")
    assert [program.ask("DELETE", LID).status_code for _ in range(2)] == [204, 204]
    assert program.get(LID)["version"] is None
    assert program.get(DRAFTS)["results"] == []


def test_each_program_has_drafts_of_its_own_and_none_of_a_person(
    office: Office, ann: Account, program: AuthoringProgram
) -> None:
    other = AuthoringProgram(office, ann, name="Other")
    program.write(text="Mine.")
    assert (other.get(LID)["version"], other.get(DRAFTS)["total"]) == (None, 0)
    person = office.browser(ann)
    assert "Mine." not in person.get("/editor/en/lid").text
    shown = person.get("/editor").text
    assert "Release notes (Ann)" in shown
    assert "/editor/en/lid?program=1" in shown
    assert "Release notes (Ann)" in person.get("/work").text
    assert "Mine." in person.get("/editor/en/lid?program=1").text
    stranger = office.browser(office.hire(Role.AUTHOR, "eve@example.com"))
    assert stranger.get("/editor/en/lid?program=1").status_code == 404
    assert "Release notes" not in stranger.get("/work").text


def test_lists_come_by_page(program: AuthoringProgram) -> None:
    program.write("en/lid", text="One.")
    program.write("en/cups/cup", text="Two.")
    page = program.get(f"{DRAFTS}?limit=1")
    assert ([one["key"] for one in page["results"]], page["total"]) == (["cups/cup"], 2)
    rest = program.get(page["next"])
    assert ([one["key"] for one in rest["results"]], rest["next"]) == (["lid"], None)


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ([], 400, None),
        ({"fields": []}, 400, "/fields"),
        ({"fields": {"status": "published"}}, 400, "/fields/status"),
        ({"fields": {"translated_by": ""}}, 400, "/fields/translated_by"),
        ({"fields": {"title": 1}}, 400, "/fields/title"),
        ({"fields": {"title": "a\nstatus: published"}}, 400, "/fields/title"),
        ({"fields": {"title": "x" * 501}}, 400, "/fields/title"),
        ({"fields": {"tags": "cup"}}, 400, "/fields/tags"),
        ({"fields": {"tags": ["a, b"]}}, 400, "/fields/tags/0"),
        ({"fields": {"tags": ["a", 1]}}, 400, "/fields/tags"),
        ({"fields": {"tags": ["x" * 300, "y" * 300]}}, 400, "/fields/tags"),
        ({"text": 1}, 400, "/text"),
        ({"text": "a\0b"}, 400, "/text"),
        ({"text": "é" * (1024 * 1024 + 1)}, 400, "/text"),
        ({"note": []}, 400, "/note"),
        ({"small": "yes"}, 400, "/small"),
        ({"version": 1}, 400, "/version"),
        ({"status": "published"}, 400, "/status"),
        ({"a/b~": 1}, 400, "/a~1b~0"),
        ({"\ud800": 1}, 400, "/?"),
        ({"fields": {"\ud800": ""}}, 400, "/fields/?"),
        ({"note": "\ud800"}, 400, "/note"),
    ],
)
def test_what_cannot_be_meant_is_refused_where_it_stands(
    program: AuthoringProgram, body: Any, status: int, pointer: str | None
) -> None:
    answer = program.ask("PUT", LID, body)
    assert (answer.status_code, answer.get_json().get("pointer")) == (status, pointer)
    assert program.get(LID)["version"] is None


def test_a_field_that_the_file_has_in_another_form_is_left_to_people(
    program: AuthoringProgram, collection: Collection
) -> None:
    collection.write("en/odd.md", title="Odd", tags="{a: 1}", body="x")
    program.office.parts.library.refresh()
    answer = program.ask("PUT", f"{DRAFTS}/en/odd", {"fields": {"tags": ["a"]}})
    assert (answer.status_code, answer.get_json()["pointer"]) == (422, "/fields/tags")


def test_articles_for_others_are_not_there(program: AuthoringProgram) -> None:
    for method in ("GET", "PUT"):
        hidden = program.ask(method, f"{DRAFTS}/en/cups/secret", {"text": "x"} if method == "PUT" else None)
        gone = program.ask(method, f"{DRAFTS}/en/cups/none", {"text": "x"} if method == "PUT" else None)
        assert (hidden.status_code, hidden.get_json()) == (404, gone.get_json())


def test_a_draft_of_an_article_that_is_for_others_by_now_is_not_told(
    program: AuthoringProgram, collection: Collection
) -> None:
    program.write(text="Mine.")
    collection.write("en/lid.md", title="Lid", audience="legal", body="Zanzibar.")
    program.office.parts.library.refresh()
    assert program.get(DRAFTS)["results"] == []
    assert program.ask("GET", LID).status_code == 404


def test_only_a_token_for_it_of_somebody_who_writes_may(office: Office, ann: Account) -> None:
    rest = [scope for scope in Scope if scope is not Scope.PROPOSE]
    assert AuthoringProgram(office, ann, *rest).ask("GET", DRAFTS).status_code == 403
    staff = office.hire(Role.STAFF)
    assert AuthoringProgram(office, staff, Scope.PROPOSE).ask("GET", DRAFTS).status_code == 403
    assert office.site.test_client().get(DRAFTS).status_code == 401


@pytest.mark.slow
def test_a_program_has_so_many_drafts_and_no_more(program: AuthoringProgram, collection: Collection) -> None:
    for number in range(MOST_DRAFTS + 1):
        collection.write(f"en/many/{number}.md", title=f"Article {number}", body="x")
    program.office.parts.library.refresh()
    for number in range(MOST_DRAFTS):
        program.write(f"en/many/{number}", text="y")
        program.office.clock.later(seconds=2)
    last = program.ask("PUT", f"{DRAFTS}/en/many/{MOST_DRAFTS}", {"text": "y"})
    assert (last.status_code, last.get_json()["reason"]) == (409, "too_many_drafts")
    program.write("en/many/0", text="z")
    program.ask("DELETE", f"{DRAFTS}/en/many/0")
    program.write(f"en/many/{MOST_DRAFTS}", text="y")


def test_a_program_asks_so_often_in_a_minute_and_no_more(program: AuthoringProgram) -> None:
    found = [program.ask("PUT", LID, []).status_code for _ in range(EACH_MINUTE + 1)]
    assert found == [400] * EACH_MINUTE + [429]


def test_the_same_request_again_with_its_key_is_carried_out_once(program: AuthoringProgram) -> None:
    first = program.ask("PUT", LID, {"text": "One."}, key="a")
    program.write(text="Two.")
    again = program.ask("PUT", LID, {"text": "One."}, key="a")
    assert again.get_json() == first.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert program.get(LID)["text"] == "Two."
