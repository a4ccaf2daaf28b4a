"""HTML laid out as PDF: the only module that knows WeasyPrint, which needs the library of Pango (decision 92)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO

from PIL import ImageFile
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from kb.core.errors import KbError

ImageFile.LOAD_TRUNCATED_IMAGES = False
"""WeasyPrint has changed it for the whole process, in which others tell broken pictures by it."""

Files = Mapping[str, tuple[str, Callable[[], bytes]]]
"""The content type of each file by its name, and what reads it."""
_ROOT = "https://book.invalid/"
"""What names of files are relative to; nobody has that host (RFC 6761)."""


class _OwnFiles(URLFetcher):  # type: ignore[misc]
    """Reads the files of a book, and fetches nothing."""

    def __init__(self, files: Files) -> None:
        super().__init__(allowed_protocols=())
        self._files = files

    def fetch(self, url: str, _headers: object = None) -> URLFetcherResponse:
        """The file of an address.

        Raises:
            ValueError: the book has none of that name.
            FatalURLFetchingError: it cannot be read.

        """
        name = url.removeprefix(_ROOT)
        if name == url or name not in self._files:
            raise ValueError(f"{url} is none of the book's own files")
        kind, read = self._files[name]
        try:
            return URLFetcherResponse(url, read(), {"Content-Type": kind})
        except (OSError, KbError) as error:
            raise FatalURLFetchingError from error


def lay_out(text: str, files: Files, target: IO[bytes]) -> list[str]:
    """Write the document ``text`` as a tagged PDF. Returns what could not be shown, with the names of ``files``.

    Raises:
        KbError, OSError: whatever reading one of ``files`` raises; the target cannot be written.

    """
    with _errors_of("weasyprint") as told:
        try:
            HTML(string=text, base_url=_ROOT, url_fetcher=_OwnFiles(files)).write_pdf(target, pdf_tags=True)
        except FatalURLFetchingError as error:
            raise error.__cause__ or error from None  # what reading it raised
    return told


@contextmanager
def _errors_of(name: str) -> Iterator[list[str]]:
    """What a library logs as errors meanwhile: it goes on without a picture that cannot be shown."""
    told: list[str] = []

    class Told(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(record.getMessage().replace(_ROOT, ""))

    handler, logger = Told(logging.ERROR), logging.getLogger(name)
    logger.addHandler(handler)
    try:
        yield told
    finally:
        logger.removeHandler(handler)
