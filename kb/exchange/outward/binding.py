"""A book as the file whose name says what it is: written beside, then given its name."""

from __future__ import annotations

import tempfile
from pathlib import Path

from kb.core.settings import Settings
from kb.exchange.exporting import ExportFailedError
from kb.exchange.outward.book import Book
from kb.exchange.outward.epub import write_epub
from kb.exchange.outward.pdf import write_pdf
from kb.language.formats import Writing


def bind(book: Book, settings: Settings, target: Path, address: str = "", paper: str = "A4") -> list[str]:
    """Write ``book`` to ``target``, an ``.epub`` or a ``.pdf`` on ``paper`` with codes that lead to ``address``.
    Returns what could not be shown.

    Raises:
        ExportFailedError: there is something at ``target`` already, its name ends otherwise, a file cannot be read or
            written, or what a PDF needs is not installed.

    """
    kind = target.suffix.lower()
    if kind not in (".epub", ".pdf"):
        raise ExportFailedError(f"{target}: a book is an .epub or a .pdf; name it so")
    if target.exists():
        raise ExportFailedError(f"{target} is there already; name a file that is not")
    told: list[str] = []
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(prefix=f".{target.name}.", dir=target.parent, delete=False) as draft:
            try:
                if kind == ".epub":
                    write_epub(book, draft.file)
                else:
                    writing = Writing(dict(settings.calendars), dict(settings.digits), book.catalog.brand.region)
                    told = write_pdf(book, draft.file, writing, address, paper)
                draft.close()
                Path(draft.name).chmod(0o644)
                Path(draft.name).replace(target)
            finally:
                Path(draft.name).unlink(missing_ok=True)
    except OSError as error:
        raise ExportFailedError(
            f"{error.filename or target}: {error.strerror or error}; no book was written"
        ) from error
    return told
