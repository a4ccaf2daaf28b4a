"""``/api/v1/review/findings`` and ``…/links``: what a reviewer sees beside an article, for programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.accounts.tokens import Scope
from kb.core.roles import Role
from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import Office

FINDINGS, LINKS = "/api/v1/review/findings/en/orders/due", "/api/v1/review/links/en/orders/due"
LONG = f"https://example.com/{'a' * 2_000}"
TEXT = f"See [there](nowhere.md), [b](https://example.com/b), [a](http://example.com/a), [c]({LONG}1), [d]({LONG}2)."


@pytest.fixture
def office(collection: Collection, tmp_path: Path) -> Iterator[Office]:
    collection.write("en/orders/due.md", TEXT, title="Due", last_reviewed_on="2026-01-01")
    collection.write("en/orders/draft.md", title="Draft", status="draft")
    clock = Clock()
    app = open_site(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[], clock=clock)
    yield Office(app, clock)
    app.extensions["kb"].close()


@pytest.fixture
def token(office: Office) -> str:
    return office.token(office.hire(Role.EDITOR), Scope.REVIEW)


def test_what_is_wrong_is_told_as_kb_check_tells_it(office: Office, token: str) -> None:
    told = office.ask(token, FINDINGS).get_json()
    assert [one["path"] for one in told["problems"]] == ["en/orders/due.md"]
    assert "nowhere.md" in str(told["problems"])
    assert (told["problem_count"], told["last_review"]["on"]) == (1, "2026-01-01")
    assert told["since"]["state"] == "unknown"
    assert told["votes"] == {"helpful": 0, "unhelpful": 0, "reasons": {}}


def test_links_are_listed_by_address_and_nobody_visits_them(office: Office, token: str) -> None:
    found = office.ask(token, LINKS).get_json()["results"]
    assert [one["url"] for one in found][:1] == ["http://example.com/a"]
    assert {one["state"] for one in found} == {"unknown"}
    known = office.parts.review.links.results(one["url"] for one in found)
    assert known == {}


def test_links_that_wait_are_told_as_such(office: Office, token: str) -> None:
    article = next(one for one in office.parts.library.catalog.articles if one.key == "orders/due")
    office.parts.review.links.request(article, ["https://example.com/b"])  # nothing looks at them in a test
    found = office.ask(token, LINKS).get_json()["results"]
    assert {one["url"]: one["state"] for one in found}["https://example.com/b"] == "waiting"


def test_links_are_read_on_by_cursor_however_long_they_are(office: Office, token: str) -> None:
    whole, found, next_ = office.ask(token, LINKS).get_json()["results"], [], "?limit=1"
    while next_:
        page = office.ask(token, LINKS + next_).get_json()
        found += page["results"]
        next_ = (page["next"] or "").removeprefix(LINKS)
    assert found == whole
    assert len(whole) == 4


@pytest.mark.parametrize("address", [FINDINGS, LINKS])
def test_who_does_not_review_and_what_is_not_published_get_nothing(office: Office, token: str, address: str) -> None:
    assert office.ask(token, address.replace("due", "draft")).status_code == 404
    assert office.ask(token, address.replace("due", "none")).status_code == 404
    assert office.ask(office.token(office.hire(Role.AUTHOR), Scope.REVIEW), address).status_code == 403
    other = office.hire(Role.EDITOR, "eve@example.com")
    assert office.ask(office.token(other, Scope.PROPOSE), address).status_code == 403
