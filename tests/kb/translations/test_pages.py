"""Translating by a browser: what changed in the original is seen, what is translated is saved, and nothing is lost."""

from __future__ import annotations

import pytest
from lxml import html
from werkzeug.test import TestResponse

from kb.core.roles import Role
from tests.git_site import git
from tests.kb.editor.conftest import Writer, text_of, told
from tests.kb.translations.conftest import ARABIC, ENGLISH
from tests.signing_in import Office

pytestmark = pytest.mark.slow  # whole pages: each takes a good part of a second
PAGE = "translate/lid/ar"


def states(page: html.HtmlElement | TestResponse) -> list[str]:
    """What is said of the sections of the original."""
    if isinstance(page, TestResponse):
        page = html.document_fromstring(page.text)
    found = page.xpath("//*[@id='t-paper']//section//*[@class='t-state']")
    return [" ".join(one.text_content().split()) for one in found]


def is_ticked(page: html.HtmlElement) -> bool:
    """Whether the form says that the translation has all of the original."""
    return bool(page.xpath("//input[@name='original_version']/@checked"))


def begin(writer: Writer, address: str, **fields: str) -> TestResponse:
    """Begin a translation."""
    return writer.browser.post(f"/editor/{address}", f"/editor/{address}", {"begin": "1", **fields})


def change_original(writer: Writer, before: str, after: str, **fields: str) -> None:
    """Change the English article on the site."""
    page = writer.open("en/lid")
    assert writer.send(page, text=text_of(page).replace(before, after), **fields).status_code == 303


def test_a_section_that_changed_is_seen_by_its_words_translated_and_saved(writer: Writer) -> None:
    page = writer.open(PAGE)
    assert states(page) == []
    writer.send(page, original_version=page.xpath("//input[@name='original_version']/@value")[0])
    change_original(writer, "Push it", "Press it")
    article = html.document_fromstring(writer.browser.get("/ar/articles/lid").text)
    [way] = article.xpath("//a[@class='article-translate']/@href")
    assert way == f"/editor/{PAGE}"
    page = writer.open(PAGE)
    assert (states(page), is_ticked(page)) == (["Changed in the original Go to its translation"], True)
    assert page.xpath("//*[@id='t-paper']//mark/text()") == ["Push", "Press"]
    [prose] = page.xpath("//*[@id='t-1']//*[@class='prose']")
    assert (prose.get("lang"), prose.get("dir")) == ("en", "ltr")
    answer = writer.send(page, text=text_of(page).replace("اضغطه", "اكبسه"))
    assert answer.location == "/ar/articles/lid?saved=1"
    assert states(writer.open(PAGE)) == []
    assert "اكبسه".encode() in writer.file("ar/lid.md")


def test_only_the_key_of_the_version_is_written_and_nothing_without_the_tick(writer: Writer) -> None:
    page = writer.open(PAGE)
    assert writer.send(page, original_version=None).status_code == 303
    assert writer.file("ar/lid.md").decode() == ARABIC
    version = page.xpath("//input[@name='original_version']/@value")[0]
    writer.send(page, original_version=version)
    written = writer.file("ar/lid.md").decode()
    [line] = [line for line in written.split("\n") if line not in ARABIC]
    assert line in (f'original_version: "{version}"', f"original_version: {version}")


def test_without_a_version_days_and_what_was_kept_tell(writer: Writer, office: Office) -> None:
    change_original(writer, "With water.", "With cold water.")
    page = writer.open(PAGE)
    assert "Behind the original (by the days in the files)" in " ".join(page.text_content().split())
    assert states(page) == ["Changed in the original Go to its translation"]
    (writer.root / "ar/lid.md").write_text(ARABIC.replace("published_on: 2026-10-02\n", ""))
    page = writer.open(PAGE)
    assert ("Not known" in page.text_content(), states(page)) == (True, [])


@pytest.mark.parametrize("office", [{"git_commit": True}], indirect=True)
def test_what_was_changed_and_committed_outside_of_the_site_is_found_in_git(writer: Writer) -> None:
    page = writer.open(PAGE)
    writer.send(page, original_version=page.xpath("//input[@name='original_version']/@value")[0])
    for words in ("Press it", "Turn it"):
        (writer.root / "en/lid.md").write_text(ENGLISH.replace("Push it", words))
        git(writer.root, "commit", "-q", "-a", "-m", words)
    assert writer.open(PAGE).xpath("//*[@id='t-paper']//mark/text()") == ["Push", "Turn"]


def test_a_missing_section_is_copied_without_scripts_and_stays_marked_until_it_is_translated(writer: Writer) -> None:
    (writer.root / "ar/lid.md").write_text(ARABIC[: ARABIC.index("## الغسل")])
    page = writer.open(PAGE)
    assert states(page) == ["Missing in the translation"]
    answer = writer.send(page, act="copy-2", text=text_of(page).replace("افتحه", "ارفعه"))
    assert answer.status_code == 200
    assert "## Wash\n\nWith water." in text_of(answer)
    assert "ارفعه" in text_of(answer)
    assert states(answer) == ["Not translated yet Go to its translation"]
    assert "With water." in text_of(writer.open(PAGE))  # a draft, which nobody else sees
    assert "With water." not in writer.file("ar/lid.md").decode()
    for act in ("copy-99", "copy-1"):
        assert "has that section already" in told(writer.send(writer.open(PAGE), act=act))
    for act in ("copy-x", f"copy-{'9' * 40}"):
        assert writer.send(page, act=act).status_code == 404


