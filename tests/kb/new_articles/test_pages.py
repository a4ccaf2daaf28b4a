"""An article is begun in the browser: one file, committed, open in its form; and nothing is written over another."""

from __future__ import annotations

import os

import pytest
from lxml import html
from werkzeug.test import TestResponse

from kb.core.roles import Role
from tests.conftest import Collection
from tests.git_site import git
from tests.kb.editor.conftest import Writer, told
from tests.signing_in import Office

pytestmark = pytest.mark.slow  # whole pages: each takes a good part of a second
NEW = "/editor/new"


def begin(writer: Writer, **fields: str) -> TestResponse:
    return writer.browser.post(NEW, NEW, {"language": "en", "category": "", **fields})


def files(writer: Writer) -> set[str]:
    return {file.relative_to(writer.root).as_posix() for file in writer.root.rglob("*.md")}


def test_from_a_category_to_a_draft_with_a_template_and_published(
    office: Office, writer: Writer, collection: Collection
) -> None:
    collection.write("en/orders/pay.md", title="Pay")
    collection.write("_templates/en/how-to.md", "## Steps\n\n1. Do it.", title="How-to", tags="[x]")
    category = html.document_fromstring(writer.browser.get("/en/categories/orders").text)
    [address] = category.xpath("//main//a[contains(., 'New article')]/@href")
    form = html.document_fromstring(writer.browser.get(address).text).xpath("//form[@class='new-article']")[0]
    assert dict(form.form_values())["category"] == "orders"
    assert writer.browser.get("/_templates/en/how-to.md").status_code == 404
    answer = writer.browser.post(address, NEW, {**dict(form.form_values()), "title": "Gift card", "template": "how-to"})
    assert (answer.status_code, answer.location) == (303, "/editor/en/orders/gift-card")
    made = b"---\ntitle: Gift card\nstatus: draft\ntags: [x]\n---\n## Steps\n\n1. Do it.\n"
    assert writer.file("en/orders/gift-card.md") == made
    assert office.browser().get("/en/articles/orders/gift-card").status_code == 404
    assert answer.location in writer.browser.get("/editor").text
    page = writer.open("en/orders/gift-card")
    assert writer.send(page, act="publish").location.startswith("/en/articles/orders/gift-card")
    assert b"status: published" in writer.file("en/orders/gift-card.md")
    assert "Do it." in writer.browser.get("/en/articles/orders/gift-card").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": " "}, "Please write a title"),
        ({"title": "x" * 301}, "longer than 300"),
        ({"title": "x", "name": "../../etc/passwd"}, "for example “etcpasswd”"),
        ({"title": "x", "name": ".."}, "Only letters, digits"),
        ({"title": "x", "name": "n" * 300}, "at most 60"),
        ({"title": "x", "name": "a/b"}, "Only letters, digits"),
        ({"title": "x", "language": "xx"}, "no such language"),
        ({"title": "x", "language": "م" * 300}, "no such language"),
        ({"title": "x", "category": "../.."}, "no such category"),
        ({"title": "x", "category": "م" * 300}, "no such category"),
        ({"title": "x", "template": "../../site"}, "no such template"),
    ],
)
def test_a_bad_name_is_a_clear_error_and_makes_no_file(writer: Writer, fields: dict[str, str], said: str) -> None:
    before = files(writer)
    answer = begin(writer, **fields)
    assert (answer.status_code, said in told(answer)) == (422, True), told(answer)
    assert files(writer) == before


def test_the_name_is_made_of_the_title_in_any_script_and_is_short(writer: Writer) -> None:
    for title, name in (
        ("كيف أدفع؟", "كيف-أدفع"),
        ("Как оплатить?", "как-оплатить"),
        ("Long " * 40, "long-" * 11 + "long"),
    ):
        answer = begin(writer, title=title)
        assert answer.status_code == 303, told(answer)
        assert f"en/{name}.md" in files(writer)


def test_an_article_that_is_there_is_named_and_never_written_over(writer: Writer, collection: Collection) -> None:
    collection.write("en/top/index.md", title="Top")  # has the key of en/top.md
    collection.write("en/hat.markdown", title="Hat")
    collection.write("en/blank.md", b"\xff")
    before = files(writer)
    for title, link in (("Lid", "/editor/en/lid"), ("Top", "/editor/en/top"), ("Hat", "/editor/en/hat")):
        answer = begin(writer, title=title)
        assert (answer.status_code, "is taken" in told(answer), link in answer.text) == (409, True, True), title
    assert begin(writer, title="Blank").status_code == 409
    assert files(writer) == before
    assert begin(writer, title="Lid", name="lid-of-2026").location == "/editor/en/lid-of-2026"


def test_where_files_are_left_out_nothing_stays_behind(writer: Writer, collection: Collection) -> None:
    (collection.root / "site.yml").write_text("ignore: ['*-note.md']\n")
    answer = begin(writer, title="A note")
    assert (answer.status_code, "site.yml leaves files there out" in told(answer)) == (409, True)
    assert "en/a-note.md" not in files(writer)


def test_only_editors_begin_articles(office: Office, writer: Writer) -> None:
    staff = office.browser(office.hire(Role.STAFF))
    assert staff.get(NEW).status_code == 403
    assert NEW not in staff.get("/en/").text
    assert NEW in writer.browser.get("/en/").text
    assert office.browser().get(NEW).location.startswith("/login")
    assert writer.browser.client.post(NEW, data={"title": "x", "language": "en"}).status_code == 400


def test_a_read_only_folder_is_said_before_one_writes(writer: Writer) -> None:
    (writer.root / "en").chmod(0o555)
    try:
        if os.access(writer.root / "en", os.W_OK):
            pytest.skip("root may write everything")
        page = html.document_fromstring(writer.browser.get(NEW).text)
        assert "write-protected" in told(page)
        assert begin(writer, title="x").status_code == 409
    finally:
        (writer.root / "en").chmod(0o755)


@pytest.mark.parametrize("office", [{"git_commit": True}], indirect=True)
def test_a_new_article_is_committed_with_its_author(writer: Writer) -> None:
    assert begin(writer, title="Cap").status_code == 303
    assert git(writer.root, "log", "-1", "--format=%an <%ae> %s", "--", "en/cap.md").strip() == (
        "Ann <ann@example.com> Begin: en/cap.md"
    )
