"""An article moves in all its languages, byte for byte but for what has to change, and nothing is refused unclearly."""

from __future__ import annotations

import os

import pytest
from lxml import html

from kb.core.roles import Role
from tests.at_the_machine import client_at_the_machine
from tests.conftest import Collection
from tests.git_site import git
from tests.kb.moving.conftest import FILTER, KETTLE, PAY, SITE, Mover, told
from tests.signing_in import Office


def test_an_article_moves_with_its_translations_and_pictures_and_every_link_of_it_stays_right(mover: Mover) -> None:
    page = mover.page("/editor/move/en/kitchen/kettle")
    answer = mover.send(page, category="money", name="boiler", mend=[])
    assert answer.location == "/editor/move/en/money/boiler"
    changed = KETTLE.replace(b"small one\r\n", b"small one\r\nold_paths: [kitchen/kettle]\r\n")
    changed = changed.replace(b"(filter.md#clean", b"(../kitchen/filter.md#clean")
    assert mover.file("en/money/boiler.md") == changed.replace(b"[box]: images/", b"[box]: ../kitchen/images/")
    assert "(../kitchen/filter.md)" in mover.file("ar/money/boiler.md").decode()
    assert "![](images/lid.png)" in mover.file("ar/money/boiler.md").decode()
    assert mover.file("en/money/images/lid.png") == b"lid"
    assert {"en/kitchen/kettle.md", "ar/kitchen/kettle.md", "en/kitchen/images/lid.png"}.isdisjoint(mover.files())
    assert mover.file("en/kitchen/filter.md").decode() == FILTER
    for old in ("/en/articles/kitchen/kettle", "/ar/articles/kitchen/kettle"):
        answer = mover.browser.get(old)
        assert (answer.status_code, answer.location) == (301, old.replace("kitchen/kettle", "money/boiler"))
    shown = mover.browser.get("/en/articles/money/boiler").text
    assert 'src="/files/en/money/images/lid.png"' in shown
    assert 'href="/en/articles/kitchen/filter#clean"' in shown


def test_links_of_others_are_mended_where_that_is_ticked_and_nothing_else_of_their_files(mover: Mover) -> None:
    page = mover.page("/editor/move/en/kitchen/kettle")
    paths = [value.split(" ")[1] for value in page.xpath("//input[@name='mend' and @checked]/@value")]
    assert paths == ["ar/money/pay.md", "en/kitchen/filter.md", "en/money/gone.md", "en/money/pay.md", "site.yml"]
    mends = [v for v in page.xpath("//input[@name='mend']/@value") if not v.endswith("ar/money/pay.md")]
    mover.send(page, category="money", name="boiler", mend=mends)
    moved = FILTER.replace("(kettle.md?x", "(../money/boiler.md?x").replace("<kettle.md>", "<../money/boiler.md>")
    assert mover.file("en/kitchen/filter.md").decode() == moved
    moved = PAY.replace("en/articles/kitchen/kettle", "en/articles/money/boiler").replace(
        "/kitchen/kettle.md", "/money/boiler.md"
    )
    assert mover.file("en/money/pay.md").decode() == moved.replace("../../en/kitchen/kettle", "../../en/money/boiler")
    assert mover.file("site.yml") == SITE.replace(b"kitchen/kettle", b"money/boiler")
    assert b"\nmoved_to: money/boiler\n" in mover.file("en/money/gone.md")
    assert "(../kitchen/kettle.md)" in mover.file("ar/money/pay.md").decode()
    page = mover.page("/editor/move/en/money/boiler")
    assert [v.split(" ")[1] for v in page.xpath("//form[@id='mend']//input[@name='mend']/@value")] == [
        "ar/money/pay.md"
    ]
    mover.send(page, "mend")
    assert "(boiler.md)" in mover.file("ar/money/pay.md").decode()
    assert not mover.page("/editor/move/en/money/boiler").xpath("//form[@id='mend']")


def test_a_file_that_was_changed_meanwhile_keeps_its_links_and_that_is_said(
    mover: Mover, collection: Collection
) -> None:
    page = mover.page("/editor/move/en/kitchen/kettle")
    collection.write("en/kitchen/filter.md", FILTER + "More.\n")
    mover.send(page, name="boiler")
    assert mover.file("en/kitchen/filter.md").decode() == FILTER + "More.\n"
    assert "en/kitchen/filter.md" in told(mover.page("/editor/move/en/kitchen/boiler"))


