"""GitBook: the folder that Git Sync keeps, with ``SUMMARY.md`` and the redirects of ``.gitbook.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath
from urllib.parse import unquote

from kb.core.text import plain_lines
from kb.exchange.bundle.bundle import Bundle, ForeignArticle, ForeignCategory
from kb.exchange.bundle.languages import likely_language
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.systems.titles import front_matter, plain_words, titled
from kb.language.marking import N_, MarkedSentence

_ENTRY = re.compile(
    r"^[ \t]*[*+-][ \t]+\[((?:[^\[\]\\]|\\.){1,500})\]\(<?([^()<>\n]{1,1000}?)>?(?:[ \t]+\"[^\"]*\")?\)", re.MULTILINE
)
_KEY = re.compile(r"^(\s*)([^\s#:'\"][^:\n]*|'[^'\n]+'|\"[^\"\n]+\"):[ \t]*(.*?)[ \t]*$")
MOST_BYTES = 4 * 2**20


def read(files: Packed, notes: ImportNotes, language: str) -> Bundle:
    """The space in ``files``; ``language`` is that of its texts, which it does not name.

    Raises:
        ExportError: there is no page, or one cannot be read.

    """
    export = _GitBook(files, notes, language)
    return Bundle(
        *("gitbook", files, notes, tuple(export.categories()), export.articles),
        redirects=export.redirects,
    )


class _GitBook:
    def __init__(self, files: Packed, notes: ImportNotes, language: str) -> None:
        self._files, self._notes = files, notes
        settings = _settings(files.text(".gitbook.yaml", 2**20)) if ".gitbook.yaml" in files else {}
        self._root = settings.get("root", "").strip("./")
        summary = self._inside(settings.get("structure.summary", "SUMMARY.md"))
        self._pages = [name for name in files.names if name != summary and self._is_page(name)]
        if not self._pages:
            raise ExportError(f"{files.path} has no page of GitBook: files that end with .md were looked for")
        self._titles: dict[str, str] = {}
        self._order: dict[str, int] = {}
        if summary in files:
            self._read_summary(summary)
        else:
            notes.add(
                "page", summary, MarkedSentence(N_("it is not there, so pages stand in the order of their titles"))
            )
        self.redirects = {
            old.removeprefix("redirects."): f"/{self._address(self._inside(new))}"
            for old, new in settings.items()
            if old.startswith("redirects.")
        }
        self._usual = language or likely_language((files.text(name, MOST_BYTES) for name in self._pages), "")

    def articles(self) -> Iterator[ForeignArticle]:
        for name in self._pages:
            head, text = front_matter(plain_lines(self._files.text(name, MOST_BYTES)))
            title, body = titled(text)
            path = self._path(name)
            is_listed = not self._order or path in self._order
            if not is_listed:
                self._notes.add(
                    "state",
                    name,
                    MarkedSentence(N_("SUMMARY.md does not list it, so readers did not see it there; it is a draft")),
                )
            is_folder = basename(path).lower() == "readme"
            yield ForeignArticle(
                id=path,
                language=self._usual,
                title=title or self._titles.get(path, "") or basename(dirname(path) if is_folder else path),
                body=body,
                format="markdown",
                category=dirname(path),
                description=head.get("description", ""),
                state="published" if is_listed and head.get("hidden", "").lower() != "true" else "draft",
                position=float(self._order[path]) if path in self._order else None,
                addresses=(f"/{self._address(name)}", f"/{name}"),
                base=name,
                slug="" if is_folder else basename(path),
            )

    def categories(self) -> Iterator[ForeignCategory]:
        folders: dict[str, None] = {}
        for name in self._pages:
            folder = dirname(self._path(name))
            while folder:
                folders[folder] = None
                folder = dirname(folder)
        for folder in folders:
            place = next((one for one in (f"{folder}/README", f"{folder}/readme") if one in self._titles), "")
            words = basename(folder).replace("-", " ").replace("_", " ")
            title = self._titles.get(place) or words[:1].upper() + words[1:]
            position = self._order.get(place)
            yield ForeignCategory(
                folder,
                {self._usual: title},
                dirname(folder),
                None if position is None else float(position),
                slug=basename(folder),
            )

    def _read_summary(self, summary: str) -> None:
        folder = dirname(summary)
        for number, (words, target) in enumerate(_ENTRY.findall(self._files.text(summary, MOST_BYTES)), start=1):
            name = normpath(join(folder, unquote(target.partition("#")[0])))
            if name in self._files:
                self._titles[self._path(name)] = plain_words(words)
                self._order.setdefault(self._path(name), number)
            elif "://" not in target:
                self._notes.add(
                    "page", target, MarkedSentence(N_("SUMMARY.md lists it, and it is not among the files"))
                )

    def _is_page(self, name: str) -> bool:
        inside = name.startswith(f"{self._root}/") if self._root else True
        return inside and name.lower().endswith(".md") and not any(part.startswith(".") for part in name.split("/"))

    def _inside(self, name: str) -> str:
        return (
            normpath(join(self._root, name.strip().lstrip("/"))) if self._root else normpath(name.strip().lstrip("/"))
        )

    def _path(self, name: str) -> str:
        """A file below the root, without its ending."""
        below = name.removeprefix(f"{self._root}/") if self._root else name
        return below[:-3] if below.lower().endswith(".md") else below

    def _address(self, name: str) -> str:
        """The address of a page there: a folder for its README."""
        path = self._path(name)
        return dirname(path) if basename(path).lower() == "readme" else path


def _settings(text: str) -> dict[str, str]:
    """The few keys of ``.gitbook.yaml``, those inside others with a dot between: no YAML beyond that is used there."""
    found: dict[str, str] = {}
    above = ""
    for line in text.split("\n"):
        match = _KEY.match(line)
        if not match or line.lstrip().startswith("#"):
            continue
        key, value = match[2].strip().strip("'\""), match[3].split(" #")[0].strip().strip("'\"")
        if not match[1]:
            above = key
        path = f"{above}.{key}" if match[1] else key
        if value:
            found[path] = value
    return found
