"""What programs propose waits for people as what people propose does, and people alone publish it."""

from __future__ import annotations

import pytest
from lxml import html
from werkzeug.test import TestResponse

from kb.accounts.accounts import Account
from kb.accounts.audit_log import AuditEvent
from kb.accounts.tokens import Scope
from kb.authoring.authoring_room import MOST_DRAFTS
from kb.core.roles import Role
from tests.conftest import Collection
from tests.git_site import git
from tests.kb.authoring.conftest import DRAFTS, PROPOSALS, AuthoringProgram, told
from tests.signing_in import Browser, Office


def act(browser: Browser, number: int, name: str, **fields: str) -> TestResponse:
    page = html.document_fromstring(browser.get(f"/work/proposals/{number}").text)
    seen = page.xpath("string(//input[@name='seen']/@value)")
    address = f"/work/proposals/{number}"
    return browser.post(address, address, {"act": name, "seen": seen, **fields})


@pytest.mark.parametrize("office", [{"git_commit": True}], indirect=True)
def test_a_person_finds_it_in_their_work_as_the_programs_and_publishes_it(
    program: AuthoringProgram, editor: Browser, collection: Collection
) -> None:
    program.write(text="Turn it.\n", note="It turns now")
    made = program.propose()
    assert (made["state"], made["url"]) == ("in_review", "/work/proposals/1")
    assert b"Turn it." not in (collection.root / "en/lid.md").read_bytes()
    assert program.get(f"{DRAFTS}/en/lid")["version"] is None
    work = editor.get("/work").text
    assert "Release notes (Ann)" in work
    assert "Program" in work
    assert "It turns now" in editor.get("/work/proposals/1").text
    assert act(editor, 1, "publish").status_code == 303
    assert b"Turn it." in (collection.root / "en/lid.md").read_bytes()
    assert program.get(f"{PROPOSALS}/1")["state"] == "published"
    assert program.get(f"{PROPOSALS}/1")["decided_by"] == "Bob"
    assert git(collection.root, "log", "-1", "--format=%an <%ae>").strip() == "Release notes (Ann) <ann@example.com>"
    proposed = [one for one in program.office.accounts.log(100) if one.event is AuditEvent.PROPOSED]
    assert [(one.name, one.details["program"]) for one in proposed] == [("Ann", "Release notes")]


def test_an_article_that_is_begun_is_there_once_a_person_published_it(
    program: AuthoringProgram, editor: Browser, collection: Collection
) -> None:
    body = {"title": "Mug", "category": "cups", "text": "Hold it.\n", "products": ["kettle"]}
    assert program.ask("POST", DRAFTS, body).get_json()["key"] == "cups/mug"
    number = program.propose("en/cups/mug")["id"]
    assert not (collection.root / "en/cups/mug.md").exists()
    page = editor.get(f"/work/proposals/{number}").text
    assert "Hold it." in page
    assert act(editor, number, "publish").status_code == 303
    file = (collection.root / "en/cups/mug.md").read_text()
    assert "status: published" in file or "status" not in file
    assert "published_on: " in file
    assert "kettle" in file
    assert "Hold it." in editor.get("/en/articles/cups/mug").text


@pytest.mark.parametrize("scopes", [tuple(Scope)])
def test_no_token_publishes_not_even_an_administrators(
    office: Office, collection: Collection, scopes: tuple[Scope, ...]
) -> None:
    program = AuthoringProgram(office, office.hire(Role.ADMIN), *scopes)
    program.write(text="Mine.")
    number = program.propose()["id"]
    for address in ("publish", "approve", ""):
        answer = program.ask("POST", f"{PROPOSALS}/{number}/{address}".rstrip("/"), {"act": "publish"})
        assert answer.status_code in (404, 405)
    page = program.ask("POST", f"/work/proposals/{number}", {"act": "publish"})
    assert page.status_code in (400, 403)
    assert b"Mine." not in (collection.root / "en/lid.md").read_bytes()
    assert program.get(f"{PROPOSALS}/{number}")["state"] == "in_review"


def test_what_is_returned_is_answered_changed_and_proposed_again(program: AuthoringProgram, editor: Browser) -> None:
    program.write(text="Turn it.")
    program.propose()
    assert act(editor, 1, "return", text="Which way?", quote="Turn it").status_code == 303
    told = program.get(f"{PROPOSALS}/1")
    assert told["state"] == "returned"
    assert [(one["by"], one["quote"], one["text"]) for one in told["comments"]] == [("Bob", "Turn it", "Which way?")]
    answer = program.ask("POST", f"{PROPOSALS}/1/comments", {"text": "To the left."})
    assert [one["by"] for one in answer.get_json()["comments"]] == ["Bob", "Release notes (Ann)"]
    program.write(text="Turn it left.")
    again = program.propose()
    assert (again["id"], again["state"]) == (1, "in_review")


def test_program_and_owner_take_it_back(office: Office, ann: Account, program: AuthoringProgram) -> None:
    for key in ("en/lid", "en/cups/cup"):
        program.write(key, text="x")
        program.propose(key)
    assert program.ask("POST", f"{PROPOSALS}/1/withdraw").get_json()["state"] == "withdrawn"
    late = program.ask("POST", f"{PROPOSALS}/1/withdraw")
    assert (late.status_code, late.get_json()["reason"]) == (409, "decided")
    assert program.ask("POST", f"{PROPOSALS}/1/comments", {"text": "x"}).status_code == 409
    owner = office.browser(ann)
    assert "/work/proposals/2" in owner.get("/work").text
    assert act(owner, 2, "withdraw").status_code == 303
    assert [one["state"] for one in program.get(PROPOSALS)["results"]] == ["withdrawn", "withdrawn"]