@pytest.mark.parametrize("office", [{"git_commit": True}], indirect=True)
def test_a_move_is_one_commit_of_its_author_and_its_history_goes_on(mover: Mover) -> None:
    mover.move("en/kitchen/kettle", category="money", name="boiler", note="Found nowhere")
    assert git(mover.root, "log", "-1", "--format=%an|%s|%b").strip() == (
        "Ann|Move: kitchen/kettle to money/boiler|Found nowhere"
    )
    assert git(mover.root, "status", "--porcelain") == ""
    assert git(mover.root, "rev-list", "--count", "HEAD").strip() == "2"
    history = mover.page("/editor/history/en/money/boiler").text_content()
    assert "Begin" in history
    assert "Moved" in history
    assert mover.browser.get("/editor/history/en/kitchen/kettle").location == "/editor/history/en/money/boiler"


def test_back_and_forth_leaves_one_former_address_and_no_circle(mover: Mover) -> None:
    mover.move("en/kitchen/filter", name="sieve")
    mover.move("en/kitchen/sieve", name="filter")
    assert "old_paths: [kitchen/sieve]\n" in mover.file("en/kitchen/filter.md").decode()
    assert mover.browser.get("/en/articles/kitchen/filter").status_code == 200
    assert mover.browser.get("/en/articles/kitchen/sieve").location == "/en/articles/kitchen/filter"
    assert "(kettle.md?x=1#fill)" in mover.file("en/kitchen/filter.md").decode()


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "x" * 300, "index", "README", "_x", "a\\b", ".x", "."])
def test_a_name_that_is_none_is_refused_beside_its_field_with_all_that_was_typed(mover: Mover, name: str) -> None:
    before = mover.files()
    answer = mover.move("en/kitchen/kettle", name=name, note="because", mend=[])
    assert answer.status_code == 422
    page = html.document_fromstring(answer.text)
    assert page.get_element_by_id("m-note").value == "because"
    assert not page.xpath("//input[@name='mend' and @checked]")
    assert page.get_element_by_id("m-name").get("aria-invalid") == "true"
    assert mover.files() == before


def test_a_name_in_arabic_is_one(mover: Mover) -> None:
    mover.move("en/kitchen/kettle", name="غلاية-صغيرة")
    assert "en/kitchen/غلاية-صغيرة.md" in mover.files()
    assert "(غلاية-صغيرة.md?x=1#fill)" in mover.file("en/kitchen/filter.md").decode()
    assert mover.browser.get("/ar/articles/kitchen/kettle").status_code == 301


def test_a_place_that_is_taken_is_refused_with_the_way_to_what_is_there(mover: Mover, collection: Collection) -> None:
    answer = mover.move("en/kitchen/kettle", name="filter")
    assert answer.status_code == 409
    assert "/editor/en/kitchen/filter" in answer.text
    mover.move("en/kitchen/filter", name="sieve")
    assert mover.move("en/kitchen/kettle", name="filter").status_code == 409  # which readers of the filter still use
    collection.write("en/kitchen/pot.md", "")
    assert "en/kitchen/pot.md" in told(mover.move("en/kitchen/kettle", name="pot"))
    assert mover.move("en/kitchen/kettle", category="nowhere").status_code == 422
    assert mover.move("en/kitchen/kettle").status_code == 422  # it is there already
    assert "en/kitchen/kettle.md" in mover.files()


def test_two_files_of_one_address_are_told_apart_first(mover: Mover, collection: Collection) -> None:
    collection.write("en/kitchen/kettle.markdown", "# Another\n\nText.\n")
    answer = mover.move("en/kitchen/kettle", name="boiler")
    assert answer.status_code == 422
    assert "en/kitchen/kettle.markdown" in told(answer)
    assert "en/kitchen/kettle.md" in told(answer)


def test_a_folder_that_may_not_be_written_is_said_on_the_page(mover: Mover, monkeypatch: pytest.MonkeyPatch) -> None:
    may = os.access  # root may write everything, so the system is asked in our place
    monkeypatch.setattr(os, "access", lambda path, mode, **more: not mode & os.W_OK and may(path, mode, **more))
    page = mover.page("/editor/move/en/kitchen/kettle")
    assert "write-protected" in told(page)
    assert page.xpath("//form[@id='move']//button[@disabled]")
    assert mover.send(page, name="boiler").status_code == 422
    assert "en/kitchen/kettle.md" in mover.files()


