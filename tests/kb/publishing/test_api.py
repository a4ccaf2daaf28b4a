"""``/api/v1/work``: a program reads what its own work is, and what waits for its owner where it may know that."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kb.accounts.accounts import Account
from kb.accounts.tokens import Scope
from kb.catalog.article import ArticleId
from kb.core.roles import Role
from kb.editor.drafts import keep_draft, owner_of
from kb.editor.sheet import FormSheet
from kb.publishing.proposals import propose
from tests.conftest import Collection
from tests.signing_in import Office

WORK = "/api/v1/work"
HERE = ArticleId("en", "here")


def kinds(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["kind"], one["key"]) for one in found]


@pytest.fixture
def ann(office: Office) -> Account:
    """An author, who proposed something and writes at something else."""
    account = office.hire(Role.AUTHOR, "ann@example.com")
    content = (office.parts.library.root / "en/here.md").read_bytes()
    form = FormSheet.of_file(content, "en/here.md", HERE).as_plain()
    with office.parts.database.begin() as connection:
        propose(
            connection, account.person, owner_of(account.person), HERE, {**form, "text": "Kettle anew."}, office.clock()
        )
        keep_draft(connection, account.person, ArticleId("en", "comes"), form, "", office.clock())
    return account


def test_what_is_planned_is_told_to_every_program_that_writes(office: Office) -> None:
    token = office.token(office.hire(Role.AUTHOR), Scope.PROPOSE)
    comes, goes = office.listed(token, WORK)
    assert comes == {
        "kind": "planned",
        "language": "en",
        "key": "comes",
        "title": "Comes",
        "at": "2026-11-23T08:00:00Z",
        "act": "publish",
        "proposal": None,
        "state": None,
        "by": None,
        "url": "/editor/en/comes",
    }
    assert (goes["key"], goes["act"], goes["at"]) == ("goes", "take_away", "2026-11-23T23:00:00Z")


def test_a_program_knows_nothing_of_what_its_owner_writes_or_proposes(office: Office, ann: Account) -> None:
    assert kinds(office.listed(office.token(ann, Scope.PROPOSE), WORK)) == [("planned", "comes"), ("planned", "goes")]


def test_what_waits_is_told_where_the_owner_decides_and_the_token_may_review(office: Office, ann: Account) -> None:
    editor, other = office.hire(Role.EDITOR), office.hire(Role.STAFF)
    both = office.listed(office.token(editor, Scope.PROPOSE, Scope.REVIEW), f"{WORK}?kind=waiting")
    assert kinds(both) == [("waiting", "here")]
    assert (both[0]["by"], both[0]["state"], both[0]["url"]) == ("Ann", "in_review", "/work/proposals/1")
    assert "anew" not in str(both)
    assert office.listed(office.token(editor, Scope.PROPOSE), f"{WORK}?kind=waiting") == []
    assert office.listed(office.token(ann, Scope.PROPOSE, Scope.REVIEW), f"{WORK}?kind=waiting") == []
    assert office.ask(office.token(editor, Scope.REVIEW), WORK).status_code == 403
    assert office.ask(office.token(other, Scope.PROPOSE), WORK).status_code == 403


def test_the_list_is_read_on_by_cursor(office: Office, ann: Account) -> None:
    token = office.token(office.hire(Role.EDITOR), Scope.PROPOSE, Scope.REVIEW)
    whole, found, next_ = office.listed(token, WORK), [], "?limit=1"
    while next_:
        page = office.ask(token, WORK + next_).get_json()
        found += page["results"]
        next_ = (page["next"] or "").removeprefix(WORK)
    assert found == whole
    assert len(whole) == 3


def test_what_is_for_another_team_is_in_nobodys_list_outside_of_it(office: Office, collection: Collection) -> None:
    day = (office.clock() + timedelta(days=3)).date().isoformat()
    collection.write("en/secret.md", title="Secret", audience="legal", published_on=day)
    token = office.token(office.hire(Role.AUTHOR), Scope.PROPOSE)
    assert "secret" not in [key for _, key in kinds(office.listed(token, WORK))]
    editor = office.token(office.hire(Role.EDITOR), Scope.PROPOSE)
    assert "secret" in [key for _, key in kinds(office.listed(editor, WORK))]


def test_only_articles_of_the_owner_are_left_where_that_is_asked(office: Office, collection: Collection) -> None:
    collection.write("en/goes.md", title="Goes", unpublish_on="2026-11-24", owner="ann@example.com")
    token = office.token(office.hire(Role.AUTHOR, "ann@example.com"), Scope.PROPOSE)
    assert kinds(office.listed(token, f"{WORK}?mine=1")) == [("planned", "goes")]


@pytest.mark.parametrize("query", ["?kind=other", "?mine=yes", "?limit=0"])
def test_what_cannot_be_meant_is_refused(office: Office, query: str) -> None:
    token = office.token(office.hire(Role.AUTHOR), Scope.PROPOSE)
    assert office.ask(token, WORK + query).status_code == 400
