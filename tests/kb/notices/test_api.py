"""``/api/v1/notices``: programs of editors read what pages say for a while, and said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest

from kb.accounts.tokens import Scope
from kb.brand.brand import LocalisedText
from kb.brand.notices import NoticeKind, SiteNotice
from kb.core.roles import Role
from kb.core.settings import Settings
from kb.notices.notice_rows import kept_notices, put_up, take_down
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import Office

LIST = "/api/v1/notices"
IN_FILE = b"""\
time_zone: Europe/Berlin
notices:
  - {text: {en: Parcels are late., ar: "Late"}, kind: warning, from: 2026-11-22 14:00, until: 2026-11-23}
  - {text: Closed., link: /en/}
"""


@pytest.fixture
def office(collection: Collection, tmp_path: Path) -> Iterator[Office]:
    """Two notices in the file, one of which begins at 14:00 in Berlin, and two of editors, one taken down."""
    collection.write("en/a/b.md", title="B")
    collection.write("site.yml", IN_FILE)
    clock = Clock(datetime(2026, 11, 22, 12, 30, tzinfo=UTC))
    app = open_site(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[], clock=clock)
    office = Office(app, clock)
    with office.parts.database.begin() as connection:
        for text in ("First", "Second"):
            put_up(
                connection, SiteNotice(LocalisedText(MappingProxyType({"en": text})), NoticeKind.INFO), "Ann", clock()
            )
            clock.later(minutes=1)
        take_down(connection, kept_notices(connection)[-1].id, clock())
    yield office
    app.extensions["kb"].close()


@pytest.fixture
def token(office: Office) -> str:
    return office.token(office.hire(Role.EDITOR), Scope.REVIEW)


def test_those_of_editors_come_first_and_times_are_utc(office: Office, token: str) -> None:
    second, first, late, closed = office.listed(token, LIST)
    assert (second["texts"], second["by"], second["is_shown"]) == ({"en": "Second"}, "Ann", True)
    assert (first["texts"], first["is_shown"], first["taken_down_at"]) == (
        {"en": "First"},
        False,
        "2026-11-22T12:32:00Z",
    )
    assert (late["id"], late["begins"], late["ends"]) == (None, "2026-11-22T13:00:00Z", "2026-11-23T23:00:00Z")
    assert (late["kind"], late["is_shown"]) == ("warning", False)
    assert (closed["texts"], closed["links"], closed["is_shown"]) == ({"*": "Closed."}, {"*": "/en/"}, True)


def test_a_notice_that_begins_is_shown(office: Office, token: str) -> None:
    office.clock.later(hours=1)
    assert office.listed(token, LIST)[2]["is_shown"] is True


def test_they_are_read_on_by_cursor(office: Office, token: str) -> None:
    whole, found, next_ = office.listed(token, LIST), [], "?limit=1"
    while next_:
        page = office.ask(token, LIST + next_).get_json()
        found += page["results"]
        next_ = (page["next"] or "").removeprefix(LIST)
    assert found == whole


def test_who_does_not_review_reads_none(office: Office) -> None:
    assert office.ask(office.token(office.hire(Role.AUTHOR), Scope.REVIEW), LIST).status_code == 403
    assert office.ask(office.token(office.hire(Role.EDITOR), Scope.PROPOSE), LIST).status_code == 403
