"""Notices: shown from their beginning to their end on every page, put up and taken down by editors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from kb.core.roles import Role
from kb.core.settings import Settings
from kb.notices.notice_rows import kept_notices
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import Office

LATER = datetime(2030, 11, 22, 12, tzinfo=UTC)  # than the files were written
IN_FILE = """\
time_zone: Europe/Berlin
contact: /a
notices:
  - {text: {en: Parcels are late., ar: الطرود متأخرة.}, kind: warning, from: 2030-11-22 14:00, until: 2030-11-23}
"""


@pytest.fixture
def noticed(collection: Collection, tmp_path: Path, clock: Clock) -> Iterator[Flask]:
    """A site with a notice in its file, which begins an hour after noon by UTC."""
    collection.write("en/a/b.md", title="B")
    collection.write("ar/a/b.md", title="ب")
    (collection.root / "site.yml").write_text(IN_FILE, "utf-8")
    clock.now = LATER
    app = open_site(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[], clock=clock)
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.extensions["kb"].close()


def notices(client: FlaskClient, path: str = "/en/articles/a/b") -> list[str]:
    tree = html.document_fromstring(client.get(path).get_data(as_text=True))
    return [" ".join(one.text_content().split()) for one in tree.xpath("//*[@data-notice]")]


def test_a_notice_of_the_file_is_shown_on_every_page_in_its_language_from_its_beginning_to_its_end(
    noticed: Flask, clock: Clock
) -> None:
    client = noticed.test_client()
    assert notices(client) == []
    clock.later(hours=1)
    for path in ("/en/", "/en/articles/a/b", "/en/articles/none", "/en/search?q=b", "/login"):
        assert notices(client, path) == ["Warning: Parcels are late."], path
    assert notices(client, "/ar/")[0].endswith("الطرود متأخرة.")
    clock.now = datetime(2030, 11, 23, 22, 59, tzinfo=UTC)
    assert len(notices(client)) == 1
    clock.later(minutes=1)  # midnight in Berlin
    assert notices(client) == []


def test_caches_are_told_that_a_page_changed_with_its_notice(noticed: Flask, clock: Clock) -> None:
    client = noticed.test_client()
    before = client.get("/en/articles/a/b")
    asked = {"If-None-Match": before.headers["ETag"]}
    assert client.get("/en/articles/a/b", headers=asked).status_code == 304
    assert before.headers["Cache-Control"] == "no-cache"
    clock.later(hours=1)
    shown = client.get("/en/articles/a/b", headers=asked)
    assert shown.status_code == 200
    assert shown.headers["Last-Modified"] == "Fri, 22 Nov 2030 13:00:00 GMT"
    clock.now = datetime(2030, 11, 23, 23, 1, tzinfo=UTC)
    only_a_day = {"If-Modified-Since": shown.headers["Last-Modified"]}
    assert client.get("/en/articles/a/b", headers=only_a_day).status_code == 200


def test_an_editor_puts_a_notice_up_and_takes_it_down_and_staff_do_not(noticed: Flask, clock: Clock) -> None:
    office = Office(noticed, clock)
    editor, staff = (office.browser(office.hire(role)).client for role in (Role.EDITOR, Role.STAFF))
    reader = noticed.test_client()
    form = {"text-en": "Sign-in is <down>.", "kind": "warning", "until": "2030-11-22 20:00", "url": "/en/articles/a/b"}
    assert staff.post("/notices", data=form).status_code == 403
    for wrong, said in (
        ({"text-en": " "}, "at least one language"),
        ({"url": "javascript:alert(1)"}, "begins with https:"),
        ({"from": "2030-11-22 21:00"}, "after the beginning"),
        ({"until": "tomorrow"}, "days like 2026-12-20"),
        ({"until": "9999-12-31"}, "days like 2026-12-20"),
        ({"from": "0001-01-01"}, "days like 2026-12-20"),
        ({"until": "2030-12-20T18:00+03:00"}, "days like 2026-12-20"),
    ):
        refused = editor.post("/notices", data={**form, **wrong})
        assert refused.status_code == 400
        assert said in refused.get_data(as_text=True)
    assert notices(reader) == []
    assert editor.post("/notices", data=form).status_code == 303
    assert notices(reader) == ["Warning: Sign-in is <down>. Read more"]
    with noticed.extensions["kb"].database.connect() as connection:
        (kept,) = kept_notices(connection)
    assert kept.made_by == "Editor"
    assert "Shown now" in editor.get("/notices").get_data(as_text=True)
    assert staff.post(f"/notices/{kept.id}/down").status_code == 403
    assert editor.post(f"/notices/{kept.id}/down").status_code == 303
    assert notices(reader) == []
