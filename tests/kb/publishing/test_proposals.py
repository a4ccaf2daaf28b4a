"""Proposals: an author hands a version on, an editor returns, approves, publishes it; the article stays meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html
from werkzeug.test import TestResponse

from kb.accounts.audit_log import AuditEvent
from kb.core.roles import Role
from tests.clock import Clock
from tests.conftest import Collection
from tests.signing_in import Browser, Office

pytestmark = pytest.mark.slow  # whole pages

HERE = "/editor/en/here"


@pytest.fixture
def author(office: Office) -> Browser:
    return office.browser(office.hire(Role.AUTHOR, "ida@example.com"))


def form_of(browser: Browser, address: str = HERE, at: str = "//form[@id='editor']") -> dict[str, Any]:
    page = browser.get(address)
    assert page.status_code == 200
    form = html.document_fromstring(page.text).xpath(at)[-1]
    return {name: (value or "").replace("\r\n", "\n") for name, value in form.form_values() if name}


def proposed(browser: Browser, text: str = "Kettle, filled.", **fields: str) -> str:
    """Propose from the form of an article; the address of the proposal."""
    answer = browser.client.post("/work/propose/en/here", data={**form_of(browser), "text": text, **fields})
    assert answer.status_code == 303
    return str(answer.location)


def act(browser: Browser, address: str, name: str, **fields: str) -> TestResponse:
    form = form_of(browser, address, "//main//form")
    return browser.client.post(address, data={**form, "act": name, **fields})


def says(browser: Browser, address: str) -> str:
    return " ".join(html.document_fromstring(browser.get(address).text).text_content().split())


def events(office: Office) -> list[AuditEvent]:
    wanted = {AuditEvent.PROPOSED, AuditEvent.APPROVED, AuditEvent.RETURNED, AuditEvent.PUBLISHED, AuditEvent.WITHDRAWN}
    return [event for event, _ in office.events() if event in wanted]


def test_from_a_draft_of_an_author_to_the_article_that_readers_see(
    office: Office, author: Browser, editor: Browser, collection: Collection
) -> None:
    before = (collection.root / "en/here.md").read_bytes()
    assert author.client.post(HERE, data={**form_of(author), "text": "Mine."}).status_code == 403
    assert author.get(f"/work/proposals/{10**30}").status_code == 404
    assert 'value="save"' not in author.get(HERE).text
    address = proposed(author, note="Clearer")
    assert "Here In review · Ida" in says(editor, "/work")
    assert "What you asked for Here In review" in says(author, "/work")
    assert "filled" in says(editor, address)
    assert act(editor, address, "return").status_code == 422
    assert act(editor, address, "return", text="Say <b>how</b> full.", quote="filled").status_code == 303
    assert "Nothing waits for you." in says(editor, "/work")
    assert "Here Returned" in says(author, "/work")
    assert "Say <b>how</b> full." in says(author, address)
    assert act(author, address, "edit").location == HERE
    assert form_of(author)["text"].strip() == "Kettle, filled."
    assert proposed(author, "Kettle, filled to the line.") == address
    comments = html.document_fromstring(editor.get(address).text).xpath("//input[@name='comment']/@value")
    assert act(editor, address, "settle", comment=comments[0]).status_code == 303
    assert "Settled by Ann" in says(author, address)
    assert act(editor, address, "approve").status_code == 303
    assert (collection.root / "en/here.md").read_bytes() == before
    assert act(author, address, "publish").status_code == 403
    assert act(editor, address, "publish").location == "/en/articles/here"
    assert "filled to the line" in says(office.browser(), "/en/articles/here")
    assert "· Ida Edited · Clearer · current version" in says(editor, "/editor/history/en/here")
    assert events(office) == [
        AuditEvent.PROPOSED,
        AuditEvent.RETURNED,
        AuditEvent.PROPOSED,
        AuditEvent.APPROVED,
        AuditEvent.PUBLISHED,
    ]
    assert "Published" in says(author, address)


def test_two_editors_do_not_decide_over_each_other(
    office: Office, author: Browser, editor: Browser, clock: Clock
) -> None:
    address = proposed(author)
    form = form_of(editor, address, "//main//form")
    clock.later(minutes=1)
    assert act(editor, address, "approve").status_code == 303
    late = editor.client.post(address, data={**form, "act": "publish"})
    assert late.status_code == 409
    assert "Somebody decided on it meanwhile." in late.text
    assert act(author, address, "withdraw").status_code == 303
    assert editor.client.post(address, data={**form, "act": "publish"}).status_code == 409
    assert events(office) == [AuditEvent.PROPOSED, AuditEvent.APPROVED, AuditEvent.WITHDRAWN]


def test_a_proposal_is_never_published_over_what_another_changed(
    author: Browser, editor: Browser, collection: Collection
) -> None:
    address = proposed(author)
    collection.write("en/here.md", title="Here", body="Kettle, emptied.")
    answer = act(editor, address, "publish")
    assert answer.status_code == 409
    assert "The article has changed since this was proposed." in answer.text
    assert b"emptied" in (collection.root / "en/here.md").read_bytes()
    assert act(author, address, "edit").status_code == 303
    assert author.get(HERE).status_code == 200
    (collection.root / "en/here.md").unlink()
    assert act(editor, address, "publish").status_code == 409


def test_after_a_crash_between_file_and_database_it_is_published_once(
    office: Office, author: Browser, editor: Browser, collection: Collection
) -> None:
    """What a killed process leaves: the file as proposed, with its day, and the proposal still in review."""
    address = proposed(author)
    collection.write("en/here.md", "Kettle, filled.", title="Here", updated_on="2026-11-22")
    assert act(editor, address, "publish").location == "/en/articles/here"
    assert (collection.root / "en/here.md").read_bytes().count(b"updated_on") == 1
    assert events(office) == [AuditEvent.PROPOSED, AuditEvent.PUBLISHED]


def test_what_cannot_be_an_article_is_proposed_and_not_published(author: Browser, editor: Browser) -> None:
    address = proposed(author, "", owner="Ida")
    answer = act(editor, address, "publish")
    assert answer.status_code == 422
    for number in (999, 10**30):
        assert author.get(f"/work/proposals/{number}").status_code == 404
    assert author.client.post("/work/propose/en/nothing", data=form_of(author)).status_code == 404


def test_what_another_changed_is_merged_at_the_next_proposal(
    author: Browser, editor: Browser, collection: Collection
) -> None:
    collection.write("en/here.md", "One.\n\nTwo.\n\nThree.", title="Here")
    address = proposed(author, "One!\n\nTwo.\n\nThree.\n")
    collection.write("en/here.md", "One.\n\nTwo.\n\nThree!", title="Here")
    assert act(editor, address, "publish").status_code == 409
    assert act(author, address, "edit").location == HERE
    assert author.client.post("/work/propose/en/here", data=form_of(author)).location == address
    assert act(editor, address, "publish").location == "/en/articles/here"
    assert (collection.root / "en/here.md").read_text().endswith("One!\n\nTwo.\n\nThree!\n")


def test_where_both_changed_the_same_step_the_author_chooses(
    author: Browser, editor: Browser, collection: Collection
) -> None:
    collection.write("en/here.md", "1. Fill it.\n", title="Here")
    form = form_of(author)
    collection.write("en/here.md", "1. Fill it to the top.\n", title="Here")
    answer = author.client.post("/work/propose/en/here", data={**form, "text": "1. Fill it half.\n"})
    assert answer.location == HERE
    page = html.document_fromstring(author.get(HERE).text)
    (choice,) = set(page.xpath("//input[@value='theirs']/@name"))
    unchosen = author.client.post("/work/propose/en/here", data=form_of(author))
    assert unchosen.location == HERE
    answer = author.client.post("/work/propose/en/here", data={**form_of(author), choice: "mine"})
    assert act(editor, answer.location, "publish").location == "/en/articles/here"
    assert (collection.root / "en/here.md").read_text().endswith("1. Fill it half.\n")


def test_a_category_that_is_renamed_while_somebody_writes_loses_nothing(
    author: Browser, editor: Browser, collection: Collection
) -> None:
    collection.write("en/old/lid.md", "Push.\n", title="Lid")
    address = "/editor/en/old/lid"
    form = form_of(author, address)
    (collection.root / "en/old").rename(collection.root / "en/new")
    author.get("/en/")
    answer = author.client.post("/work/propose/en/old/lid", data={**form, "text": "Press.\n"})
    assert answer.location == address
    page = author.get(address)
    assert page.status_code == 200
    assert "The file was deleted meanwhile. Your text is kept as a draft." in page.text
    assert form_of(author, address)["text"].strip() == "Press."
    assert "Push." in (collection.root / "en/new/lid.md").read_text()
    unknown = author.client.post("/work/propose/en/nothing", data={**form, "seen": "0" * 32})
    assert unknown.status_code == 404


def test_a_comment_that_is_sent_twice_by_two_clicks_stands_once(author: Browser, editor: Browser) -> None:
    address = proposed(author)
    for _ in range(2):
        assert act(editor, address, "comment", text="Which kettle?").status_code == 303
    assert editor.get(address).text.count("Which kettle?") == 1