def test_the_owner_who_edits_may_publish_what_their_program_proposed(office: Office, collection: Collection) -> None:
    account = office.hire(Role.EDITOR, "bob@example.com")
    program = AuthoringProgram(office, account)
    program.write(text="Turn it.")
    program.propose()
    owner = office.browser(account)
    assert owner.get("/work").text.count("/work/proposals/1") == 1
    assert act(owner, 1, "publish").status_code == 303
    assert b"Turn it." in (collection.root / "en/lid.md").read_bytes()


def test_errors_are_told_with_their_place_and_nothing_is_proposed(program: AuthoringProgram) -> None:
    program.write(text="See [x](gone.md).\n")
    answer = program.ask("POST", PROPOSALS, {"language": "en", "key": "lid"})
    assert answer.status_code == 422
    [problem] = told(answer.get_json())
    assert (problem["code"], problem["path"], problem["line"]) == ("broken_link", "en/lid.md", 5)
    program.write(text="")
    assert program.ask("POST", PROPOSALS, {"language": "en", "key": "lid"}).status_code == 422
    assert program.get(PROPOSALS)["total"] == 0


@pytest.mark.parametrize("name", ["language", "key"])
@pytest.mark.parametrize("value", [1, "", "a\0", "\ud800", "x" * 1_001])
def test_what_names_no_article_is_refused(program: AuthoringProgram, name: str, value: object) -> None:
    answer = program.ask("POST", PROPOSALS, {"language": "en", "key": "lid", name: value})
    assert (answer.status_code, answer.get_json()["pointer"]) == (400, f"/{name}")


def test_what_others_changed_meanwhile_is_merged_or_told(program: AuthoringProgram, collection: Collection) -> None:
    program.write(text="Open it.\n\n## Close\n\nPush it hard.\n")
    collection.write("en/lid.md", title="Lid", tags="[cup, lid]", body="Open it now.\n\n## Close\n\nPush it.")
    program.office.parts.library.refresh()
    assert program.get(f"{DRAFTS}/en/lid")["is_behind"] is True
    assert program.propose()["text"] == "Open it now.\n\n## Close\n\nPush it hard.\n"
    program.write(text="Open it.\n\n## Close\n\nPull it.\n")
    collection.write("en/lid.md", title="Lid", tags="[cup, lid]", body="Open it now.\n\n## Close\n\nLeave it.")
    program.office.parts.library.refresh()
    answer = program.ask("POST", PROPOSALS, {"language": "en", "key": "lid"})
    assert (answer.status_code, answer.get_json()["reason"]) == (409, "changed")
    assert program.get(f"{DRAFTS}/en/lid")["text"] == "Open it.\n\n## Close\n\nPull it.\n"


def test_a_program_sees_no_proposal_but_its_own(office: Office, ann: Account, program: AuthoringProgram) -> None:
    program.write(text="Mine.")
    program.propose()
    other = AuthoringProgram(office, ann, name="Other")
    assert other.get(PROPOSALS)["total"] == 0
    for method, address in (("GET", ""), ("POST", "/withdraw"), ("POST", "/comments")):
        body = {"text": "x"} if address == "/comments" else None
        assert other.ask(method, f"{PROPOSALS}/1{address}", body).status_code == 404


def test_an_article_that_is_for_others_by_now_is_not_told(program: AuthoringProgram, collection: Collection) -> None:
    program.write(text="Mine.")
    program.propose()
    collection.write("en/lid.md", title="Lid", audience="legal", body="Zanzibar.")
    program.office.parts.library.refresh()
    assert program.get(PROPOSALS)["results"] == []
    assert program.ask("GET", f"{PROPOSALS}/1").status_code == 404


def test_a_category_that_asks_for_approval_asks_a_program_too(
    program: AuthoringProgram, editor: Browser, collection: Collection
) -> None:
    collection.write("en/cups/_index.md", title="Cups", approval="owner", owner="Carl")
    program.office.parts.library.refresh()
    program.write("en/cups/cup", text="Sip.")
    program.propose("en/cups/cup")
    assert act(editor, 1, "publish").status_code == 403
    assert b"Sip." not in (collection.root / "en/cups/cup.md").read_bytes()


@pytest.mark.slow
def test_so_many_wait_for_people_and_no_more(program: AuthoringProgram, collection: Collection) -> None:
    for number in range(MOST_DRAFTS + 1):
        collection.write(f"en/many/{number}.md", title=f"Article {number}", body="x")
    program.office.parts.library.refresh()
    for number in range(MOST_DRAFTS):
        program.write(f"en/many/{number}", text="y")
        program.propose(f"en/many/{number}")
        program.office.clock.later(seconds=5)
    program.write(f"en/many/{MOST_DRAFTS}", text="y")
    answer = program.ask("POST", PROPOSALS, {"language": "en", "key": f"many/{MOST_DRAFTS}"})
    assert (answer.status_code, answer.get_json()["reason"]) == (409, "too_many_proposals")
    program.write("en/many/0", text="z")
    assert program.propose("en/many/0")["id"] == 1, "one that is open already is proposed again"
