"""Notion: the *Markdown & CSV* export, as the zip that is sent or the folder in it.

The name of each file ends with the number of its page, by which it keeps its place when it is renamed there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname

from kb.core.text import plain_lines
from kb.exchange.bundle.bundle import Bundle, ForeignArticle, ForeignCategory
from kb.exchange.bundle.languages import likely_language
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.systems.titles import titled
from kb.language.marking import N_, MarkedSentence

MOST_BYTES = 4 * 2**20
_NUMBER = re.compile(r"[ _-]?([0-9a-f]{32})$|[ _-]([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$")
_ASIDE = re.compile(r"<aside>\s*(.*?)\s*</aside>", re.DOTALL)
_PROPERTY = re.compile(r"([^:\n]{1,60}): (.{1,1000})")
_TAGS = frozenset({"tags", "tag", "labels", "keywords"})
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
        self._usual = language or likely_language((files.text(name, MOST_BYTES) for name in self._pages), "")

    def articles(self) -> Iterator[ForeignArticle]:
        for name in self._pages:
            title, body = titled(plain_lines(self._files.text(name, MOST_BYTES)))
            words, number = _split(name)
            labels, body = _properties(body)
            yield ForeignArticle(
                id=number or name[:-3],
                language=self._usual,
                title=title or words,
                body=_ASIDE.sub(_callout, body),
                format="markdown",
                category=_place(dirname(name)),
                labels=labels,
                addresses=(f"/{name}",),
                base=name,
            )

    def categories(self) -> Iterator[ForeignCategory]:
        """The pages that have others below them: an export has a folder for each."""
        folders: dict[str, str] = {}
        for name in self._pages:
            folder = dirname(name)
            while folder:
                folders.setdefault(_place(folder), folder)
                folder = dirname(folder)
        for place, folder in folders.items():
            yield ForeignCategory(place, {self._usual: _split(f"{folder}.md")[0]}, _place(dirname(folder)))


def _split(name: str) -> tuple[str, str]:
    """The words of a file's name, and the number behind them."""
    stem = basename(name)[:-3]
    match = _NUMBER.search(stem)
    return (stem[: match.start()].strip(), (match[1] or match[2]).replace("-", "")) if match else (stem, "")


def _place(folder: str) -> str:
    """What a folder is called for good: the number of its page, where it has one."""
    return _split(f"{folder}.md")[1] or folder if folder else ""


def _callout(match: re.Match[str]) -> str:
    inner = _SYMBOL.sub("", match[1])
    return "\n".join(f"> {line}".rstrip() for line in ("[!NOTE]", *inner.split("\n")))


def _properties(body: str) -> tuple[tuple[str, ...], str]:
    """The tags of a page of a database; its other properties stay as lines of their own."""
    lines = body.lstrip("\n").split("\n")
    count = next((at for at, line in enumerate(lines) if not _PROPERTY.fullmatch(line)), len(lines))
    if not count or (count < len(lines) and lines[count].strip()):
        return (), body
    labels: list[str] = []
    kept = []
    for line in lines[:count]:
        key, _, value = line.partition(": ")
        if key.strip().lower() in _TAGS:
            labels += [one.strip() for one in value.split(",") if one.strip()]
        else:
            kept.append(f"{line}  ")
    return tuple(labels), "\n".join([*kept, *lines[count:]])
