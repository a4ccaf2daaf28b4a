"""The history of an article, in a folder and in git, and what comes back."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from werkzeug.test import TestResponse

from kb.core.roles import Role
from kb.core.settings import Settings
from tests.at_the_machine import client_at_the_machine
from tests.conftest import Collection, open_site
from tests.git_site import git
from tests.kb.editor.conftest import LID, Writer, text_of, told
from tests.signing_in import Office, form_token

pytestmark = pytest.mark.slow  # whole pages

HERE = "/editor/history/en/lid"


def versions(writer: Writer, address: str = HERE) -> list[tuple[str, str]]:
    """Name and line of each version, newest first."""
    answer = writer.browser.get(address)
    assert answer.status_code == 200
    page = html.document_fromstring(answer.text)
    return [
        (one.xpath(".//a/@href")[0].partition("version=")[2].partition("#")[0], " ".join(one.text_content().split()))
        for one in page.xpath("//ol[@class='drafts']/li")
    ]


def restored(writer: Writer, version: str, address: str = HERE, **more: Any) -> TestResponse:
    page = writer.browser.get(f"{address}?version={version}")
    fields = html.document_fromstring(page.text).xpath(f"//form[@action='{address}']")[0].form_values()
    return writer.browser.client.post(address, data={**dict(fields), **more})


def edit(writer: Writer, before: str, after: str, note: str = "") -> None:
    page = writer.open("en/lid")
    assert writer.send(page, text=text_of(page).replace(before, after), note=note).status_code == 303


def test_every_save_is_a_version_and_one_act_brings_any_of_them_back(writer: Writer, other: Writer) -> None:
    assert [line for _, line in versions(writer)] == [
        "Now The file as it is now, changed outside of the site · current version"
    ]
    edit(writer, "Push", "Press", "Clearer <b>word</b>")
    edit(other, "Open", "Lift")
    (_, newest), (second, middle), (first, oldest) = versions(writer)
    assert newest.endswith("· Bob Edited · current version")
    assert middle.endswith("· Ann Edited · Clearer <b>word</b>")
    assert oldest.endswith("As it was before it was edited here")
    page = html.document_fromstring(writer.browser.get(f"{HERE}?version={second}").text)
    assert page.xpath("//p[@class='line-removed']/mark/text()") == ["Push"]
    assert "Press" in page.xpath("//p[@class='line-added']/mark/text()")
    page = html.document_fromstring(writer.browser.get(f"{HERE}?version={first}&against=now&show=page").text)
    assert [part.text_content() for part in page.find_class("block-removed")] == ["Open it.", "Push it."]
    assert [part.text_content() for part in page.find_class("block-added")] == ["Lift it.", "Press it."]
    answer = restored(writer, first, note="Was right")
    assert (answer.status_code, answer.location) == (303, "/en/articles/lid")
    assert writer.file().replace(b"updated_on: 2026-11-22\r\n", b"") == LID
    line = versions(writer)[0][1]
    assert line.endswith("· Ann Restored · Was right · current version")
    assert len(versions(writer)) == 4


def test_what_another_saved_meanwhile_is_not_lost_by_restoring(writer: Writer, other: Writer) -> None:
    edit(writer, "Push", "Press")
    first = versions(writer)[-1][0]
    page = writer.browser.get(f"{HERE}?version={first}")
    fields = dict(html.document_fromstring(page.text).xpath(f"//form[@action='{HERE}']")[0].form_values())
    edit(other, "Open", "Lift")
    before = writer.file()
    answer = writer.browser.client.post(HERE, data=fields)
    assert answer.status_code == 409
    assert "Somebody changed the article meanwhile." in told(answer)
    assert writer.file() == before
    for wrong in ("k999", "c" + "0" * 40, "nothing"):
        assert writer.browser.client.post(HERE, data={**fields, "version": wrong}).status_code == 404
        assert writer.browser.get(f"{HERE}?version={wrong}").status_code == 404
    assert writer.browser.get("/editor/history/en/nothing").status_code == 404


def test_what_is_archived_is_published_again_and_what_was_deleted_comes_back(
    writer: Writer, collection: Collection
) -> None:
    collection.write("en/old.md", "Text.", title="Old", status="archived", unpublish_on="2026-11-01")
    collection.write("en/over.md", "Text.", title="Over", unpublish_on="2026-11-01")
    edit(writer, "Push", "Press")
    (collection.root / "en/lid.md").unlink()
    page = writer.browser.get("/editor/archive")
    assert html.document_fromstring(page.text).xpath("//ul[@class='drafts']//bdi[not(@dir)]/text()") == [
        "Old",
        "Over",
        "lid",
    ]
    token = form_token(page)
    for key in ("over", "old"):
        answer = writer.browser.client.post(f"/editor/history/en/{key}", data={"csrf_token": token, "act": "publish"})
        assert (answer.status_code, answer.location) == (303, f"/en/articles/{key}")
    assert b"unpublish_on" not in writer.file("en/over.md")
    gone = versions(writer)
    (collection.root / "en/lid.md").mkdir()
    answer = restored(writer, gone[0][0])
    assert (answer.status_code, "Nothing was saved: File exists" in answer.text) == (409, True)
    assert str(collection.root) not in answer.text
    (collection.root / "en/lid.md").rmdir()
    assert restored(writer, gone[0][0]).location == "/en/articles/lid"
    assert b"Press it." in writer.file()
    assert "· Ann Restored · current version" in versions(writer)[0][1]


def test_at_the_machine_it_is_noted_who_publishes_again(collection: Collection, tmp_path: Path) -> None:
    collection.write("en/old.md", "Text.", title="Old", status="archived")
    site = open_site(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[])
    client = client_at_the_machine(site)
    token = form_token(client.get("/editor/archive"))
    given = {"csrf_token": token, "act": "publish", "name": "Ann"}
    assert client.post("/editor/history/en/old", data=given).status_code == 303
    page = html.document_fromstring(client.get("/editor/history/en/old").text)
    assert "Ann" in page.xpath("string(//ol[@class='drafts']/li[1])")
    site.extensions["kb"].close()


@pytest.mark.parametrize("office", [{"git_commit": True}], indirect=True)
def test_in_git_versions_are_commits_also_from_before_a_rename(writer: Writer, collection: Collection) -> None:
    edit(writer, "Push", "Press", "Clearer")
    git(collection.root, "mv", "en/lid.md", "en/cover.md")
    message = "Move the lid\n\n\x1e" + "0" * 40
    git(collection.root, "commit", "-q", "-m", message)
    here = "/editor/history/en/cover"
    lines = versions(writer, here)
    assert [line.partition(" · ")[2] for _, line in lines] == [
        "x Moved · Move the lid · current version",
        "Ann Clearer",
        "x Begin",
    ]
    answer = restored(writer, lines[-1][0], here, note="Back")
    assert answer.location == "/en/articles/cover"
    assert b"Push it." in writer.file("en/cover.md")
    log = git(collection.root, "log", "-1", "--format=%an|%B").strip()
    assert log == "Ann|Restore: en/cover.md\n\nBack"
    assert versions(writer, here)[0][1].endswith("· Ann Back · current version")


@pytest.mark.parametrize("office", [{"git_commit": True}], indirect=True)
def test_where_git_fails_the_page_says_so_and_shows_what_is_kept(writer: Writer, collection: Collection) -> None:
    edit(writer, "Push", "Press")
    objects = collection.root / ".git" / "objects"
    subprocess.run(["rm", "-rf", str(objects)], check=True)
    objects.mkdir()
    page = writer.browser.get(HERE)
    assert page.status_code == 200
    assert "Git cannot tell of earlier versions" in told(page)
    assert [line.rpartition(" ")[2] for _, line in versions(writer)] == ["version", "here"]


@pytest.mark.parametrize("office", [{"git_commit": True}], indirect=True)
def test_an_article_that_only_git_knows_comes_back_from_the_archive(writer: Writer) -> None:
    before = writer.file("en/cup.md")
    (writer.root / "en/cup.md").unlink()
    assert "/editor/history/en/cup" not in writer.browser.get("/editor/archive").text  # nobody committed that yet
    git(writer.root, "commit", "-qam", "Away with it")
    (writer.root / "en/mug.md").write_text("# Mug\n\nDrink from it, as much as you like.\n")
    git(writer.root, "add", ".")
    git(writer.root, "commit", "-qm", "Another")
    page = html.document_fromstring(writer.browser.get("/editor/archive").text)
    assert "/editor/history/en/cup" in page.xpath("//a/@href")
    name = versions(writer, "/editor/history/en/cup")[-1][0]
    address = f"/editor/history/en/cup?version={name}"
    shown = html.document_fromstring(writer.browser.get(address).text)
    form = next(one for one in shown.forms if "version" in one.fields)
    assert writer.browser.client.post(form.action, data=dict(form.form_values())).status_code == 303
    assert writer.file("en/cup.md") == before


@pytest.mark.parametrize("office", [{"git_commit": True}], indirect=True)
def test_why_a_version_was_made_that_was_for_others_is_not_told(writer: Writer, office: Office) -> None:
    file = writer.root / "en/lid.md"
    opened = file.read_text()
    for text, why in ((opened.replace("---\n", "---\naudience: sales\n", 1), "Prices fall"), (opened + "\n", "Open")):
        file.write_text(text)
        git(writer.root, "commit", "-qam", why)
    edit(writer, "Push", "Press", "Clearer")
    author = Writer(office.browser(office.hire(Role.AUTHOR, "ida@example.com")), writer.root)
    told_to = [[line.partition(" · ")[2] for _, line in versions(one)] for one in (author, writer)]
    assert told_to[0] == ["Ann Clearer · current version", "x Open", "x", "x Begin"]
    assert told_to[1][2] == "x Prices fall"