def test_a_translation_is_begun_as_a_draft_with_the_keys_that_it_shares(writer: Writer, office: Office) -> None:
    article = html.document_fromstring(writer.browser.get("/en/articles/lid").text)
    assert article.xpath("//a[@class='article-translate']/@href") == [f"/editor/{PAGE}"]
    assert begin(writer, "translate/lid/fa", title=" ", body="copy").status_code == 422
    assert begin(writer, "translate/lid/fa", title="در", body="copy").location == "/editor/translate/lid/fa"
    made = writer.file("fa/lid.md").decode()
    assert made.startswith(('---\ntitle: "در"', "---\ntitle: در"))
    for line in ("tags: [cup]", "owner: Ann", "x_shelf: {a: 1}", "status: draft", "translated_from: en", "## Close"):
        assert line in made
    for key in ("published_on", "old_paths"):
        assert key not in made
    page = writer.open("translate/lid/fa")
    assert states(page) == ["Not translated yet Go to its translation"] * 3
    assert not is_ticked(page) or page.xpath("//input[@name='original_version']/@value")[0] in made
    assert office.browser().get("/fa/articles/lid").status_code == 404
    again = begin(writer, "translate/lid/fa", title="دیگر", body="empty")
    assert (again.status_code, writer.file("fa/lid.md").decode()) == (303, made)
    assert "Your title was “دیگر”" in told(writer.open("translate/lid/fa"))


def test_a_translation_begun_empty_has_all_sections_to_copy(writer: Writer) -> None:
    assert begin(writer, "translate/care/cup/ar", title="كوب", body="empty").status_code == 303
    assert "Drink" not in writer.file("ar/care/cup.md").decode()
    page = writer.open("translate/care/cup/ar")
    assert states(page) == ["Missing in the translation"] * 2
    page = html.document_fromstring(writer.send(page, act="copy-0").text)
    assert text_of(page).strip() == "Drink."
    page = html.document_fromstring(writer.send(page, act="copy-1").text)
    assert text_of(page) == "Drink.\n\n## Break\n\nMend it.\n"


def test_a_file_that_is_there_is_never_replaced(writer: Writer) -> None:
    (writer.root / "fa").mkdir()
    (writer.root / "fa/lid.md").write_bytes(b"\xff\xfe broken by hand")
    answer = begin(writer, "translate/lid/fa", title="Dar", body="copy")
    assert (answer.status_code, "Nothing was saved" in told(answer)) == (409, True)
    assert 'value="Dar"' in answer.text
    assert writer.file("fa/lid.md") == b"\xff\xfe broken by hand"


@pytest.mark.parametrize("address", ["translate/lid/xx-yy-zz", "translate/nothing/ar", "translate/lid/" + "9" * 40])
def test_what_is_no_language_or_no_article_is_not_there(writer: Writer, address: str) -> None:
    assert writer.browser.get(f"/editor/{address}").status_code == 404


def test_an_original_that_is_deleted_meanwhile_loses_nothing(writer: Writer) -> None:
    page = writer.open(PAGE)
    (writer.root / "en/lid.md").unlink()
    assert writer.send(page, text="نص جديد.", act="preview").status_code == 200
    again = writer.open(PAGE)
    assert ("no longer there" in told(again), text_of(again)) == (True, "نص جديد.")
    assert writer.send(again).status_code == 303
    assert "نص جديد." in writer.file("ar/lid.md").decode()


def test_the_front_matter_of_an_original_broken_by_hand_is_said_where_a_translation_is_begun(writer: Writer) -> None:
    writer.browser.get("/en/articles/lid")
    (writer.root / "en/lid.md").write_text(ENGLISH.replace("title: Lid", "title: 'Lid"))
    answer = begin(writer, "translate/lid/fa", title="Dar", body="copy")
    assert (answer.status_code, (writer.root / "fa").exists()) == (409, False)
    assert "Nothing was saved" in told(answer)
    assert writer.open(PAGE) is not None  # the last good version is beside the translation


def test_two_translators_of_one_article_are_put_together(writer: Writer, other: Writer) -> None:
    mine, theirs = writer.open(PAGE), other.open(PAGE)
    other.send(theirs, text=text_of(theirs).replace("بالماء", "بماء بارد"))
    answer = writer.send(mine, text=text_of(mine).replace("افتحه", "ارفعه"))
    assert answer.status_code == 409
    page = html.document_fromstring(answer.text)
    assert page.get_element_by_id("editor").action == f"/editor/{PAGE}"
    assert page.xpath("//*[@id='t-paper']")  # the original is still beside it
    assert writer.send(page).status_code == 303
    for words in ("بماء بارد", "ارفعه"):
        assert words in writer.file("ar/lid.md").decode()


def test_authors_translate_as_drafts_and_propose_and_readers_see_nothing_of_it(office: Office, writer: Writer) -> None:
    author = Writer(office.browser(office.hire(Role.AUTHOR)), writer.root)
    page = author.open(PAGE)
    assert page.xpath("//button[@value='save']") == []
    assert author.live(page, text="نص").get_json()["kept"]
    assert text_of(author.open(PAGE)) == "نص"
    assert author.send(page, act="save").status_code == 403
    assert office.browser().get(f"/editor/{PAGE}").location.startswith("/login")
    assert "translate" not in office.browser().get("/en/articles/lid").text
