"""Who settles a comment, and that every comment can be read."""

from __future__ import annotations

import pytest
from lxml import html
from sqlalchemy import func, select

from kb.core.roles import Person, Role
from kb.publishing.proposals import COMMENTS_EACH, ProposalComment, comment
from kb.publishing.rights import pages_of
from tests.conftest import Collection
from tests.signing_in import Browser, Office

BY = Person(name="Bo")
pytestmark = pytest.mark.slow  # whole pages


def form_of(browser: Browser, address: str, at: str) -> dict[str, str]:
    form = html.document_fromstring(browser.get(address).text).xpath(at)[-1]
    return {name: value or "" for name, value in form.form_values() if name}


def test_comments_are_settled_by_their_writer_the_author_or_who_decides(
    office: Office, editor: Browser, collection: Collection
) -> None:
    author = office.browser(office.hire(Role.AUTHOR, "ida@example.com"))
    other = office.browser(office.hire(Role.AUTHOR, "otto@example.com"))
    form = form_of(author, "/editor/en/here", "//form[@id='editor']")
    address = author.client.post("/work/propose/en/here", data={**form, "text": "Filled."}).location
    form = form_of(editor, address, "//main//form")
    assert editor.client.post(address, data={**form, "act": "comment", "text": "First"}).status_code == 303
    token = form_of(other, address, "//main//form")

    def settled() -> int:
        with office.parts.database.connect() as connection:
            query = select(func.count()).select_from(ProposalComment).where(ProposalComment.settled_by.is_not(None))
            return connection.scalar(query) or 0

    assert "Settled" not in other.get(address).text
    other.client.post(address, data={**token, "act": "settle", "comment": "1"})
    assert settled() == 0
    other.client.post(address, data={**token, "act": "comment", "text": "Second"})
    other.client.post(address, data={**token, "act": "settle", "comment": "2"})
    assert settled() == 1
    form = form_of(author, address, "//main//form")
    author.client.post(address, data={**form, "act": "settle", "comment": "1"})
    assert settled() == 2


def test_every_comment_can_be_reached(office: Office, editor: Browser) -> None:
    form = form_of(editor, "/editor/en/here", "//form[@id='editor']")
    address = editor.client.post("/work/propose/en/here", data={**form, "text": "Filled."}).location
    with office.parts.database.begin() as connection:
        for number in range(COMMENTS_EACH * 2):
            comment(connection, 1, BY, "x", "", f"said {number}", office.clock())
    form = form_of(editor, address, "//main//form")
    last = editor.client.post(address, data={**form, "act": "comment", "text": "the last"}).location
    assert last.endswith("comments=3")
    assert "the last" in editor.get(last).text
    assert "said 0<" in editor.get(address).text
    assert "said 199" in editor.get(f"{address}?comments=2").text
    for page in ("0", "4", "x", str(10**30)):
        assert editor.get(f"{address}?comments={page}").status_code == 404
    assert (pages_of(0), pages_of(COMMENTS_EACH), pages_of(COMMENTS_EACH + 1)) == (1, 1, 2)
