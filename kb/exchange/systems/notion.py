"""Notion: the *Markdown & CSV* export, as the zip that is sent or the folder in it.

The name of each file ends with the number of its page, by which it keeps its place when it is renamed there.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from io import StringIO
from posixpath import basename, dirname, join, normpath
from urllib.parse import unquote

from kb.core.text import plain_lines
from kb.exchange.bundle.bundle import Bundle, ForeignArticle, ForeignCategory
from kb.exchange.bundle.languages import likely_language
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.html.page_properties import page_properties
from kb.exchange.systems.titles import titled
from kb.language.marking import N_, MarkedSentence

MOST_BYTES = 4 * 2**20
_NUMBER = re.compile(r"[ _-]?([0-9a-f]{32})$|[ _-]([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$")
_ASIDE = re.compile(r"<aside>\s*(.*?)\s*</aside>", re.DOTALL)
_LINK = re.compile(r"\]\(<?([^()<>\n]{1,1000}?\.md)>?\)")
_SYMBOL = re.compile(r"^(?:<img[^<>]*>|[^\w\s<>\[*`\"'(]{1,4})\s*")


def read(files: Packed, notes: ImportNotes, language: str) -> Bundle:
    """The export in ``files``; ``language`` is that of its texts, which it does not name.

    Raises:
        ExportError: there is no page, or one cannot be read.

    """
    export = _Notion(files, notes, language)
    return Bundle("notion", files, notes, tuple(export.categories()), export.articles)


class _Notion:
    def __init__(self, files: Packed, notes: ImportNotes, language: str) -> None:
        self._files, self._notes = files, notes
        self._pages = [name for name in files.names if name.lower().endswith(".md")]
        if not self._pages:
            inner = [name for name in files.names if name.lower().endswith(".zip")]
            more = f"; unpack {inner[0]}, which is in it, and name that" if inner else ""
            raise ExportError(f"{files.path} has no page of Notion: files that end with .md were looked for{more}")
        notes.add(
            "audience",
            str(files.path),
            MarkedSentence(N_("the export does not say who may read a page; check it before you publish")),
        )
        for name in files.names:
            if name.lower().endswith(".csv") and not name.endswith("_all.csv"):
                notes.add(
                    "table", name, MarkedSentence(N_("the table of a database stays out; its pages are articles"))
                )
        self._order = self._positions()
        self._usual = language or likely_language((files.text(name, MOST_BYTES) for name in self._pages), "")

    def articles(self) -> Iterator[ForeignArticle]:
        for name in self._pages:
            title, body = titled(plain_lines(self._files.text(name, MOST_BYTES)))
            words, number = _split(name)
            told, body = page_properties(body)
            yield ForeignArticle(
                id=number or name[:-3],
                language=self._usual,
                title=title or words,
                body=_ASIDE.sub(_callout, body),
                format="markdown",
                category=_place(dirname(name)),
                state=told.state or "published",
                labels=told.labels,
                published_on=told.created,
                updated_on=told.edited,
                author=told.author,
                position=self._order.get(name),
                addresses=(f"/{name}",),
                base=name,
            )

    def _positions(self) -> dict[str, float]:
        """The place of each page among those beside it: as the page above lists them, else as their table does."""
        beside: dict[str, list[str]] = defaultdict(list)
        for name in self._pages:
            beside[dirname(name)].append(name)
        folders = {_place(folder): folder for folder in beside}
        found: dict[str, float] = {}
        for name in self._pages:
            if folder := _folder_of(name, folders, beside):
                links = _LINK.findall(self._files.text(name, MOST_BYTES))
                there = (normpath(join(dirname(name), unquote(link))) for link in links)
                listed = [one for one in dict.fromkeys(there) if dirname(one) == folder and one in self._files]
                found |= {one: float(at) for at, one in enumerate(listed, start=1)}
        tables = (name for name in self._files.names if name.lower().endswith(".csv"))
        for name in sorted(tables, key=lambda one: one.endswith("_all.csv")):
            stem = f"{name[:-4].removesuffix('_all')}.md"
            if folder := _folder_of(stem, folders, beside):
                order = _order_in(self._files.text(name))
                for page in beside[folder]:
                    title = titled(plain_lines(self._files.text(page, MOST_BYTES)))[0] or _split(page)[0]
                    if place := order.get(title.casefold()):
                        found.setdefault(page, float(place))
        return found

    def categories(self) -> Iterator[ForeignCategory]:
        """The pages that have others below them: an export has a folder for each."""
        folders: dict[str, str] = {}
        for name in self._pages:
            folder = dirname(name)
            while folder:
                folders.setdefault(_place(folder), folder)
                folder = dirname(folder)
        pages = {_place(name[:-3]): name for name in self._pages}
        pages |= {join(dirname(name), _split(name)[0]): name for name in self._pages}
        for place, folder in folders.items():
            title, position = {self._usual: _split(f"{folder}.md")[0]}, self._order.get(pages.get(place, ""))
            yield ForeignCategory(place, title, _place(dirname(folder)), position)


def _split(name: str) -> tuple[str, str]:
    """The words of a file's name, and the number behind them."""
    stem = basename(name)[:-3]
    match = _NUMBER.search(stem)
    return (stem[: match.start()].strip(), (match[1] or match[2]).replace("-", "")) if match else (stem, "")


def _place(folder: str) -> str:
    """What a folder is called for good: the number of its page, where it has one."""
    return _split(f"{folder}.md")[1] or folder if folder else ""


def _folder_of(name: str, folders: dict[str, str], beside: dict[str, list[str]]) -> str:
    """The folder of what stands below a page or table: of its number, or of its words alone."""
    words, number = _split(name)
    plain = join(dirname(name), words)
    return (folders.get(number, "") if number else "") or (plain if plain in beside else "")


def _order_in(table: str) -> dict[str, int]:
    """The numbers of the rows of a table by what their first cell says, up to where it cannot be read."""
    found: dict[str, int] = {}
    try:
        for at, row in enumerate(csv.reader(StringIO(table))):
            if row:
                found.setdefault(row[0].strip().casefold(), at)
    except csv.Error:
        pass  # a cell of more than 128 KB: the order of the rest is not worth the import
    return found


def _callout(match: re.Match[str]) -> str:
    inner = _SYMBOL.sub("", match[1])
    return "\n".join(f"> {line}".rstrip() for line in ("[!NOTE]", *inner.split("\n")))
