"""A category as a book on paper: read and looked at by a program that knows nothing of what wrote it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw
import pytest
import zxingcpp
from click.testing import CliRunner
from PIL import ImageFile

from app import main
from kb.core.settings import Settings
from kb.exchange.outward.binding import bind
from kb.exchange.outward.book import open_book
from kb.library.library import Library

ADDRESS = "https://help.example.com"
LONG = "| Code | Meaning |\n| --- | --- |\n" + "".join(f"| E{row} | A fault of kind {row} |\n" for row in range(90))
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60"><rect width="90" height="60" fill="#0a0"/>'
    '<image href="file:///etc/hostname" width="9" height="9"/><image href="http://127.0.0.1:9/a.png" width="9"/></svg>'
)


@pytest.fixture
def paper() -> None:
    """Pango, a library of the system."""
    try:
        import kb.exchange.outward.printing  # noqa: F401
    except OSError as error:
        pytest.skip(f"Pango is not installed, see .ci/pango: {error}")


def book(ours: Path, language: str = "en", address: str = ADDRESS) -> tuple[bytes, list[str]]:
    """The file, and what could not be shown."""
    settings = Settings(articles_dir=ours, site_name="Acme & Co")
    opened = open_book(Library(ours, "en").catalog, settings, "orders", language)
    target = ours.parent / f"{language}.pdf"
    told = bind(opened, settings, target, address, "A5")
    content = target.read_bytes()
    target.unlink()
    return content, told


@pytest.fixture
def english(paper: None, ours: Path) -> Iterator[pypdfium2.PdfDocument]:
    with (ours / "en/orders/late/refund.md").open("a", encoding="utf-8") as file:
        file.write(f"\n{LONG}\n![A plan](plan.svg)\n")
    (ours / "en/orders/late/plan.svg").write_text(PICTURE)
    content, told = book(ours)
    assert [line for line in told if "en/orders/images/number.png" not in line] != []  # SVG cannot name other files
    with pypdfium2.PdfDocument(content) as read:
        yield read


def texts(read: pypdfium2.PdfDocument) -> list[str]:
    return [page.get_textpage().get_text_range() for page in read]


def outline(read: pypdfium2.PdfDocument) -> list[tuple[int, str, int]]:
    """Depth, title and page of each bookmark."""
    return [(mark.level, mark.get_title(), mark.get_dest().get_index()) for mark in read.get_toc()]


def inner_links(page: Any) -> list[int]:
    """The pages that links of a page lead to, in its document."""
    raw, found, place, link = pypdfium2.raw, [], pypdfium2.raw.c_int(0), pypdfium2.raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page.raw, place, link):
        if dest := raw.FPDFLink_GetDest(page.pdf.raw, link):
            found.append(raw.FPDFDest_GetDestPageIndex(page.pdf.raw, dest))
    return found


@pytest.mark.slow
def test_a_printed_book_has_a_title_page_and_contents_bookmarks_and_links_that_lead_to_the_right_page(
    english: pypdfium2.PdfDocument,
) -> None:
    pages = texts(english)
    assert "Your orders" in pages[0]
    assert "Acme & Co" in pages[0]
    marks = outline(english)
    assert [(level, title) for level, title, _ in marks] == [
        (0, "Track <a> parcel"),
        (0, "Too late"),
        (1, "Refund"),
    ]
    for (_, title, page), line in zip(marks, pages[1].splitlines()[1:], strict=False):
        assert title in pages[page]
        assert line.startswith(title)
        assert line.rstrip().endswith(str(page + 1)), line
    assert list(dict.fromkeys(inner_links(english[1]))) == [page for _, _, page in marks]
    track, refund = marks[0][2], marks[2][2]
    assert "Track" not in pages[marks[1][2]]  # above the title of a category stands its own
    assert inner_links(english[track]) == [refund]
    assert "Never came" not in " ".join(pages)
    assert english.get_metadata_value("Title") == "Your orders"
    assert english.is_tagged()
    assert tuple(round(side) for side in english[0].get_size()) == (420, 595)  # A5


@pytest.mark.slow
def test_each_article_has_its_address_as_a_code_and_a_long_table_repeats_its_head(
    english: pypdfium2.PdfDocument,
) -> None:
    found = [code.text for page in english for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
    assert found == [
        f"{ADDRESS}/en/categories/orders",
        f"{ADDRESS}/en/articles/orders/track",
        f"{ADDRESS}/en/articles/orders/late/refund",
    ]
    table = [text for text in texts(english) if "A fault of kind" in text]
    assert len(table) > 1
    assert all("Meaning" in text for text in table)


@pytest.mark.slow
def test_an_arabic_book_runs_from_right_to_left_in_letters_that_it_brings_along(paper: None, ours: Path) -> None:
    (ours / "ar/orders/track.md").write_text(
        "# تتبع الشحنة\n\n| AA1 | BB1 |\n| --- | --- |\n| 1 | 2 |\n\n![x](plan.svg)\n",
        "utf-8",
    )
    (ours / "ar/orders/plan.svg").write_text(PICTURE)
    content, _ = book(ours, "ar", "")
    with pypdfium2.PdfDocument(content) as read:
        assert [title for _, title, _ in outline(read)][0] == "تتبع الشحنة"
        page = read[outline(read)[0][2]]
        text = page.get_textpage()
        left = {word: text.get_charbox(text.search(word).get_next()[0])[0] for word in ("AA1", "BB1")}
        assert left["AA1"] > left["BB1"]
        fonts = {item.get_font().get_base_name() for item in page.get_objects() if hasattr(item, "get_font")}
        assert fonts
        assert all("+Book-Arabic" in name for name in fonts), fonts  # "ABCDEF+": those that are used are within
    assert book(ours, "ar", "")[0] == content  # the same articles, the same file


@pytest.mark.slow
def test_a_picture_that_is_none_is_named_and_the_book_goes_on(paper: None, ours: Path) -> None:
    (ours / "en/orders/images/number.png").write_bytes(b"none at all")
    content, told = book(ours, address="")
    assert content.startswith(b"%PDF-")
    assert any("en/orders/images/number.png" in line for line in told)


def test_broken_pictures_are_refused_elsewhere_after_a_book_was_printed(paper: None) -> None:
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


@pytest.mark.parametrize("trouble", ["import nothing_of_that_name", "raise OSError('cannot load library pango-1.0-0')"])
def test_without_weasyprint_or_pango_it_says_what_to_install_and_writes_nothing(
    trouble: str, ours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lacking").mkdir()
    (tmp_path / "lacking/weasyprint.py").write_text(trouble)
    for name in [
        one for one in sys.modules if one.partition(".")[0] == "weasyprint" or one.endswith("outward.printing")
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(tmp_path / "lacking"))
    arguments = ["export", "book", str(tmp_path / "out/a.pdf"), "--category", "orders", "--articles", str(ours)]
    result = CliRunner().invoke(main, [*arguments, "--language", "en"])
    assert result.exit_code == 1
    assert "pip install 'selfservice-kb[pdf]'" in str(result.exception)
    assert "libpangoft2-1.0-0" in str(result.exception)
    assert list((tmp_path / "out").iterdir()) == []
