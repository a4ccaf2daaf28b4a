"""A folder of saved HTML pages, with its sitemap where it was saved too: what ``wget`` or "save page as" leave.

Folders are categories. A page is in the language that it names; the same path below two language folders is one
article, as are pages that name each other as translations.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname
from urllib.parse import unquote, urlsplit

from lxml import html

from kb.exchange.bundle.bundle import Bundle, ForeignArticle, ForeignCategory
from kb.exchange.bundle.languages import codes_of, likely_language
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.bundle.values import day_of
from kb.exchange.bundle.xml_stream import read_elements, text_in
from kb.exchange.systems.web_page import WebPage, page_text, read_page
from kb.language.marking import N_, MarkedSentence

ENDINGS = (".html", ".htm", ".xhtml")


def read(files: Packed, notes: ImportNotes, language: str) -> Bundle:
    """The pages in ``files``; ``language`` is that of pages that name none.

    Raises:
        ExportError: there is no page, or the sitemap cannot be read.

    """
    export = _Pages(files, notes, language)
    return Bundle("html", files, notes, tuple(export.categories()), export.articles, locales=export.languages)


class _Pages:
    def __init__(self, files: Packed, notes: ImportNotes, language: str) -> None:
        self._files, self._notes = files, notes
        self._names = [name for name in files.names if name.lower().endswith(ENDINGS)]
        if not self._names:
            raise ExportError(f"{files.path} has no page: files that end with .html were looked for")
        self._above = _one_folder(self._names)
        self._paths = {_path_of(name, self._above): name for name in self._names}
        self.languages = self._language_folders()
        self._map = dict(self._sitemap())
        self._usual = language or self._guess()

    def articles(self) -> Iterator[ForeignArticle]:
        for name in self._names:
            try:
                page = read_page(page_text(self._files, name))
            except ExportError as error:
                self._notes.add("file", name, MarkedSentence(N_("%(why)s; the page is left out"), why=error))
                continue
            path = _path_of(name, self._above)
            if not self._is_listing(name, path, page):
                yield self._article(name, path, page)

    def categories(self) -> Iterator[ForeignCategory]:
        titles: dict[str, dict[str, str]] = {}
        for path in self._paths:
            language, rest = self._split(path)
            folders = dirname(rest).split("/") if dirname(rest) else []
            for count in range(len(folders)):
                folder = "/".join(folders[: count + 1])
                named = titles.setdefault(folder, {})
                if language not in named and (title := self._title_of(f"{language}/{folder}".strip("/"))):
                    named[language or self._usual] = title
        for folder, named in titles.items():
            words = basename(folder).replace("-", " ").replace("_", " ").strip()
            yield ForeignCategory(
                folder, named or {self._usual: words[:1].upper() + words[1:]}, dirname(folder), slug=basename(folder)
            )

    def _article(self, name: str, path: str, page: WebPage) -> ForeignArticle:
        folder, rest = self._split(path)
        code = self._code(page.language) or folder or self._usual
        address, modified = self._map.get(path, ("", ""))
        address = page.address if "://" in page.address else address
        if page.is_whole:
            self._notes.add(
                "page",
                name,
                MarkedSentence(N_("nothing says which part of it is the article; all but menus was taken")),
            )
        id_ = self._together(rest, page)
        return ForeignArticle(
            id=id_,
            language=code,
            title=page.title or basename(rest),
            body=page.body,
            is_original=code == self._usual or len(self.languages) < 2,
            category=dirname(id_),
            description=page.description,
            labels=page.labels,
            published_on=day_of(page.published),
            updated_on=day_of(page.modified or modified),
            author=page.author,
            addresses=tuple(filter(None, (address, f"/{name}", f"/{path}"))),
            base=name,
            slug=basename(id_) if basename(id_) != "index" else "",
        )

    def _together(self, path: str, page: WebPage) -> str:
        """The path of the page that stands for all languages: the first of the translations that are here."""
        found = []
        for href in page.alternates.values():
            there = unquote(urlsplit(href).path).strip("/")
            there = _without_ending(there)
            if there in self._paths or f"{there}/index" in self._paths:
                found.append(self._split(there if there in self._paths else f"{there}/index")[1])
        return min(found, default=path)

    def _is_listing(self, name: str, path: str, page: WebPage) -> bool:
        """Whether the page of a folder has nothing but links to others: then it only gives the folder its title."""
        if basename(path) != "index":
            return False
        words = read_page(f"<main>{page.body}</main>")
        linked, total = _linked_words(words.body)
        if total == 0 or linked * 2 > total:
            self._notes.add(
                "page",
                name,
                MarkedSentence(N_("it is a list of links; the folder has its title, and its text is left out")),
            )
            return True
        return False

    def _title_of(self, folder: str) -> str:
        name = self._paths.get(f"{folder}/index")
        try:
            return read_page(page_text(self._files, name)).title if name else ""
        except ExportError:
            return ""

    def _split(self, path: str) -> tuple[str, str]:
        """The language that a path begins with, and the rest."""
        first, _, rest = path.partition("/")
        return (self.languages[first], rest) if first in self.languages and rest else ("", path)

    def _language_folders(self) -> dict[str, str]:
        tops = {path.partition("/")[0] for path in self._paths if "/" in path}
        codes = codes_of(tops)
        return codes if len(codes) > 1 or (codes and len(codes) == len(tops)) else {}

    def _code(self, language: str) -> str:
        return codes_of([language]).get(language, "") if language else ""

    def _guess(self) -> str:
        if self.languages:
            return "en" if "en" in self.languages.values() else sorted(self.languages.values())[0]
        texts = []
        for name in self._names[:40]:
            try:
                page = read_page(page_text(self._files, name))
            except ExportError:
                continue
            if code := self._code(page.language):
                return code
            texts.append(page.body)
        return likely_language(texts, "")

    def _sitemap(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """The address and the last change of each page by its path here."""
        for name in self._files.names:
            if not basename(name).lower().startswith("sitemap") or not name.lower().endswith(".xml"):
                continue
            for element in read_elements(self._files, name, "url"):
                address = text_in(element, "loc")
                path = _without_ending(unquote(urlsplit(address).path).strip("/"))
                found = next((one for one in (path, f"{path}/index".strip("/")) if one in self._paths), None)
                if found is None:
                    self._notes.add(
                        "page", address, MarkedSentence(N_("the sitemap names it, and it is not among the files"))
                    )
                else:
                    yield found, (address, text_in(element, "lastmod"))


def _one_folder(names: list[str]) -> str:
    """The folder of the host in which ``wget`` puts all pages."""
    tops = {name.partition("/")[0] for name in names}
    top = next(iter(tops))
    return f"{top}/" if len(tops) == 1 and all("/" in name for name in names) and "." in top else ""


def _path_of(name: str, above: str) -> str:
    return _without_ending(name.removeprefix(above))


def _without_ending(path: str) -> str:
    return next((path[: -len(ending)] for ending in ENDINGS if path.lower().endswith(ending)), path)


def _linked_words(body: str) -> tuple[int, int]:
    """How many words of a text stand in links, and how many there are."""
    tree = html.fragment_fromstring(body, create_parent="div")
    total = len(tree.text_content().split())
    return sum(len(link.text_content().split()) for link in tree.iter("a")), total
