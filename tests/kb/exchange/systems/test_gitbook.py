"""A space that GitBook keeps in git."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

import pytest

from kb.editing.check import check
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.bundle.top_folder import OURS
from kb.exchange.recognising import recognise
from kb.library.library import Library
from tests.kb.exchange.conftest import Exchange
from tests.kb.exchange.systems.gitbook_sample import write


def test_pages_order_pictures_and_redirects_come_in(exchange: Exchange) -> None:
    write(exchange, "docs/")
    exchange.write(
        ".gitbook.yaml",
        "root: ./docs/\n\nredirects:\n  old/way: orders/return.md\n  'older': orders/README.md\n  lost: nothing.md\n",
    )
    report = exchange.run("gitbook", language="en")
    text = exchange.text("en/orders/return.md")
    assert "old/way" in text
    assert "![Box](images/box-1.png)" in text
    assert '{% hint style="info" %}' in text
    assert "[back](orders/return.md#within-30-days)" in exchange.text("en/welcome.md")
    assert "description: All about orders" in exchange.text("en/orders/your-orders.md")
    assert "title: Your orders" in exchange.text("en/orders/_index.md")
    assert "status: draft" in exchange.text("en/orders/hidden.md")
    assert {note.where for note in report.notes} == {"docs/orders/hidden.md", "orders/gone.md", "lost"}
    assert [str(one) for one in check(Library(exchange.target).catalog) if one.severity == "error"] == []


def test_a_space_without_a_table_of_contents_is_read_too(exchange: Exchange) -> None:
    exchange.write("a.md", "# A\n\nText.\n")
    report = exchange.run("gitbook", language="en")
    assert (exchange.files, [note.where for note in report.notes]) == (["en/a.md"], ["SUMMARY.md"])


def test_redirects_in_a_circle_end(exchange: Exchange) -> None:
    write(exchange)
    exchange.write(".gitbook.yaml", "redirects:\n  a: b\n  b: a\n")
    report = exchange.run("gitbook", language="en")
    assert sorted(note.where for note in report.notes if note.kind == "redirect") == ["a", "b"]


def space(exchange: Exchange) -> None:
    write(exchange, "docs/")
    exchange.write("README.md", "# Of the repository\n")
    exchange.write(".gitbook.yaml", "root: ./docs/\nredirects:\n  old/way: orders/return.md\n")


def test_an_archive_of_a_forge_is_read_as_the_folder_in_it(exchange: Exchange) -> None:
    space(exchange)
    exchange.run("gitbook", language="en")
    found = {path: exchange.text(path) for path in exchange.files if path.endswith(".md")}
    assert "status: draft" in found["en/orders/hidden.md"]
    packed = Exchange(exchange.export, exchange.target.parent / "packed")
    archive = exchange.zipped("help-main/")
    assert recognise(Packed(archive)) == "gitbook"
    report = packed.run("gitbook", archive, "en")
    assert {path: packed.text(path) for path in packed.files if path.endswith(".md")} == found
    assert packed.files == exchange.files
    assert report.counts["new"] == len(report.versions)
    assert packed.run("gitbook", language="en").counts["same"] == len(report.versions)


def test_what_came_in_with_the_folder_around_it_is_known_again(exchange: Exchange) -> None:
    space(exchange)
    (exchange.export / "README.md").unlink()
    before = exchange.run("gitbook", exchange.zipped("help-main/", OURS), "en")  # read as it was before
    files = exchange.files
    hidden = next(one.path for one in before.versions if one.title == "Hidden")
    assert "help-main/docs/" in hidden
    exchange.write("docs/orders/new.md", "# New\n\nText.\n")
    (exchange.export / "docs/README.md").write_text("# Welcome\n\nHello.\n")
    report = exchange.run("gitbook", exchange.zipped("help-main/"), "en")
    contents = next(one.path for one in before.versions if one.id.endswith("SUMMARY"))  # it was no article there
    assert (report.counts["new"], report.gone) == (1, [contents])
    assert {one.id: one.path for one in report.versions if one.title != "New"} == {
        one.id: one.path for one in before.versions if one.path != contents
    }
    [new] = {*exchange.files} - {*files}
    assert new == hidden.replace("hidden", "new")
    assert "status: draft" in exchange.text(hidden)
    assert "Hello." in exchange.text(next(one.path for one in report.versions if one.title == "Welcome"))
    assert exchange.run("gitbook", exchange.zipped("help-main/"), "en").counts["same"] == len(report.versions)


def test_a_folder_without_pages_says_what_was_looked_for(exchange: Exchange) -> None:
    exchange.write("a.txt", "x")
    with pytest.raises(ExportError, match="has no page of GitBook"):
        exchange.run("gitbook")
