"""Confluence: the HTML export of a space, as the zip that is downloaded or the folder in it; its XML export is read by
``kb.exchange.confluence``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from posixpath import basename, dirname, join
from urllib.parse import unquote

from lxml import etree, html

from kb.core.text import UNWANTED
from kb.exchange.bundle.bundle import Bundle, ForeignArticle, ForeignCategory, ForeignFile
from kb.exchange.bundle.languages import likely_language
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.confluence.space_export import ENTITIES, space_bundle
from kb.exchange.systems.web_page import page_text
from kb.language.marking import N_, MarkedSentence

_NUMBER = re.compile(r"(?:^|_)(\d{3,})\.html$")
_DAY = re.compile(r"\bon\s+([A-Z][a-z]{2}\s+\d{1,2},\s+\d{4}|\d{1,2}\s+[A-Z][a-z]{2,8},?\s+\d{4})")
_CHANGED = re.compile(r"\blast (?:modified|edited|changed|updated)\b", re.IGNORECASE)
_HOME = "home_page"
"""In the name of the icon that the list of pages puts behind the home page."""
_FORMATS = ("%b %d, %Y", "%d %b %Y", "%d %B %Y", "%d %b, %Y")


def read(files: Packed, notes: ImportNotes, language: str) -> Bundle:
    """The space in ``files``; ``language`` is that of its texts, which it does not name.

    Raises:
        ExportError: there is no page of Confluence, or its XML cannot be read to its end.

    """
    if any(basename(name) == ENTITIES for name in files.names):
        return space_bundle(files, notes, language)
    export = _Confluence(files, notes, language)
    return Bundle("confluence", files, notes, tuple(export.categories()), export.articles)


class _Confluence:
    def __init__(self, files: Packed, notes: ImportNotes, language: str) -> None:
        self._files, self._notes = files, notes
        self._pages: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        texts: list[str] = []
        for name in files.names:
            if not name.lower().endswith(".html") or basename(name) == "index.html":
                continue
            tree = self._tree(name)
            main = tree.find('.//*[@id="main-content"]') if tree is not None else None
            if tree is None or main is None:
                self._notes.add(
                    "page",
                    name,
                    MarkedSentence(
                        N_("it has no part called main-content, as pages of Confluence have; it is left out")
                    ),
                )
                continue
            self._look(name, tree)
            texts += ["".join(main.itertext())] if len(texts) < 40 else []
        if not self._pages:
            raise ExportError(
                f"{files.path} has no page of Confluence: {ENTITIES}, or HTML with a part called main-content, was "
                "looked for"
            )
        self._positions = self._listed()
        notes.add(
            "audience",
            str(files.path),
            MarkedSentence(N_("the export does not say who may read a page; check it before you publish")),
        )
        self._usual = language or likely_language(texts, "")

    def articles(self) -> Iterator[ForeignArticle]:
        for name, id_ in self._pages.items():
            tree = self._tree(name)
            main = tree.find('.//*[@id="main-content"]') if tree is not None else None
            if tree is not None and main is not None:
                yield self._article(name, id_, tree, main)

    def categories(self) -> Iterator[ForeignCategory]:
        """The pages that have others below them."""
        for id_ in dict.fromkeys(filter(None, self._parents.values())):
            title, above = self._titles.get(id_, id_), self._parents.get(id_, "")
            yield ForeignCategory(id_, {self._usual: title}, above, self._positions.get(id_))

    def _article(self, name: str, id_: str, tree: html.HtmlElement, main: html.HtmlElement) -> ForeignArticle:
        told = tree.find('.//*[@class="page-metadata"]')
        about = " ".join(told.text_content().split()) if told is not None else ""
        author = told.find('.//*[@class="author"]') if told is not None else None
        body = (main.text or "") + "".join(html.tostring(one, encoding="unicode") for one in main)
        return ForeignArticle(
            id=id_,
            language=self._usual,
            title=self._titles[id_],
            body=body,
            category=self._parents.get(id_, ""),
            labels=tuple(" ".join(one.text_content().split()) for one in tree.xpath('.//*[@id="labels-section"]//a')),
            published_on=_day(_CHANGED.split(about)[0]),
            updated_on=_day(about),
            author=" ".join(author.text_content().split()) if author is not None else "",
            position=self._positions.get(id_),
            addresses=(f"/{name}", f"/pages/viewpage.action?pageId={id_}"),
            base=name,
            attachments=tuple(self._attached(name, tree, body)),
        )

    def _attached(self, name: str, tree: html.HtmlElement, body: str) -> Iterator[ForeignFile]:
        """The files that the page lists and its text does not show."""
        for link in tree.xpath('.//*[@id="attachments"]/ancestor::*[contains(@class, "pageSection")]//a[@href]'):
            href = unquote(link.get("href") or "")
            there = f"{dirname(name)}/{href}".lstrip("/")
            words = " ".join(link.text_content().split())
            if there in self._files and href not in unquote(body) and words:
                yield ForeignFile(words, href, there)

    def _look(self, name: str, tree: html.HtmlElement) -> None:
        match = _NUMBER.search(basename(name))
        id_ = match[1] if match else name.removesuffix(".html")
        self._pages[name] = id_
        self._titles[id_] = _title(tree) or basename(name).removesuffix(".html")
        above = [link.get("href") or "" for link in tree.xpath('.//*[@id="breadcrumbs"]//a')]
        parents = [unquote(href) for href in above if not href.endswith("index.html")]
        if parents:
            found = _NUMBER.search(basename(parents[-1]))
            self._parents[id_] = found[1] if found else parents[-1].removesuffix(".html")

    def _listed(self) -> dict[str, float]:
        """The places of pages in the list of all pages, ``index.html``, which has them in the order of the space. What
        is below the home page stands at the top.
        """
        found: dict[str, float] = {}
        for name in (one for one in self._files.names if basename(one) == "index.html"):
            tree = self._tree(name)
            for link in tree.iter("a") if tree is not None else ():
                id_ = self._pages.get(join(dirname(name), unquote(link.get("href") or "").partition("#")[0]), "")
                if not id_ or id_ in found:
                    continue
                found[id_] = len(found) + 1.0
                icon = link.getnext()
                if icon is not None and icon.tag == "img" and _HOME in (icon.get("src") or ""):
                    self._parents = {one: above for one, above in self._parents.items() if above != id_}
        return found

    def _tree(self, name: str) -> html.HtmlElement | None:
        try:
            return html.document_fromstring(UNWANTED.sub("", page_text(self._files, name)) or "<p>")
        except (etree.LxmlError, ValueError, AssertionError):
            return None
        except ExportError as error:
            self._notes.add("file", name, MarkedSentence(N_("%(why)s; the page is left out"), why=error))
            return None


def _title(tree: html.HtmlElement) -> str:
    """The title without the name of the space in front of it."""
    found = tree.find('.//*[@id="title-text"]')
    words = " ".join((found.text_content() if found is not None else tree.findtext(".//title") or "").split())
    space = tree.xpath('string(.//*[@id="breadcrumbs"]//a[1])')
    name = " ".join(str(space).split())
    return words.removeprefix(f"{name} : ").strip() if name else words.partition(" : ")[2] or words


def _day(about: str) -> date | None:
    """The last day that a page names; in the format of English exports."""
    for written in reversed(_DAY.findall(about)):
        for form in _FORMATS:
            try:
                return datetime.strptime(" ".join(written.split()), form).date()  # noqa: DTZ007 - a day, without an hour
            except ValueError:
                continue
    return None
