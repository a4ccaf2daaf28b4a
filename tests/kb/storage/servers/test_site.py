"""A whole site whose primary dies: readers, voters and staff, before a standby is promoted and after."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from kb.core.roles import Role
from kb.core.settings import Settings
from kb.feedback.vote_rows import FeedbackVote
from kb.usage.desk_notes import DeskNoteRow
from kb.usage.views import ArticleViews
from tests.clock import Clock
from tests.conftest import Collection
from tests.kb.storage.servers.conftest import eventually
from tests.postgres import Pair
from tests.servers import Server, free_port
from tests.signing_in import Browser, Office, form_token

pytestmark = pytest.mark.slow
LID = "/en/articles/lid"


def opened(pair: Pair, collection: Collection, data: Path) -> Flask:
    """A process of the site; nothing runs in the background."""
    environment = {"KB_DATABASE_URL": pair.url}
    settings = Settings.from_environment(environment, articles_dir=collection.root, data_dir=data)
    return create_app(settings, models=[], clock=Clock(), start=False)


def close(site: Flask) -> None:
    site.extensions["kb"].close()


@pytest.fixture
def office(pair: Pair, collection: Collection, tmp_path: Path) -> Iterator[Office]:
    collection.write("en/lid.md", "Open it.", title="Lid")
    site = opened(pair, collection, tmp_path / "data")
    yield Office(site, Clock())
    close(site)


def vote(browser: Browser, **said: object) -> str:
    """Vote as a program; the name of the vote."""
    body = json.dumps({"language": "en", "key": "lid", **said})
    answer = browser.client.post("/api/v1/feedback", data=body, content_type="application/json")
    assert answer.status_code == 200, answer.text
    return str(answer.json["vote"])  # type: ignore[index]


def kept_writes(office: Office) -> list[object]:
    """What operators are told of what waits."""
    measures = [one for feature in office.parts.features for one in feature.measures]
    return [*next(one for one in measures if one.name == "kb_kept_writes").read()]


def votes(office: Office) -> list[tuple[str, bool, str]]:
    """Those that are written."""
    row = FeedbackVote
    with office.parts.database.connect() as connection:
        return [tuple(one) for one in connection.execute(select(row.id, row.helpful, row.comment).order_by(row.at))]  # type: ignore[misc]


def promoted(pair: Pair, office: Office) -> None:
    """A standby takes writes, and the site knows it."""
    pair.standby.promote()
    eventually(lambda: not office.parts.database.servers.trouble)


def test_readers_and_staff_read_on_and_votes_are_kept_and_counted_once(pair: Pair, office: Office) -> None:
    reader, private = office.browser(), office.browser()
    editor = office.browser(office.hire(Role.EDITOR))
    before = vote(reader, helpful=True)
    assert editor.is_signed_in()
    pair.primary.kill()
    assert reader.get("/en/").status_code == 200
    assert "Open it." in reader.get(LID).text
    assert editor.is_signed_in(), "the session is read from the standby"
    changed = vote(reader, helpful=False, comment="Step 3 is gone", vote=before)
    private.client.environ_base["HTTP_DNT"] = "1"
    new = vote(private, helpful=False)
    assert vote(private, helpful=False, comment="because", vote=new) == new
    assert changed == before
    assert kept_writes(office) == [({}, 3)]
    assert votes(office) == [(before, True, "")]
    ready = reader.get("/readyz").json
    assert "takes writes" in ready["database"]  # type: ignore[index]
    promoted(pair, office)
    assert vote(private, helpful=False, comment="because of it", vote=new) == new, "behind what waits"
    assert office.parts.later.carry_out() == 4
    assert votes(office) == [(before, False, "Step 3 is gone"), (new, False, "because of it")]
    assert office.parts.later.carry_out() == 0
    assert reader.get("/readyz").json["database"] == "ok"  # type: ignore[index]


def test_whoever_votes_by_the_page_reads_that_it_was_taken(pair: Pair, office: Office) -> None:
    reader = office.browser()
    pair.primary.kill()
    fields = {"language": "en", "key": "lid", "helpful": "yes", "in_place": "1"}
    page = reader.client.post("/feedback", data=fields)
    assert page.status_code == 200
    assert "Thank you" in page.text


def test_a_process_that_ends_before_there_is_a_primary_leaves_all_to_the_next(
    pair: Pair, office: Office, collection: Collection, tmp_path: Path
) -> None:
    reader = office.browser()
    pair.primary.kill()
    reader.get(LID, headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})
    name = vote(reader, helpful=True)
    close(office.site)
    site = opened(pair, collection, tmp_path / "data")
    after = Office(site, Clock())
    assert votes(after) == []
    promoted(pair, after)
    eventually(after.parts.later.carry_out)
    after.parts.later.carry_out()
    assert [one[0] for one in votes(after)] == [name]
    with after.parts.database.connect() as connection:
        assert connection.scalar(select(func.sum(ArticleViews.views))) == 1
    close(site)


def test_a_note_of_the_desk_is_kept_and_what_an_editor_writes_comes_back_in_the_form(
    pair: Pair, office: Office
) -> None:
    editor = office.browser(office.hire(Role.ADMIN))
    desk, form = editor.get("/desk"), editor.get("/editor/en/lid")
    pair.primary.kill()
    note = {"csrf_token": form_token(desk), "kind": "link", "language": "en", "key": "lid", "ticket": "T-1"}
    assert editor.client.post("/desk/notes", data=note).status_code < 400
    notice = editor.post("/notices", "/notices", {"text-en": "We are closed on Monday"})
    assert notice.status_code == 503, "nothing is said to be saved"
    assert "We are closed on Monday" in notice.text, "what was written is not lost"
    assert form_token(form)
    promoted(pair, office)
    office.parts.later.carry_out()
    with office.parts.database.connect() as connection:
        assert connection.scalars(select(DeskNoteRow.ticket)).all() == ["T-1"]


@pytest.mark.parametrize("has_account", [True, False])
def test_a_server_begins_while_there_are_only_standbys(
    pair: Pair, office: Office, collection: Collection, tmp_path: Path, *, has_account: bool
) -> None:
    if has_account:
        office.hire(Role.ADMIN)
    pair.primary.kill()
    server = Server(collection.root, tmp_path / "late" / "data", free_port(), {"KB_DATABASE_URL": pair.url})
    try:
        assert "Open it." in server.wait_until(LID, "Open it.")
        server.wait_until("/readyz", "takes writes")
        assert ("No link for a first administrator" in server.said) is not has_account
        pair.standby.promote()
        server.wait_until("/readyz", '"database":"ok"')
        assert "Traceback" not in server.said
    finally:
        server.stop()
