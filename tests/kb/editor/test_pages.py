"""Editing by a browser: what is saved, what is kept, and that nothing that anybody wrote is lost."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from lxml import html

from kb.core.roles import Role
from kb.editor.pages import EACH_MINUTE
from kb.library.reader import MAX_ARTICLE_BYTES
from kb.operations.server import MAX_REVIEW_BYTES
from kb.pictures.taking import MAX_PICTURE_BYTES
from kb.site.article_forms import MAX_POST_BYTES
from tests.clock import Clock
from tests.conftest import Collection
from tests.git_site import git
from tests.kb.editor.conftest import LID, Writer, text_of, told
from tests.signing_in import Office

pytestmark = pytest.mark.slow  # whole pages: each takes a good part of a second


def test_an_article_is_mended_from_its_page_and_one_is_back_at_the_place(writer: Writer) -> None:
    article = html.document_fromstring(writer.browser.get("/en/articles/lid").text)
    [link] = article.xpath("//a[@class='edit-article']/@href")
    page = writer.open(link.removeprefix("/editor/"), at="close")
    answer = writer.send(page, text=text_of(page).replace("Push", "Press"))
    assert (answer.status_code, answer.location) == (303, "/en/articles/lid?saved=1#close")
    day = b"updated_on: 2026-11-22\r\n"
    assert writer.file() == LID.replace(b"Push", b"Press").replace(b"x_shelf", day + b"x_shelf")
    assert "Press it." in writer.browser.get("/en/articles/lid").text


def test_a_small_correction_leaves_the_date_and_nothing_changed_leaves_the_file(writer: Writer) -> None:
    assert writer.send(writer.open()).status_code == 303
    assert writer.file() == LID
    page = writer.open()
    writer.send(page, text=text_of(page) + " Now.", title="Cover", small="1")
    assert writer.file() == LID.replace(b"'Lid'", b"'Cover'") + b" Now."


def test_only_editors_find_the_editor_and_only_forms_of_ours_are_taken(office: Office, writer: Writer) -> None:
    reader, staff = office.browser(), office.browser(office.hire(Role.STAFF))
    assert reader.get("/editor/en/lid").location.startswith("/login")
    for path in ("/editor", "/editor/en/lid"):
        assert staff.get(path).status_code == 403
    for browser in (reader, staff):
        assert "edit-article" not in browser.get("/en/articles/lid").text
        for path in ("/editor/en/lid", "/editor/live/en/lid"):
            assert browser.client.post(path, data={"text": "x"}).status_code in (400, 403)
    assert writer.browser.client.post("/editor/en/lid", data={"text": "x"}).status_code == 400
    assert writer.browser.get("/editor/en/nothing").status_code == 404
    assert writer.file() == LID


def test_the_preview_is_by_the_sites_renderer_safe_and_kept_as_a_draft_without_scripts(writer: Writer) -> None:
    page = writer.open()
    answer = writer.send(page, act="preview", text="**Bold** [cup](cup.md) <script>alert(1)</script>", title="Cover")
    shown = html.document_fromstring(answer.text).get_element_by_id("e-preview")
    assert shown.xpath(".//p[@class='preview-title']/text()") == ["Cover"]
    assert shown.xpath(".//strong/text()") == ["Bold"]
    assert shown.xpath(".//a/@href") == ["/en/articles/cup"]
    assert shown.xpath(".//script") == []
    again = writer.open()
    assert text_of(again).startswith("**Bold**")
    assert "This is your draft of 12:00" in told(again)
    assert writer.file() == LID


def test_what_is_typed_is_a_draft_of_ones_own_until_it_is_saved_or_discarded(
    writer: Writer, other: Writer, clock: Clock
) -> None:
    page = writer.open()
    answer = writer.live(page, text="Half a thought").get_json()
    assert answer["kept"] == "Saved as a draft at <bdi>12:00</bdi>"
    assert "Half a thought" in answer["preview"]
    assert text_of(other.open()) == text_of(page)
    drafts = writer.browser.get("/editor").text
    assert "/editor/en/lid" in drafts
    assert "/editor/en/lid" not in other.browser.get("/editor").text
    second = writer.live(page, text="Another window")  # it does not know of the draft
    assert second.get_json().get("elsewhere") is True
    mine = writer.open()
    assert text_of(mine) == "Half a thought"
    for _ in range(2):  # a sign-in ends after half a day
        clock.later(hours=7)
        writer.open()
    assert "2026-11-22 12:00" in told(writer.open())
    assert writer.send(mine, act="discard").location == "/editor/en/lid"
    assert text_of(writer.open()) == text_of(page)
    writer.live(writer.open(), text="Second thought")
    assert writer.send(writer.open(), act="save").status_code == 303
    assert b"Second thought" in writer.file()
    assert "/editor/en/lid" not in writer.browser.get("/editor").text


def test_two_people_on_one_article_see_each_other(writer: Writer, other: Writer, clock: Clock) -> None:
    page = writer.open()
    assert "Ann has this article open now." in told(other.open())
    assert "Bob has this article open now." in writer.live(page, text="x").get_json()["others"].replace(
        "<bdi>Bob</bdi>", "Bob"
    )
    clock.now += timedelta(minutes=5)
    assert "Ann has a draft of this article, of 12:00." in told(other.open())


def test_changes_of_two_people_in_different_places_are_put_together(writer: Writer, other: Writer) -> None:
    mine, theirs = writer.open(), other.open()
    other.send(theirs, text=text_of(theirs).replace("Push", "Press"), owner="Bob")
    answer = writer.send(mine, text=text_of(mine).replace("Open", "Lift"), title="Cover")
    assert answer.status_code == 409
    assert "changed this article meanwhile" in told(answer)
    page = html.document_fromstring(answer.text)
    assert text_of(page) == "Lift it.\n\n## Close\n\nPress it."
    assert page.xpath("//mark/text()")
    assert writer.send(page).status_code == 303
    for part in (b"Lift it.", b"Press it.", b"title: 'Cover'  # the upper one", b"owner: Bob", b"x_shelf: {a: 1}"):
        assert part in writer.file()


def test_where_both_changed_the_same_step_one_chooses_and_nothing_is_saved_before(
    writer: Writer, other: Writer
) -> None:
    mine, theirs = writer.open(), other.open()
    other.send(theirs, text=text_of(theirs).replace("Push it", "Press it"), title="Top")
    page = html.document_fromstring(
        writer.send(mine, text=text_of(mine).replace("Push it", "Turn it"), title="Cover").text
    )
    assert "they wrote “Top”" in told(page)
    assert page.xpath("//*[@class='version']/text()") == ["Turn it.", "Press it."]
    refused = writer.send(page)
    assert (refused.status_code, "choose which of the two texts stays" in told(refused)) == (422, True)
    assert b"Press it" in writer.file()
    assert writer.send(html.document_fromstring(refused.text), **{"conflict-1": "mine"}).status_code == 303
    assert b"title: 'Cover'" in writer.file()
    assert writer.file().endswith(b"Turn it.")


def test_an_article_deleted_on_the_disk_meanwhile_is_kept_and_made_again_if_wanted(writer: Writer) -> None:
    page = writer.open()
    (writer.root / "en/lid.md").unlink()
    answer = writer.send(page, text="Still here.")
    assert (answer.status_code, "was deleted meanwhile" in told(answer)) == (409, True)
    again = writer.open()
    assert text_of(again) == "Still here."
    elsewhere = (
        {"path": "en/../../lid.md"},
        {"path": "en/_hidden/lid.md"},
        {"path": "en/other.md"},
        {"path": "site.yml"},
    )
    (writer.root / "site.yml").write_text("name: x\n")
    for fields in elsewhere:
        assert writer.send(again, **fields).status_code == 404
    assert writer.send(again).status_code == 303
    day = b"updated_on: 2026-11-22\r\n"  # as in every file that is saved with its day
    assert writer.file().count(day) == 1
    assert writer.file().replace(day, b"") == LID[: LID.index(b"Open")] + b"Still here."
    assert (writer.root / "site.yml").read_text() == "name: x\n"


def test_front_matter_broken_by_hand_is_shown_whole_and_mended(writer: Writer) -> None:
    writer.browser.get("/en/articles/lid")
    (writer.root / "en/lid.md").write_bytes(b"---\ntitle: 'Lid\n---\nOpen it.\n")
    page = writer.open()
    assert "cannot be read" in told(page)
    refused = writer.send(page, text=text_of(page) + "More.\n")
    assert (refused.status_code, "Line" in told(refused)) == (422, True)
    writer.send(html.document_fromstring(refused.text), text=text_of(refused).replace("'Lid", "Lid"), small="1")
    assert writer.file() == b"---\ntitle: Lid\n---\nOpen it.\nMore.\n"


def test_front_matter_broken_while_somebody_writes_loses_nothing(writer: Writer) -> None:
    page = writer.open()
    (writer.root / "en/lid.md").write_bytes(LID.replace(b"'Lid'", b"'Lid"))
    answer = writer.send(page, text=text_of(page).replace("Push", "Press"))
    assert answer.status_code == 409
    merged = text_of(answer)
    assert ("Press it." in merged, "title: 'Lid  #" in merged) == (True, True)
    fixed = writer.send(html.document_fromstring(answer.text), text=merged.replace("'Lid ", "'Lid' "), small="1")
    assert fixed.status_code == 303
    assert writer.file() == LID.replace(b"Push", b"Press")


def test_a_title_is_not_asked_for(writer: Writer) -> None:
    assert writer.send(writer.open(), text="x", title="").status_code == 303
    assert b"title" not in writer.file()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": " \n"}, "Line 1"),
        ({"text": "x", "review_in": "now and then"}, "A field cannot be read"),
    ],
)
def test_a_file_that_would_be_no_article_is_not_written(writer: Writer, fields: dict[str, str], said: str) -> None:
    answer = writer.send(writer.open(), **fields)
    assert (answer.status_code, said in told(answer)) == (422, True)
    assert text_of(answer).strip() == fields["text"].strip()
    assert writer.file() == LID


def test_a_draft_is_published_and_a_draft_leads_back_to_its_form(writer: Writer) -> None:
    page = writer.open("en/tap")
    answer = writer.send(page, text="Turn it twice.\n")
    assert answer.location == "/editor/en/tap"
    assert "Saved." in told(writer.open("en/tap"))
    assert writer.browser.client.application.test_client().get("/en/articles/tap").status_code == 404
    assert writer.send(writer.open("en/tap"), status="published").location.startswith("/en/articles/tap")
    assert writer.browser.get("/en/articles/tap").status_code == 200
    assert b"status: published" in writer.file("en/tap.md")
    assert b"published_on: 2026-11-22" in writer.file("en/tap.md")


def test_articles_that_are_not_published_are_found_in_the_list_and_the_others_are_not(writer: Writer) -> None:
    links = html.document_fromstring(writer.browser.get("/editor").text).xpath("//main//a/@href")
    assert links == ["/editor/archive", "/editor/translations", "/editor/en/tap"]


def test_of_two_files_with_one_key_the_one_that_readers_see_is_edited(writer: Writer, collection: Collection) -> None:
    collection.write("en/lid.markdown", "# Twin\n\nText.\n")
    page = writer.open()
    path = page.xpath("//input[@name='path']/@value")[0]
    writer.send(page, text="Edited.\n", small="1")
    assert b"Edited." in writer.file(path)
    assert b"Edited." not in writer.file(({"en/lid.md", "en/lid.markdown"} - {path}).pop())


def test_what_is_too_large_is_refused_and_too_often_as_well(writer: Writer) -> None:
    page = writer.open()
    assert writer.send(page, text="x" * (MAX_ARTICLE_BYTES + 1)).status_code == 413
    assert MAX_POST_BYTES + MAX_PICTURE_BYTES <= MAX_REVIEW_BYTES
    token = page.xpath("//input[@name='csrf_token']/@value")[0]
    path = page.get_element_by_id("editor").get("data-live")
    answers = {writer.browser.client.post(path, data={"csrf_token": token}).status_code for _ in range(EACH_MINUTE + 1)}
    assert answers == {200, 429}


def test_a_write_protected_file_is_said_before_one_writes(writer: Writer) -> None:
    file = writer.root / "en/lid.md"
    file.chmod(0o444)
    if os.access(file, os.W_OK):
        pytest.skip("root may write everything")
    page = writer.open()
    assert "write-protected" in told(page)
    assert page.xpath("//button[@value='save']/@disabled")
    answer = writer.send(page, text="More.")
    assert (answer.status_code, text_of(answer)) == (409, "More.")
    assert writer.file() == LID


def test_a_text_sent_after_the_sign_in_ended_is_given_back(writer: Writer) -> None:
    page = writer.open()
    writer.browser.client.delete_cookie("session")
    form = page.get_element_by_id("editor")
    fields = {"text": "Long\nand dear.", "seen": form.fields["seen"], "path": "en/lid.md"}
    ours = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    answer = writer.browser.client.post("/editor/en/lid", data=fields, headers=ours)
    assert (answer.status_code, "Your sign-in has ended" in answer.text) == (403, True)
    assert "Long\nand dear." in answer.text
    live = writer.browser.client.post(
        "/editor/live/en/lid", data=fields, headers={**ours, "Accept": "application/json"}
    )
    assert live.status_code in (400, 403)


@pytest.mark.parametrize("office", [{"git_commit": True}], indirect=True)
def test_what_is_saved_is_committed_with_its_author_and_reason(writer: Writer) -> None:
    page = writer.open()
    assert writer.send(page, text="More.", note="The lid is new").location.startswith("/en/articles/lid")
    said = git(writer.root, "log", "-1", "--format=%an <%ae>%n%B", "--", "en/lid.md")
    assert said.split("\n")[:4] == ["Ann <ann@example.com>", "Edit: en/lid.md", "", "The lid is new"]
    (writer.root / ".git/index.lock").touch()
    answer = writer.send(writer.open(), text="Even more.")
    assert "saved, but not committed" in told(writer.open(answer.location.removeprefix("/editor/")))
    assert b"Even more." in writer.file()


def test_the_article_for_a_link_is_found_by_words_as_a_way_to_its_file(office: Office, writer: Writer) -> None:
    for path in ("en/care/the (old) cup.md", "en/care/wash.md"):
        (writer.root / path).parent.mkdir(exist_ok=True)
        (writer.root / path).write_text("---\ntitle: Wash the cup\n---\nText.\n")
    office.parts.library.refresh()
    office.parts.service.bring_up_to_date()
    found = writer.browser.get("/editor/links/en/lid", query_string={"q": "wash cup"}).get_json()
    assert {one["target"] for one in found} >= {"care/the%20%28old%29%20cup.md", "care/wash.md"}
    beside = writer.browser.get("/editor/links/en/care/wash", query_string={"q": "cup"}).get_json()
    assert {one["target"] for one in beside} == {"the%20%28old%29%20cup.md", "../cup.md"}
    page = writer.send(writer.open(), act="preview", text=f"[x]({found[0]['target']}) [y]({found[1]['target']})").text
    links = html.document_fromstring(page).get_element_by_id("e-preview").xpath(".//a/@href")
    assert all(link.startswith("/en/articles/care/") for link in links)
    assert len(links) == 2
    assert writer.browser.get("/editor/links/en/lid", query_string={"q": ""}).get_json() == []


def test_what_is_wrong_and_what_is_found_is_said_beside_the_preview_in_the_same_answer(
    office: Office, writer: Writer
) -> None:
    office.parts.service.bring_up_to_date()
    said = writer.live(writer.open(), title="Cup", text="[x](nothing.md) <b onclick='x()'>").get_json()["told"]
    told_of = html.fromstring(said).text_content()
    assert "1 thing to fix" in told_of
    assert "Line 1 The link 'nothing.md' leads nowhere." in " ".join(told_of.split())
    assert "/en/articles/cup" in said
    assert "onclick" not in said
    assert "Nothing to fix" in writer.open("en/cup").text_content()


def test_a_category_renamed_while_somebody_writes_in_it_loses_nothing(writer: Writer, collection: Collection) -> None:
    collection.write("en/care/wash.md", "Wash it.\n", title="Wash")
    page = writer.open("en/care/wash")
    (writer.root / "en/care").rename(writer.root / "en/upkeep")
    assert writer.live(page, text="Half a thought.").get_json()["kept"]
    assert "/editor/en/care/wash" in writer.browser.get("/editor").text
    again = writer.open("en/care/wash")
    assert ("was deleted meanwhile" in told(again), text_of(again)) == (True, "Half a thought.")
    answer = writer.send(page, text="The whole thought.")
    assert (answer.status_code, text_of(answer)) == (409, "The whole thought.")
    assert "you have another draft of it" in told(answer)
    assert text_of(writer.open("en/care/wash")) == "Half a thought."  # the draft of another window
    assert (writer.root / "en/upkeep/wash.md").read_text().endswith("Wash it.\n\n")
    assert not (writer.root / "en/care").exists()


def test_a_folder_that_cannot_be_written_is_said_as_soon_as_the_form_opens(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    may = os.access  # root may write everything, so the system is asked in our place
    monkeypatch.setattr(os, "access", lambda path, mode, **more: not mode & os.W_OK and may(path, mode, **more))
    page = writer.open()
    assert "write-protected" in told(page)
    assert page.xpath("//button[@value='save']/@disabled")
    new = html.document_fromstring(writer.browser.get("/editor/new").text)
    assert "write-protected" in told(new)
    assert new.xpath("//form[@class='new-article']//button/@disabled")


def test_enter_in_a_field_shows_others_nothing_new_and_what_may_not_be_saved_is_a_draft(
    office: Office, writer: Writer
) -> None:
    author = Writer(office.browser(office.hire(Role.AUTHOR)), writer.root)
    for who, address, act in ((writer, "en/lid", "save"), (writer, "en/tap", "save"), (author, "en/tap", "preview")):
        form = who.open(address).get_element_by_id("editor")
        assert form.xpath(".//button[not(@type)]/@value")[0] == act
    answer = author.send(author.open(), act="save", text="Mine.")
    assert (answer.status_code, writer.file()) == (403, LID)
    assert text_of(author.open()) == "Mine."
