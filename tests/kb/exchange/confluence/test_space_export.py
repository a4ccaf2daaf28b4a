"""The XML export of a space of Confluence as articles: its tree, its files, what is left out, and bad input."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from kb.exchange.bundle.bundle import ForeignArticle
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.confluence.space_export import space_bundle
from tests.kb.exchange.confluence.space_sample import (
    attachment,
    page,
    plain,
    put,
    reference,
    restriction,
    text,
    thing,
    write,
)
from tests.kb.exchange.conftest import PNG, Exchange


def articles(exchange: Exchange, notes: ImportNotes | None = None) -> dict[str, ForeignArticle]:
    bundle = space_bundle(Packed(exchange.export), notes or ImportNotes(), "en")
    return {one.id: one for one in bundle.articles()}


def told(exchange: Exchange) -> list[tuple[str, str, str]]:
    notes = ImportNotes()
    articles(exchange, notes)
    return [(note.kind, note.where, str(note.message)) for note in notes.all]


def test_text_files_links_and_tree_come_in(exchange: Exchange) -> None:
    write(exchange)
    exchange.run("confluence", language="en")
    assert exchange.body("en/orders.md") == (
        "Look at [how to **pay**](orders/pay.md#bycard).\xa0Résumé\n\n> [!WARNING]\n> Care\n\n"
        '```bash\n[[ -f a ]] > b && echo "&nbsp;<x>"\n```\n\n![Box](images/box.png){width=200}\n\n'
        "- [manual.pdf](files/manual.pdf)"
    )
    assert exchange.body("en/orders/pay.md") == "## By card {#bycard}\n\nz"
    assert 'weight: "3"' in exchange.text("en/orders/_index.md")
    assert (exchange.target / "en/images/box.png").read_bytes() == PNG
    assert exchange.body("en/home.md") == "Welcome"


def test_what_is_known_of_a_page_is_read(exchange: Exchange) -> None:
    write(exchange)
    found = articles(exchange)["678"]
    assert (found.title, found.author, found.labels, found.position) == ("Orders", "Ann A.", ("shipping",), 3)
    assert (found.published_on, found.updated_on) == (date(2019, 1, 2), date(2020, 5, 6))
    assert found.addresses == (
        "/display/HELP/Orders",
        "/wiki/spaces/HELP/pages/678/Orders",
        "/spaces/HELP/pages/678/Orders",
        "/pages/viewpage.action?pageId=678",
    )


def test_a_zip_is_read_as_its_folder_is(exchange: Exchange, tmp_path: Path) -> None:
    write(exchange)
    packed = tmp_path / "Confluence-space-export.xml.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for one in sorted(exchange.export.rglob("*")):
            if one.is_file():
                archive.write(one, f"export/{one.relative_to(exchange.export)}")
    report = exchange.run("confluence", packed, language="en")
    assert [one.title for one in report.versions] == ["Home", "Orders", "Pay", "Prices for staff", "Rebates"]
    assert (exchange.target / "en/images/box.png").read_bytes() == PNG


def test_a_second_run_changes_nothing(exchange: Exchange) -> None:
    write(exchange)
    exchange.run("confluence", language="en")
    before = {name: (exchange.target / name).read_bytes() for name in exchange.files}
    report = exchange.run("confluence", language="en")
    assert {one.outcome.value for one in report.versions} == {"same"}
    assert {name: (exchange.target / name).read_bytes() for name in exchange.files} == before


def test_what_is_left_out_is_told(exchange: Exchange) -> None:
    write(exchange)
    shown = {(kind, where) for kind, where, _ in told(exchange)}
    assert {("state", "Old"), ("comment", "Orders"), ("left_out", str(exchange.export))} <= shown
    assert "600" not in articles(exchange)
    assert "601" not in articles(exchange)


def test_drafts_are_drafts_and_pending_changes_are_told(exchange: Exchange) -> None:
    pending = thing(
        "Page", 3, plain("title", "A"), reference("originalVersion", "Page", 1), plain("contentStatus", "draft")
    )
    put(
        exchange,
        page(1, "A"),
        page(2, "B", status="draft"),
        page(4, "C", status="archived"),
        page(5, "D", status="new"),
        pending,
    )
    found = articles(exchange)
    assert {id_: one.state for id_, one in found.items()} == {
        "1": "published",
        "2": "draft",
        "4": "archived",
        "5": "draft",
    }
    assert ("state", "A", "changes to it that were not published yet are left out") in told(exchange)


def test_pages_below_the_home_page_stand_at_the_top(exchange: Exchange) -> None:
    put(exchange, page(100, "Home"), page(1, "A", parent=100), page(2, "B", parent=1))
    bundle = space_bundle(Packed(exchange.export), ImportNotes(), "en")
    assert {one.id: one.category for one in bundle.articles()} == {"100": "", "1": "", "2": "1"}
    assert [one.id for one in bundle.categories] == ["1"]


def test_a_page_below_one_in_the_trash_goes_to_the_next_above(exchange: Exchange) -> None:
    put(exchange, page(1, "A"), page(2, "B", parent=1, status="deleted"), page(3, "C", parent=2))
    assert articles(exchange)["3"].category == "1"


def test_several_spaces_are_categories_of_their_own(exchange: Exchange) -> None:
    other = thing("Space", 2, plain("name", "Office"), plain("key", "OFF"))
    far = page(7, "Pay", '<ac:link><ri:page ri:content-title="Pay" ri:space-key="HELP" /></ac:link>')
    put(exchange, page(1, "Pay"), far.replace(">98305<", ">2<"), other)
    exchange.run("confluence", language="en")
    assert (
        exchange.body("en/office/pay/index.md") == "[Pay](../../shop-help/pay.md)"
    )  # Office says of nobody that they may view it
    assert "title: Shop help" in exchange.text("en/shop-help/_index.md")


def test_a_parent_that_is_not_there_is_told_and_the_page_is_not_for_everybody(exchange: Exchange) -> None:
    put(exchange, page(1, "A", parent=99))
    found = articles(exchange)["1"]
    assert (found.category, found.audience) == ("", "internal")
    assert ("category", "A", "its parent 99 is not in the export; it stands at the top") in told(exchange)


def test_parents_in_a_circle_end(exchange: Exchange) -> None:
    put(exchange, page(1, "A", parent=2), page(2, "B", parent=1), page(3, "C", parent=3))
    report = exchange.run("confluence", language="en")
    assert sorted(one.title for one in report.versions) == ["A", "B", "C"]
    assert all("audience: internal" in exchange.text(one.path) for one in report.versions)


def test_an_attachment_without_its_file_is_told(exchange: Exchange) -> None:
    put(
        exchange,
        page(1, "A", '<ac:image><ri:attachment ri:filename="a.png" /></ac:image>x'),
        attachment(5, 1, "a.png"),
        attachment(6, 1, "b.pdf"),
    )
    report = exchange.run("confluence", language="en")
    assert list(report.missing) == ["/download/attachments/1/a.png"]
    assert [str(what) for one in report.versions for what in one.told] == ["the attachment b.pdf is not in the export"]


def test_the_newest_version_of_a_file_counts(exchange: Exchange) -> None:
    older = attachment(4, 1, "a.pdf", 1, reference("originalVersion", "Attachment", 5))
    files = {"attachments/1/5/2": b"%PDF-2", "attachments/1/5/10": b"%PDF-10", "attachments/1/6/1": b"%PDF-b"}
    put(exchange, page(1, "A"), older, attachment(5, 1, "a.pdf", 10), attachment(6, 1, "b.pdf", 2), files=files)
    assert [(one.name, one.packed) for one in articles(exchange)["1"].attachments] == [
        ("a.pdf", "attachments/1/5/10"),
        ("b.pdf", "attachments/1/6/1"),
    ]
    assert ("file", "b.pdf", "the export lacks its newest version; an older one is taken") in told(exchange)


def test_of_two_files_of_one_name_the_newer_counts(exchange: Exchange) -> None:
    put(
        exchange,
        page(1, "A"),
        attachment(6, 1, "a.pdf", 3),
        attachment(5, 1, "a.pdf", 2),
        files={"attachments/1/6/3": b"%PDF"},
    )
    assert [one.packed for one in articles(exchange)["1"].attachments] == ["attachments/1/6/3"]


def test_a_file_without_an_ending_gets_that_of_its_kind(exchange: Exchange) -> None:
    kind = thing(
        "ContentProperty",
        9,
        plain("name", "MEDIA_TYPE"),
        plain("stringValue", "image/svg+xml"),
        reference("content", "Attachment", 5),
    )
    put(exchange, page(1, "A"), attachment(5, 1, "drawing"), kind)
    assert [one.name for one in articles(exchange)["1"].attachments] == ["drawing.svg"]


def test_a_page_for_everybody_shows_no_file_of_a_page_for_fewer(exchange: Exchange) -> None:
    shows = (
        '<ac:image><ri:attachment ri:filename="s.png"><ri:page ri:content-title="Secret" /></ri:attachment></ac:image>x'
    )
    files = {"attachments/2/5/1": PNG}
    put(exchange, page(1, "A", shows), page(2, "Secret"), restriction(50, 2), attachment(5, 2, "s.png"), files=files)
    exchange.run("confluence", language="en")
    assert exchange.body("en/a.md") == "x"
    assert [name for name in exchange.files if name.endswith(".png")] == ["en/secret/images/s.png"]
    assert ("file", "A") in {(kind, where) for kind, where, _ in told(exchange)}


def test_links_to_pages_that_are_not_there_keep_their_words(exchange: Exchange) -> None:
    body = '<p><ac:link><ri:page ri:content-title="Gone" ri:space-key="ABC" /></ac:link> or <a href="https://acme.atlassian.net/wiki/spaces/HELP/pages/2/B+b">B</a></p>'
    put(exchange, page(1, "A", body), page(2, "B"))
    report = exchange.run("confluence", language="en")
    assert exchange.body("en/a.md") == "Gone or [B](b.md)"
    assert "/display/ABC/Gone" in str(next(one for one in report.versions if one.id == "1").told)


def test_text_of_a_page_is_that_in_storage_format(exchange: Exchange) -> None:
    put(
        exchange,
        page(1, "A", None),
        text(1, "h1. old", 0).replace("91<", "81<"),
        text(1, "<p>new</p>"),
        page(2, "B", None),
        text(2, "h1. *old*", 0),
        page(3, "C", None),
    )
    found = {id_: one.body for id_, one in articles(exchange).items()}
    assert found == {"1": "<p>new</p>", "2": "<pre>h1. *old*</pre>", "3": ""}
    assert [where for kind, where, _ in told(exchange) if kind == "page"] == ["B", "C"]


def test_a_hidden_excerpt_is_the_description(exchange: Exchange) -> None:
    hidden = '<ac:parameter ac:name="hidden">true</ac:parameter><ac:rich-text-body><p>In short</p></ac:rich-text-body>'
    put(exchange, page(1, "A", f'<ac:structured-macro ac:name="excerpt">{hidden}</ac:structured-macro><p>x</p>'))
    found = articles(exchange)["1"]
    assert (found.description, found.body) == ("In short", "<p>x</p>")


def test_text_that_is_not_well_formed_is_kept_and_told(exchange: Exchange) -> None:
    put(exchange, page(1, "A", "<p>one <b>two</p> &nosuch; three"))
    report = exchange.run("confluence", language="en")
    assert exchange.body("en/a.md").replace("*", "").split() == ["one", "two", "&amp;nosuch;", "three"]
    assert "well-formed" in str(report.notes)


def test_text_that_is_nested_too_deep_keeps_its_words(exchange: Exchange) -> None:
    put(exchange, page(1, "A", "<div>" * 5_000 + "deep" + "</div>" * 5_000))
    exchange.run("confluence", language="en")
    assert exchange.body("en/a.md") == "deep"


@pytest.mark.parametrize("cut", [10, 200, 1_500])
def test_an_export_that_ends_too_early_is_not_imported(exchange: Exchange, cut: int) -> None:
    write(exchange)
    whole = (exchange.export / "entities.xml").read_bytes()
    exchange.write("entities.xml", whole[:-cut])
    with pytest.raises(ExportError, match=r"entities\.xml:\d+: this XML cannot be read"):
        exchange.run("confluence", language="en")
    assert exchange.files == []


def test_declared_entities_are_refused(exchange: Exchange) -> None:
    write(exchange)
    whole = (exchange.export / "entities.xml").read_text("utf-8")
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n<hibernate-generic'
    exchange.write("entities.xml", whole.replace("<hibernate-generic", bomb, 1).replace("Welcome", "&b;"))
    with pytest.raises(ExportError, match="declares a document type"):
        exchange.run("confluence", language="en")


@pytest.mark.slow
def test_a_text_larger_than_any_page_is_refused(exchange: Exchange) -> None:
    put(exchange, page(1, "A", "x" * 11_000_000))
    with pytest.raises(ExportError, match="this XML cannot be read"):
        exchange.run("confluence", language="en")


def test_an_export_of_which_all_is_in_the_trash_says_so(exchange: Exchange) -> None:
    put(exchange, page(1, "A", status="deleted"))
    with pytest.raises(ExportError, match="no page of Confluence"):
        exchange.run("confluence", language="en")


def test_a_second_export_beside_it_is_named(exchange: Exchange) -> None:
    write(exchange)
    exchange.write("more/entities.xml", "<hibernate-generic/>")
    assert ("file", "more/entities.xml") in {(kind, where) for kind, where, _ in told(exchange)}
