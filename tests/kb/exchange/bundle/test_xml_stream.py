"""Large XML is read one element at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.exchange.bundle.packed import MOST_TEXT, ExportError, Packed
from kb.exchange.bundle.xml_stream import read_elements


def test_a_file_that_is_too_large_to_be_read_in_one_piece_is_read(tmp_path: Path) -> None:
    page = b"<page>%s</page>\n" % (b"x" * 4 * 2**20)
    (tmp_path / "wiki.xml").write_bytes(b"<wiki>%s</wiki>" % (page * (MOST_TEXT // len(page) + 2)))
    assert (tmp_path / "wiki.xml").stat().st_size > MOST_TEXT
    found = [len(one.text or "") for one in read_elements(Packed(tmp_path), "wiki.xml", "page")]
    assert found == [4 * 2**20] * (MOST_TEXT // len(page) + 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("head", ["<!DOCTYPE wiki>", '<!DOCTYPE wiki [<!ENTITY a "b">]>'])
def test_a_document_type_is_refused(tmp_path: Path, head: str, encoding: str) -> None:
    (tmp_path / "wiki.xml").write_bytes(f"{head}<wiki/>".encode(encoding))
    with pytest.raises(ExportError, match="declares a document type"):
        list(read_elements(Packed(tmp_path), "wiki.xml", "page"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_so_is_one_behind_a_long_comment(tmp_path: Path, encoding: str) -> None:
    """It could give each of a million elements an attribute of a million characters."""
    declared = f'<!--{"x" * 10_000}--><!DOCTYPE wiki [<!ATTLIST page a CDATA "b">]><wiki><page/></wiki>'
    (tmp_path / "wiki.xml").write_bytes(declared.encode(encoding))
    with pytest.raises(ExportError, match="declares a document type"):
        list(read_elements(Packed(tmp_path), "wiki.xml", "page"))


def test_text_that_names_one_is_read(tmp_path: Path) -> None:
    (tmp_path / "wiki.xml").write_bytes(b"<!-- <!DOCTYPE x> --><wiki><page><![CDATA[<!DOCTYPE html>]]></page></wiki>")
    assert [one.text for one in read_elements(Packed(tmp_path), "wiki.xml", "page")] == ["<!DOCTYPE html>"]
