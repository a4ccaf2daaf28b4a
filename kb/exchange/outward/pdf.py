"""A book as PDF, for printers (decision 92).

Whatever its pages show is read from the book itself and from the fonts that the site has; nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import IO

from kb.brand.fonts import book_fonts
from kb.catalog.addresses import article_url, category_url
from kb.core.text import one_line
from kb.exchange.exporting import ExportFailedError
from kb.exchange.outward.book import PICTURES, Book
from kb.exchange.outward.pdf_parts import chapter_pages, contents_pages, document, title_page, way_to
from kb.folder.file_types import kind_of
from kb.graphics.qr import svg
from kb.language.formats import Writing
from kb.language.interface import interface_language, translations

PAPERS = ("A4", "A5", "Letter")
_Files = dict[str, tuple[str, Callable[[], bytes]]]
_MISSING = (
    "a book as PDF needs WeasyPrint and Pango ({}): pip install 'selfservice-kb[pdf]', and on Debian or Ubuntu apt-get "
    "install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. An .epub needs neither"
)


def write_pdf(book: Book, file: IO[bytes], writing: Writing, address: str = "", paper: str = "A4") -> list[str]:
    """Lay the book out on ``paper``: a title page, contents with page numbers, bookmarks, tags for whoever listens.
    ``writing`` says how numbers and days are written. With the ``address`` of a site, each article has its own there as
    a QR code. Returns what could not be shown.

    Raises:
        ExportFailedError: WeasyPrint or Pango is not installed, or a picture is too large.
        OSError: a picture cannot be read, or the file not be written.

    """
    try:
        from kb.exchange.outward.printing import lay_out
    except (ImportError, OSError) as error:  # OSError: no library of Pango
        raise ExportFailedError(_MISSING.format(one_line(str(error)))) from error
    files: _Files = {f"fonts/{name}": ("font/ttf", font.read_bytes) for name, font in book_fonts().items()}
    told = lay_out(_text(book, files, writing, address.rstrip("/"), paper), files, file)
    for path, name in book.pictures.items():
        told = [line.replace(name, path) for line in told]
    return told


def _text(book: Book, files: _Files, writing: Writing, address: str, paper: str) -> str:
    """The document, whose pictures are in ``files`` then."""
    interface = interface_language(book.language)
    words = translations(interface)

    def way(path: str) -> str:
        if not address:
            return ""
        name = f"codes/{len(files)}.svg"
        files[name] = (PICTURES["svg"], partial(svg, address + path))
        return way_to(address + path, name)

    day = words.gettext("Last updated on %(day)s") % {"day": writing.day(book.changed_on, interface)}
    first = title_page(
        book.top.title, book.top.description, book.site_name, day, way(category_url(book.language, book.top.path))
    )
    chapters = [
        chapter_pages(one, tree, way(article_url(book.language, one.article.key)) if one.article else "")
        for one, tree in book.bodies()
    ]
    for path, name in book.pictures.items():
        files[name] = (PICTURES[kind_of(path)], partial(book.picture, path))
    return document(
        book.top.title,
        book.top.description,
        book.site_name,
        book.language,
        paper,
        own_digits=writing.own_digits(interface),
        body="".join((first, contents_pages(words.gettext("Contents"), book.chapters), *chapters)),
    )
