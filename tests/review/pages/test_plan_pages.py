"""The plan: owner and interval of many at once, byte for byte, refused one by one, taken back; weeks evened out."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from kb.account_services.teams import Teams
from kb.core.roles import AT_THE_COMMAND_LINE
from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.git_site import begin_repository, git
from tests.review.pages.conftest import ANN, Editor, text_of

pytestmark = pytest.mark.slow  # whole pages

CHANGE = "/review/plan/change?state=all"


@pytest.fixture
def site(collection: Collection, tmp_path: Path) -> Flask:
    """Twelve articles, all due on one day, in a git folder; one keeps its bytes in a way of its own."""
    for number in range(11):
        collection.write(f"en/a{number:02}.md", title=f"A{number}", owner="Bob", last_reviewed_on="2026-06-07")
    odd = b"\xef\xbb\xbf---\r\ntitle: 'Odd'  # x\r\nlast_reviewed_on: 2026-06-07\r\n---\r\nText.\r\n"
    collection.write("en/odd.md", odd)
    begin_repository(collection.root)
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data", git_commit=True)
    return open_site(settings, models=[], clock=Clock())


def test_owner_and_interval_of_many_are_set_as_one_commit_and_taken_back(site: Flask, collection: Collection) -> None:
    ann = Editor(site)
    before = (collection.root / "en/odd.md").read_bytes()
    page = ann.open("/review/plan")
    assert "12 articles" in text_of(page, "//p[@class='summary']")
    assert "Bob 11––11" in text_of(page, "//div[@class='overview']//tbody/tr[1]")
    page = ann.decide(page, {"act": "owner", "owner": "", **ANN}, "a01", at=CHANGE)
    assert ann.response.status_code == 422
    assert "Say who answers for the articles." in text_of(page, "//p[@id='wrong']")
    assert len(page.xpath("//input[@name='row'][@checked]")) == 1
    page = ann.decide(page, {"act": "owner", "owner": "Lea", **ANN}, "a01", "odd", at=CHANGE)
    assert "Given another owner: 2 articles" in text_of(page, "//section")
    assert (collection.root / "en/odd.md").read_bytes() == before.replace(
        b"2026-06-07\r\n", b"2026-06-07\r\nowner: Lea\r\n"
    )
    assert git(collection.root, "log", "--format=%s %an").splitlines()[0] == "Hand over: 2 articles Ann"
    assert len(git(collection.root, "log", "--format=%h").split()) == 2
    page = ann.undo(page)
    assert (collection.root / "en/odd.md").read_bytes() == before
    page = ann.decide(page, {"act": "interval", "review_in": "often"}, "a01", at=CHANGE)
    assert "Write an interval" in text_of(page, "//p[@id='wrong']")
    page = ann.decide(page, {"act": "interval", "review_in": "3 Months"}, "a01", "a02", at=CHANGE)
    assert b"review_in: 3 months" in (collection.root / "en/a02.md").read_bytes()
    page = ann.decide(page, {"act": "no_interval"}, "a01", "odd", at=CHANGE)
    assert b"review_in" not in (collection.root / "en/a01.md").read_bytes()
    assert ann.response.status_code == 409
    assert "odd (en) – it says so already" in text_of(page, "//section")
    ann.decide(page, {"act": "take_over"}, "a03", at=CHANGE)
    assert b"owner: Ann" in (collection.root / "en/a03.md").read_bytes()


def test_what_changed_meanwhile_is_told_one_by_one_and_the_rest_is_done(site: Flask, collection: Collection) -> None:
    ann = Editor(site)
    page = ann.open("/review/plan?owner=Bob&state=due_soon")
    changed = (collection.root / "en/a01.md").read_bytes() + b"More.\n"
    (collection.root / "en/a01.md").write_bytes(changed)
    page = ann.decide(page, {"act": "owner", "owner": "Lea", **ANN}, "a01", "a02", at=CHANGE)
    assert "Given another owner: 1 article" in text_of(page, "//section")
    assert "a01 (en) – the file was changed after this page was made" in text_of(page, "//section")
    assert (collection.root / "en/a01.md").read_bytes() == changed
    assert b"owner: Lea" in (collection.root / "en/a02.md").read_bytes()


def test_the_weeks_are_evened_out_as_was_previewed_and_taken_back(site: Flask, collection: Collection) -> None:
    ann = Editor(site)
    page = ann.open("/review/plan/even?weeks=5")
    (mark,) = page.xpath("//input[@name='mark']/@value")
    put_off = len(page.xpath("//main//li[contains(., '→')]"))
    assert put_off
    page = ann.post(page, "/review/plan/even", {"weeks": "5", "mark": "0", **ANN})
    assert (ann.response.status_code, "The plan has changed" in text_of(page, "//p[@id='wrong']")) == (409, True)
    page = ann.post(page, "/review/plan/even", {"weeks": "5", "mark": mark, **ANN})
    assert f"Planned: {put_off} articles" in text_of(page, "//section")
    assert "as even as they can be" in text_of(ann.open("/review/plan/even?weeks=5"), "//main")
    ann.undo(ann.open("/review/plan"))
    assert ann.open("/review/plan/even?weeks=5").xpath("//input[@name='mark']/@value") == [mark]
    for weeks in ("0", "x", str(10**30)):
        assert ann.open(f"/review/plan/even?weeks={weeks}") is not None
        assert ann.response.status_code == 200


def test_teams_are_called_by_their_names_and_one_may_look_at_ones_own(site: Flask, collection: Collection) -> None:
    ann = Editor(site)
    Teams(ann.parts.database, Clock()).add(AT_THE_COMMAND_LINE, "support", "First line")
    collection.write("en/team.md", title="Ours", owner="support")
    collection.write("en/mine.md", title="Mine", owner="Ann")
    page = ann.open("/review/plan?state=all")
    assert not page.xpath("//input[@name='mine']")  # nobody said who they are
    assert "First line 1" in text_of(page, "//div[@class='overview']//tbody")
    assert "First line (1)" in text_of(page, "//select[@name='owner']")
    assert text_of(page, "//datalist[@id='names']/option[@value='support']") == "First line"
    ann.decide(page, {"act": "owner", "owner": "Lea", **ANN}, "a01", at=CHANGE)
    page = ann.open("/review/plan?state=all&mine=1")
    assert page.xpath("//input[@name='mine'][@checked]")
    assert len(page.xpath("//input[@name='row']")) == 1
    assert "Mine" in text_of(page, "//table[@class='queue']//th[@scope='row']")
