"""Which articles have which languages: what the table shows, finds and counts."""

from __future__ import annotations

import pytest
from lxml import html

from kb.catalog.originals import TranslationState
from kb.core.roles import Role
from kb.translations.table import TableFilter, behind, counts_by_language, rows_of
from kb.translations.table_pages import PAGE_SIZE
from tests.conftest import Collection
from tests.kb.editor.conftest import Writer, text_of, told
from tests.signing_in import Office


def test_each_article_is_a_row_with_a_cell_for_each_language(collection: Collection) -> None:
    collection.write("en/a.md", title="A", updated_on="2026-10-02")
    collection.write("en/care/b.md", title="B")
    collection.write("ar/a.md", title="Alif", updated_on="2026-10-01")
    collection.write("ar/care/b.md", title="Ba", status="draft", translated_by="model")
    collection.write("fa/c.md", title="C")
    collection.write("en/old.md", title="Old", status="archived")
    rows = rows_of(collection.library().catalog)
    states = {row.original.title: [str(cell.state) for cell in row.cells] for row in rows}
    assert states == {
        "A": ["original", "behind", "missing"],
        "C": ["missing", "missing", "original"],
        "B": ["original", "unknown", "missing"],
    }
    assert [cell.article.title for cell in behind(rows) if cell.article] == ["Alif"]
    assert counts_by_language(rows)["ar"] == {"behind": 1, "missing": 1, "unknown": 1}
    cell = next(row for row in rows if row.original.title == "B").cells[1]
    assert (cell.is_draft, cell.is_unread) == (True, True)
    for asked, titles in (
        (TableFilter("ar", state=TranslationState.MISSING), ["C"]),
        (TableFilter(state=TranslationState.MISSING), ["A", "C", "B"]),
        (TableFilter(category="care"), ["B"]),
        (TableFilter(words="CARE/b"), ["B"]),
        (TableFilter(language="xx"), []),
    ):
        assert [row.original.title for row in rows if asked.fits(row)] == titles


@pytest.mark.slow
def test_the_table_is_paged_filtered_and_its_cells_lead_on(
    writer: Writer, office: Office, collection: Collection
) -> None:
    for number in range(PAGE_SIZE):
        collection.write(f"en/many/a{number}.md", title=f"Number {number}")
    page = html.document_fromstring(writer.browser.get("/editor/translations").text)
    assert len(page.xpath("//tbody/tr")) == PAGE_SIZE
    assert page.xpath("//nav[contains(@class, 'paging')]//a[@rel='next']/@href") == ["/editor/translations?page=2"]
    found = html.document_fromstring(writer.browser.get("/editor/translations?in=ar&state=missing&q=cup").text)
    assert found.xpath("//tbody//td//a/@href") == ["/editor/translate/care/cup/ar"]
    for query in ("page=" + "9" * 40, "state=nothing", "in=" + "x" * 3000, "category=../..", "q=%00"):
        assert writer.browser.get(f"/editor/translations?{query}").status_code == 200
    assert office.browser().get("/editor/translations").location.startswith("/login")
    assert office.browser(office.hire(Role.STAFF)).get("/editor/translations").status_code == 403
    assert "/editor/translations" in writer.browser.get("/editor").text


@pytest.mark.slow
def test_after_a_small_change_translations_stay_up_to_date_and_others_are_behind(writer: Writer) -> None:
    page = writer.open("translate/lid/ar")
    version = page.xpath("//input[@name='original_version']/@value")[0]
    writer.send(page, original_version=version)
    before = writer.file("ar/lid.md")
    page = writer.open("en/lid")
    writer.send(page, text=text_of(page).replace("Push", "Press"), small="1")
    after = writer.file("ar/lid.md")
    page = writer.open("translate/lid/ar")
    new = page.xpath("//input[@name='original_version']/@value")[0]
    plain = (one.replace(b'"', b"") for one in (after, before.replace(version.encode(), new.encode())))
    assert (len(set(plain)), new != version) == (1, True)
    assert "Up to date" in page.text_content()
    assert "Still up to date after a small change" in writer.browser.get("/editor/history/ar/lid").text
    assert "No translation is behind" in writer.browser.get("/work").text
    page = writer.open("en/lid")
    writer.send(page, text=text_of(page).replace("Press", "Turn"))
    assert writer.file("ar/lid.md") == after
    work = html.document_fromstring(writer.browser.get("/work").text)
    assert work.xpath("//main//a[@href='/editor/translate/lid/ar']")
    page = writer.open("en/lid")
    writer.send(page, text=text_of(page).replace("Turn", "Move"), small="1")  # it stays behind for what came before
    assert writer.file("ar/lid.md") == after


@pytest.mark.slow
def test_what_a_change_means_for_translations_is_asked_only_where_there_are_some(writer: Writer) -> None:
    for address, count in (("en/lid", 2), ("en/care/cup", 0), ("ar/lid", 0)):
        assert len(writer.open(address).xpath("//input[@type='radio'][@name='small']")) == count


@pytest.mark.slow
def test_a_translation_that_cannot_be_written_stays_behind_and_the_original_is_saved(writer: Writer) -> None:
    page = writer.open("translate/lid/ar")
    writer.send(page, original_version=page.xpath("//input[@name='original_version']/@value")[0])
    broken = writer.file("ar/lid.md").replace(b"title: ", b'title: "')
    writer.browser.get("/work")
    (writer.root / "ar/lid.md").write_bytes(broken)
    page = writer.open("en/lid")
    answer = writer.send(page, text=text_of(page).replace("Push", "Press"), small="1")
    assert (answer.status_code, writer.file("ar/lid.md")) == (303, broken)
    assert "Press" in writer.file("en/lid.md").decode()
    assert told(writer.open("translate/lid/ar"))


@pytest.mark.slow
@pytest.mark.parametrize("office", [{"git_commit": True}], indirect=True)
def test_no_translation_is_up_to_date_with_a_small_change_that_could_not_be_committed(writer: Writer) -> None:
    page = writer.open("translate/lid/ar")
    writer.send(page, original_version=page.xpath("//input[@name='original_version']/@value")[0])
    before = writer.file("ar/lid.md")
    hook = writer.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\n")
    hook.chmod(0o755)
    page = writer.open("en/lid")
    answer = writer.send(page, text=text_of(page).replace("Push", "Press"), small="1")
    assert "Press" in writer.file("en/lid.md").decode()
    assert "not committed" in told(writer.browser.get(answer.location))
    assert writer.file("ar/lid.md") == before
