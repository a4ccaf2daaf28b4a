"""In a category that asks for approval nothing goes public but by its owner's word, on whichever way it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from kb.accounts.audit_log import AuditEvent
from kb.approval.gate import ApprovalNeededError, FileChange
from kb.catalog.article import ArticleId
from kb.core.roles import Role
from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import Browser, Office

pytestmark = pytest.mark.slow  # whole pages

LAW = "/editor/en/law/terms"


@pytest.fixture
def office(collection: Collection, tmp_path: Path) -> Iterator[Office]:
    """``law`` asks for approval by its team, which ``review.yml`` knows; ``law/free`` does not; ``tips`` never did."""
    collection.write("en/law/_index.md", title="Law", owner="Law team", approval="owner")
    collection.write("en/law/free/_index.md", title="Free", approval="none")
    collection.write("review.yml", b"owners:\n  Law team: lea@example.com, lars@example.com\n")
    collection.write("en/law/terms.md", "Pay soon.", title="Terms")
    collection.write("en/law/new.md", "Soon.", title="New", status="draft")
    collection.write("en/law/old.md", "Once.", title="Old", status="archived")
    collection.write("en/law/free/tip.md", "Wait.", title="Tip")
    collection.write("fa/law/terms.md", "Persian.", title="Terms")
    clock = Clock()
    app: Flask = open_site(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[], clock=clock)
    yield Office(app, clock)
    app.extensions["kb"].close()


@pytest.fixture
def editor(office: Office) -> Browser:
    return office.browser(office.hire(Role.EDITOR, "ed@example.com"))


@pytest.fixture
def owner(office: Office) -> Browser:
    return office.browser(office.hire(Role.EDITOR, "lea@example.com"))


def form_of(browser: Browser, address: str, at: str = "//form[@id='editor']") -> dict[str, str]:
    page = browser.get(address)
    assert page.status_code == 200, page.text
    form = html.document_fromstring(page.text).xpath(at)[-1]
    return {name: (value or "").replace("\r\n", "\n") for name, value in form.form_values() if name}


def send(browser: Browser, address: str, **fields: str) -> TestResponse:
    """Send the form of an article; where it is sent on (307), the same form again, as browsers do."""
    data = {**form_of(browser, address), **fields}
    answer = browser.client.post(address, data=data)
    if answer.status_code == 307:
        answer = browser.client.post(answer.location, data=data)
    return browser.get(answer.location) if answer.status_code == 303 else answer


def says(answer: TestResponse) -> str:
    return " ".join(html.document_fromstring(answer.text).text_content().split())


def overrides(office: Office) -> list[str]:
    return [about for event, about in office.events() if event is AuditEvent.APPROVAL_OVERRIDDEN]


def test_what_an_editor_saves_waits_for_the_owner_and_goes_public_by_their_word(
    office: Office, editor: Browser, owner: Browser, collection: Collection
) -> None:
    file = collection.root / "en/law/terms.md"
    before = file.read_bytes()
    page = says(editor.get(LAW))
    assert "In this category Law team approves what goes public." in page
    assert 'value="save"' not in editor.get(LAW).text
    sent = send(editor, LAW, text="Pay today.", act="save")  # as by an old page, or Control+S
    assert sent.request.path == "/work/proposals/1"
    assert "This category asks for approval by its owner: Law team decides." in says(sent)
    assert file.read_bytes() == before
    assert "In review: proposed by Ed" in says(editor.get(LAW))
    assert "Nothing waits for you." in says(office.browser(office.hire(Role.EDITOR, "eve@example.com")).get("/work"))
    form = form_of(editor, "/work/proposals/1", "//main//form")
    for act in ("approve", "publish", "return"):
        answer = editor.client.post("/work/proposals/1", data={**form, "act": act, "text": "x"})
        assert answer.status_code == 403
        assert "Only Law team decides on this" in says(answer)
    assert file.read_bytes() == before
    assert "Terms In review · Ed" in says(owner.get("/work"))
    form = form_of(owner, "/work/proposals/1", "//main//form")
    assert owner.client.post("/work/proposals/1", data={**form, "act": "publish"}).location == "/en/articles/law/terms"
    assert b"Pay today." in file.read_bytes()
    assert overrides(office) == []
    assert "You approve what others change in this category." in says(owner.get(LAW))
    assert "Pay at once." in says(send(owner, LAW, text="Pay at once.", act="save"))


def test_what_an_owner_approved_any_editor_publishes_and_an_edit_asks_anew(
    editor: Browser, owner: Browser, collection: Collection, office: Office
) -> None:
    send(editor, LAW, text="Pay today.", act="save")
    form = form_of(owner, "/work/proposals/1", "//main//form")
    assert owner.client.post("/work/proposals/1", data={**form, "act": "approve"}).status_code == 303
    send(editor, LAW, text="Pay tomorrow.", act="save")
    form = form_of(editor, "/work/proposals/1", "//main//form")
    assert editor.client.post("/work/proposals/1", data={**form, "act": "publish"}).status_code == 403
    office.clock.later(minutes=1)
    form = form_of(owner, "/work/proposals/1", "//main//form")
    assert owner.client.post("/work/proposals/1", data={**form, "act": "approve"}).status_code == 303
    form = form_of(editor, "/work/proposals/1", "//main//form")
    assert editor.client.post("/work/proposals/1", data={**form, "act": "publish"}).location == "/en/articles/law/terms"
    assert b"Pay tomorrow." in (collection.root / "en/law/terms.md").read_bytes()


def test_an_administrator_may_decide_instead_and_that_is_in_the_audit_log(
    office: Office, editor: Browser, collection: Collection
) -> None:
    boss = office.browser(office.hire(Role.ADMIN, "boss@example.com"))
    assert "You may decide instead; that stands in the audit log." in says(boss.get(LAW))
    assert "Pay never." in says(send(boss, LAW, text="Pay never.", act="save"))
    assert overrides(office) == ["law/terms"]
    send(editor, LAW, text="Pay always.", act="save")
    form = form_of(boss, "/work/proposals/1", "//main//form")
    assert boss.client.post("/work/proposals/1", data={**form, "act": "approve"}).status_code == 303
    assert overrides(office) == ["law/terms", "law/terms"]
    assert boss.get("/admin/audit").status_code == 200
    assert "Decided instead of the owner" in says(boss.get("/admin/audit"))


def test_drafts_are_saved_and_published_by_the_owner_alone(editor: Browser, owner: Browser, office: Office) -> None:
    new = "/editor/en/law/new"
    assert "Saved." in says(send(editor, new, text="Sooner.", act="save"))
    assert "Publish" not in editor.get(new).text.partition('class="buttons"')[2].partition("</p>")[0]
    assert send(editor, new, act="publish").request.path == "/work/proposals/1"
    assert office.browser().get("/en/articles/law/new").status_code == 404
    form = form_of(owner, "/work/proposals/1", "//main//form")
    assert owner.client.post("/work/proposals/1", data={**form, "act": "publish"}).status_code == 303
    assert office.browser().get("/en/articles/law/new").status_code == 200
    assert "Tipped." in says(send(editor, "/editor/en/law/free/tip", text="Tipped.", act="save"))


def test_restoring_and_taking_out_of_the_archive_ask_too(
    editor: Browser, owner: Browser, collection: Collection
) -> None:
    send(owner, LAW, text="Pay at once.", act="save")
    now = (collection.root / "en/law/terms.md").read_bytes()
    history = html.document_fromstring(editor.get("/editor/history/en/law/terms").text)
    (oldest,) = [link for link in history.xpath("//a/@href") if "version=" in link][-1:]
    form = form_of(editor, oldest, "//form[.//input[@name='version']]")
    answer = editor.client.post("/editor/history/en/law/terms", data=form, follow_redirects=True)
    assert "Law team approves changes here. This is the version as your draft: propose it." in says(answer)
    assert form_of(editor, LAW)["text"].strip() == "Pay soon."
    again = editor.client.post("/editor/history/en/law/terms", data=form)
    assert (again.status_code, "Save or discard your draft" in says(again)) == (409, True)
    out = editor.client.post("/editor/history/en/law/old", data={**form, "act": "publish"}, follow_redirects=True)
    assert out.request.path == "/editor/en/law/old"
    assert form_of(editor, "/editor/en/law/old")["status"] == "published"
    assert (collection.root / "en/law/terms.md").read_bytes() == now
    assert b"status: archived" in (collection.root / "en/law/old.md").read_bytes()


def test_decisions_of_the_review_ask_and_so_does_taking_them_back(
    editor: Browser, owner: Browser, collection: Collection
) -> None:
    file = collection.root / "en/law/terms.md"
    before, review = file.read_bytes(), "/review/articles/en/law/terms"
    fields = {"act": "reviewed", "decision": "reviewed", "check": "wording", "confirm_reviewed": "1"}
    rows = html.document_fromstring(editor.get("/review?view=all").text).xpath("//input[@name='row']/@value")
    (row,) = [one for one in rows if one.endswith("/en/law/terms")]
    sent = {**form_of(editor, "/review?view=all", "//form[@method='post']"), **fields, "row": row}
    assert "its category asks for approval by its owner" in says(
        editor.client.post("/review/decide", data=sent, follow_redirects=True)
    )
    assert file.read_bytes() == before
    sent = {**form_of(owner, "/review?view=all", "//form[@method='post']"), **fields, "row": row}
    done = says(owner.client.post("/review/decide", data=sent, follow_redirects=True))
    assert "Still right: 1 article" in done
    assert b"last_reviewed_on" in file.read_bytes()
    assert owner.get(review).status_code == 200


def test_moving_between_categories_asks_the_owners_of_both(office: Office, collection: Collection) -> None:
    collection.write("en/safe/_index.md", title="Safe", owner="Sam", approval="true")
    collection.write("en/bare/_index.md", title="Bare", approval="owner")
    office.parts.library.refresh()
    gate = office.parts.review.gate
    codes = {(one.code, one.path) for one in office.parts.library.catalog.problems}
    wrong = {("bad_approval", "en/safe/_index.md"), ("approval_without_owner", "en/bare/_index.md")}
    assert wrong <= codes  # asked for all the same

    def owners(key: str, after: str, before: bytes | None = None) -> tuple[str, ...]:
        path = f"en/{key}.md"
        old = before or (collection.root / path).read_bytes()
        return tuple(gate.owners_of(FileChange(ArticleId("en", key), path, old, after.encode())))

    assert set(owners("law/terms", "---\ncategory: safe\n---\nx")) == {"Law team", "Sam"}
    assert owners("law/free/tip", "---\ncategory: safe\n---\nx") == ("Sam",)
    assert owners("law/free/tip", "---\ncategory: bare\n---\nx") == ("",)
    assert owners("law/free/tip", "x") == ()
    assert owners("law/terms", "---\nstatus: draft\n---\nx") == ("Law team",)
    assert owners("law/new", "---\nstatus: draft\n---\nx") == ()
    change = FileChange(ArticleId("fa", "law/terms"), "fa/law/terms.md", b"x", b"y")
    assert gate.owners_of(change) == ("Law team",)  # as the original says
    account = office.hire(Role.EDITOR, "sam@example.com")
    with pytest.raises(ApprovalNeededError):
        gate.let(change, account.person)
    gate.let(change, account.person, ("Law team",))
    assert overrides(office) == []
    collection.write("en/law/_index.md", title="Law", owner="law, Sam Other", approval="owner")
    office.parts.library.refresh()
    with pytest.raises(ApprovalNeededError):
        gate.let(change, account.person)
    gate.let(change, replace(account.person, teams=frozenset({"law"})))