def test_only_who_edits_moves(office: Office, mover: Mover) -> None:
    author = office.browser(office.hire(Role.AUTHOR))
    assert author.get("/editor/move/en/kitchen/kettle").status_code == 403
    assert "/editor/move/" not in author.get("/editor/en/kitchen/kettle").text
    assert "/editor/move/en/kitchen/kettle" in mover.browser.get("/editor/en/kitchen/kettle").text
    assert mover.browser.get("/editor/move/en/none").status_code == 404


def test_what_somebody_writes_meanwhile_goes_along_and_is_saved_at_the_new_place(office: Office, mover: Mover) -> None:
    bob = office.browser(office.hire(Role.EDITOR, "bob@example.com"))

    def form(address: str) -> dict[str, str]:
        page = html.document_fromstring(bob.get(address).text)
        return {name: value for name, value in page.get_element_by_id("editor").form_values() if name}

    given = form("/editor/en/kitchen/kettle")
    kept = {**given, "text": given["text"].replace("Fill it", "Fill it well"), "act": "preview"}
    bob.client.post("/editor/en/kitchen/kettle", data=kept)
    mover.move("en/kitchen/kettle", category="money", name="boiler")
    assert bob.get("/editor/en/kitchen/kettle").location == "/editor/en/money/boiler"
    draft = form("/editor/en/money/boiler")
    assert "Fill it well, see [filter](../kitchen/filter.md#clean" in draft["text"]
    answer = bob.client.post("/editor/en/money/boiler", data={**draft, "act": "save"})
    assert answer.status_code == 303, told(answer)
    assert b"Fill it well" in mover.file("en/money/boiler.md")
    late = bob.client.post("/editor/en/kitchen/kettle", data={**given, "act": "save", "draft": ""})  # an open window
    assert late.status_code == 409
    assert "en/money/boiler.md" in told(late)
    assert "en/kitchen/kettle.md" not in mover.files()


def test_the_owner_of_a_category_that_asks_for_it_has_to_say_yes(mover: Mover, collection: Collection) -> None:
    collection.write("en/money/_index.md", title="Money", owner="bob@example.com", approval="owner")
    answer = mover.move("en/kitchen/kettle", category="money")
    assert answer.status_code == 403
    assert "bob@example.com" in told(answer)
    assert "en/kitchen/kettle.md" in mover.files()
    mover.move("en/kitchen/kettle", name="boiler")
    assert "en/money/pay.md" in told(mover.page("/editor/move/en/kitchen/boiler"))
    assert mover.file("en/money/pay.md").decode() == PAY


def test_a_refused_form_comes_back_with_all_that_was_written(office: Office) -> None:
    at_the_machine = Mover(office.browser(), office.parts.library.root)
    at_the_machine.browser.client = client_at_the_machine(office.site)
    fields = {"name": "../x", "note": "Tidy", "your_name": "Zed"}
    answer = at_the_machine.move("en/kitchen/kettle", **fields)
    form = html.document_fromstring(answer.text).get_element_by_id("move")
    assert answer.status_code == 422
    assert fields.items() <= dict(form.form_values()).items()


def test_what_is_refused_of_one_form_unticks_nothing_in_the_other(office: Office, collection: Collection) -> None:
    """Links to a former address are mended by a form of their own, which has neither category nor name."""
    collection.write("en/kitchen/pan.md", title="Pan", old_paths="[kitchen/pot]")
    collection.write("en/money/price.md", "[Pot](/en/articles/kitchen/pot) [Pan](../kitchen/pan.md)\n")
    office.parts.library.refresh()
    at_the_machine = Mover(office.browser(), office.parts.library.root)
    at_the_machine.browser.client = client_at_the_machine(office.site)
    page = at_the_machine.page("/editor/move/en/kitchen/pan")
    for form in ("move", "mend"):
        answer = at_the_machine.send(page, form, your_name="")
        shown = html.document_fromstring(answer.text)
        given = dict(shown.get_element_by_id("move").form_values())
        assert (answer.status_code, given["category"], given["name"]) == (422, "kitchen", "pan")
        assert len(shown.xpath("//input[@name='mend'][@checked]")) == 2
        ids = shown.xpath("//@id")
        assert len(ids) == len(set(ids)), "each field has what is wrong of its own"
        assert set(shown.xpath("//@aria-describedby")) <= set(ids)
