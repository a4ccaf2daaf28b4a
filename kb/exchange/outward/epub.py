"""A book as EPUB 3.3.

EPUB is a zip of XHTML with a list of its files and one of its chapters, which is little more than we write anyway; the
libraries for it bring an own idea of HTML and of time (decision 68).
"""

from __future__ import annotations

import zipfile
from typing import IO

from lxml import etree

from kb.exchange.outward.book import PICTURES, Book
from kb.exchange.outward.epub_parts import CONTAINER, STYLE, chapter_page, cover_page, nav_page, package

_WHEN = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip: the same articles give the same book."""


def write_epub(book: Book, file: IO[bytes]) -> None:
    """The zip: its kind first and unpacked, as the standard wants it, then what it is made of.

    Raises:
        ExportFailedError: a picture is too large.
        OSError: a picture cannot be read, or the file not be written.

    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:

        def put(name: str, content: str | bytes, how: int = zipfile.ZIP_DEFLATED) -> None:
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = how
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, content)

        title, language = book.top.title, book.language
        put("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        put("META-INF/container.xml", CONTAINER)
        put("EPUB/style.css", STYLE)
        put("EPUB/cover.xhtml", cover_page(title, book.top.description, book.site_name, language))
        for one, tree in book.bodies():
            body = "" if tree is None else etree.tostring(tree, encoding="unicode", with_tail=False)
            put(f"EPUB/{one.name}.xhtml", chapter_page(one.title, body, language, is_part=tree is None))
        put("EPUB/nav.xhtml", nav_page(title, [(one.name, one.title, one.depth) for one in book.chapters], language))
        for path, name in book.pictures.items():
            put(f"EPUB/{name}", book.picture(path))
        pictures = [(name, PICTURES[name.rpartition(".")[2]]) for name in book.pictures.values()]
        chapters = [one.name for one in book.chapters]
        put(
            "EPUB/package.opf",
            package(title, book.site_name, language, book.digest, book.changed_on, chapters, pictures),
        )
