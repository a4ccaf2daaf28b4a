"""The typeface that a site may bring along: small, licensed, with every letter, and off unless it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from kb.brand.style import style_of
from kb.brand.typeface import FILES, files_for
from tests.kb.folder.conftest import read

STATIC = Path(kb.__file__).parent / "brand" / "static"


@pytest.mark.parametrize("language", ["en", "de", "ru", "uk", "ar", "fa-IR"])
def test_a_page_of_one_script_takes_at_most_40_kilobytes(language: str) -> None:
    files = files_for(language)
    assert files
    assert sum((STATIC / file.name).stat().st_size for file in files) <= 40_000


def test_every_file_is_there_as_woff2_with_its_licence() -> None:
    assert {path.name for path in STATIC.glob("*.woff2")} == {file.name for file in FILES}
    assert all((STATIC / file.name).read_bytes().startswith(b"wOF2") for file in FILES)
    licence = (STATIC / "centre-sans-licence.txt").read_text("utf-8")
    assert 'Reserved Font Name "Plex"' in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_it_is_off_unless_the_site_asks_for_it_and_never_moves_what_is_painted() -> None:
    assert style_of(read("name: x")) == ""
    text = style_of(read("typeface: plex"), lambda name: f"static/kb/{name}?v=1")
    assert text.count("@font-face") == len(FILES) + 1
    assert text.count("font-display: optional") == len(FILES)
    assert 'url("static/kb/centre-sans-latin.woff2?v=1")' in text
    assert "size-adjust" in text
    assert ':root:is(:lang(ar), :lang(fa)) { --sans: "Centre Sans Arabic", "Centre Sans"' in text


def test_fonts_that_the_site_names_itself_come_first() -> None:
    text = style_of(read("typeface: plex\nfonts: {sans: Inter}"))
    assert ':root { --sans: "Inter", "Centre Sans",' in text
    assert text.rindex("--sans") > text.index('--sans: "Inter", var(--usual-sans)')
