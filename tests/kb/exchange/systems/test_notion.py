"""The Markdown & CSV export of Notion."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from kb.exchange.bundle.packed import ExportError
from tests.kb.exchange.conftest import Exchange
from tests.kb.exchange.systems.notion_sample import HELP, ONE, THREE, TWO, write


def test_pages_pictures_tags_and_boxes_come_in(exchange: Exchange) -> None:
    write(exchange)
    report = exchange.run("notion", language="en")
    assert exchange.body("en/help.md") == "[Pay](help/pay-now.md)\n\n> [!NOTE]\n> Keep it.\n>\n> Really."
    assert exchange.body("en/help/pay-now.md") == "State: Done  \n\n![box.png](images/box.png)"
    assert "tags: [Money, Card]" in exchange.text("en/help/pay-now.md")
    assert f'imported_from: "notion:{TWO}"' in exchange.text("en/help/pay-now.md")
    assert [note.kind for note in report.notes] == ["audience", "table"]


def test_a_page_that_was_renamed_there_is_the_same_article(exchange: Exchange) -> None:
    write(exchange)
    exchange.run("notion", language="en")
    (exchange.export / HELP / f"Pay {TWO}.md").rename(exchange.export / HELP / f"Pay later {TWO}.md")
    report = exchange.run("notion", language="en")
    assert (report.counts["new"], report.gone) == (0, [])


def test_the_zip_is_read_as_it_is(exchange: Exchange, tmp_path: Path) -> None:
    write(exchange)
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for file in exchange.export.rglob("*"):
            archive.write(file, file.relative_to(exchange.export))
    exchange.run("notion", path=tmp_path / "x.zip", language="en")
    assert "en/help/images/box.png" in exchange.files


def test_a_zip_in_a_zip_says_what_to_unpack(exchange: Exchange) -> None:
    exchange.write("Export-Part-1.zip", b"PK\x05\x06" + bytes(18))
    with pytest.raises(ExportError, match=r"unpack Export-Part-1\.zip"):
        exchange.run("notion")


def test_pages_stand_in_the_order_of_the_page_above(exchange: Exchange) -> None:
    exchange.write(
        f"Top {ONE}.md", f"# Top\n\n[B](Top%20{ONE}/B%20{THREE}.md)\n[A](Top%20{ONE}/A%20{TWO}.md)\n[x](gone.md)\n"
    )
    exchange.write(f"Top {ONE}/A {TWO}.md", "# A\n\nx\n")
    exchange.write(f"Top {ONE}/B {THREE}.md", "# B\n\nx\n")
    exchange.run("notion", language="en")
    weights = [exchange.text(f"en/top/{name}.md").replace('"', "") for name in "ab"]
    assert ["weight: 2" in weights[0], "weight: 1" in weights[1]] == [True, True]


def test_pages_of_a_database_stand_in_the_order_of_its_table(exchange: Exchange) -> None:
    exchange.write(f"Table {ONE}.csv", "Name,Status\nB,Done\nA,Draft\n")
    exchange.write(f"Table {ONE}_all.csv", "Name,Status\nA,Draft\nB,Done\n")
    exchange.write(f"Table/A {TWO}.md", "# A\n\nStatus: Draft\nCreated: January 5, 2024\n\nx\n")
    exchange.write(f"Table/B {THREE}.md", "# B\n\nStatus: Done\nCreated by: Ann\nOwner: Bob\n\nx\n")
    exchange.run("notion", language="en")
    first, second = (exchange.text(f"en/table/{name}.md").replace('"', "") for name in "ba")
    assert "weight: 1" in first
    assert "author: Ann" in first
    assert "weight: 2" in second
    assert "status: draft" in second
    assert "Owner: Bob" in first
