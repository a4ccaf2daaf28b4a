"""MediaWiki: the XML that *Special:Export* and ``dumpBackup.php`` give, with the pictures copied beside it.

The last version of each page of the main and help namespaces is read. Categories are those of its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from lxml.etree import _Element

from kb.exchange.bundle.bundle import Bundle, ForeignArticle, ForeignCategory
from kb.exchange.bundle.languages import codes_of, likely_language
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.bundle.xml_stream import read_elements, text_in
from kb.exchange.html.wikitext import WikiPage, Wikitext
from kb.exchange.systems.values import day_of
from kb.language.marking import N_, MarkedSentence

_READ = frozenset({"0", "12"})
"""The main namespace, and that of help."""
_FILE, _CATEGORY = "6", "14"
_REDIRECT = re.compile(r"\s*#[^\s\[\]]{1,40}\s*:?\s*\[\[([^\[\]|#]{1,500})", re.IGNORECASE)
_HEADING_ID = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)


def read(files: Packed, notes: ImportNotes, language: str) -> Bundle:
    """The wiki in ``files``; ``language`` is that of its texts where the export names none.

    Raises:
        ExportError: there is no page of a wiki, or a file cannot be read to its end.

    """
    export = _MediaWiki(files, notes, language)
    return Bundle(
        *("mediawiki", files, notes, tuple(export.categories()), export.articles),
        redirects=export.redirects,
    )


class _MediaWiki:
    def __init__(self, files: Packed, notes: ImportNotes, language: str) -> None:
        self._files, self._notes = files, notes
        self._xml = [name for name in files.names if name.lower().endswith(".xml")]
        self._base, told = "", ""
        self._spaces: dict[str, str] = {}
        self.redirects: dict[str, str] = {}
        self._named: dict[str, None] = {}
        self._parents: dict[str, str] = {}
        texts: list[str] = []
        for name in self._xml:
            told = told or self._head(name)
            for page in read_elements(files, name, "page"):
                self._look(page, texts)
        if not texts:
            raise ExportError(
                f"{files.path} has no page of MediaWiki: .xml with pages of the main namespace was looked for"
            )
        self._usual = language or next(iter(codes_of([told]).values()), "") or likely_language(texts, "")

    def articles(self) -> Iterator[ForeignArticle]:
        for name in self._xml:
            for page in read_elements(self._files, name, "page"):
                if text_in(page, "ns") in _READ and self._redirect_of(page) is None:
                    yield self._article(page)

    def categories(self) -> Iterator[ForeignCategory]:
        wanted = dict(self._named)
        for title in self._named:
            above, seen = self._parents.get(title, ""), {title}
            while above and above not in seen:
                wanted[above] = None
                seen.add(above)
                above = self._parents.get(above, "")
        for title in wanted:
            yield ForeignCategory(title, {self._usual: title}, self._parents.get(title, ""))

    def _head(self, name: str) -> str:
        """The language of the wiki; its base and the names of its namespaces are kept."""
        for element in read_elements(self._files, name, "siteinfo", "page"):
            if element.tag.rpartition("}")[2] != "siteinfo":
                return ""
            self._base = self._base or text_in(element, "base")
            for space in element.iter("{*}namespace"):
                self._spaces[space.get("key") or ""] = (space.text or "").strip()
            root = element.getparent()
            language = root.get("{http://www.w3.org/XML/1998/namespace}lang") if root is not None else ""
            return language or ""
        return ""

    def _look(self, page: _Element, texts: list[str]) -> None:
        title, space = _title(text_in(page, "title")), text_in(page, "ns")
        target = self._redirect_of(page)
        if target is not None:
            self.redirects[urlsplit(self._address(title)).path.strip("/")] = self._address(target)
        elif space in _READ:
            found = self._read(page)
            texts += [re.sub(r"<[^<>]*>", " ", found.html)] if len(texts) < 40 or not texts else []
            if found.categories:
                self._named[_title(found.categories[0])] = None
        elif space == _CATEGORY:
            found = self._read(page)
            name = title.partition(":")[2]
            if found.categories and _title(found.categories[0]) != name:
                self._parents[name] = _title(found.categories[0])

    def _article(self, page: _Element) -> ForeignArticle:
        title = _title(text_in(page, "title"))
        found = self._read(page)
        revision = _revision(page)
        for name in found.templates:
            self._notes.add(
                "template",
                title,
                MarkedSentence(
                    N_("{{%(name)s}} is made by the wiki; it stands in the text as it is written"), name=name
                ),
            )
        if len(found.categories) > 1:
            self._notes.add(
                "category",
                title,
                MarkedSentence(
                    N_("it stands in several categories there, also in %(others)s"),
                    others=", ".join(found.categories[1:]),
                ),
            )
        contributor = revision.find("{*}contributor") if revision is not None else None
        return ForeignArticle(
            id=text_in(page, "id") or title,
            language=self._usual,
            title=title.rpartition("/")[2] if "/" in title else title.partition(":")[2] or title,
            body=_with_anchors(found.html),
            category=_title(found.categories[0]) if found.categories else "",
            labels=tuple(_title(name) for name in found.categories[1:]),
            updated_on=day_of(text_in(revision, "timestamp")) if revision is not None else None,
            author=text_in(contributor, "username") if contributor is not None else "",
            addresses=(self._address(title),),
            base=self._address(title),
        )

    def _read(self, page: _Element) -> WikiPage:
        revision = _revision(page)
        files = {"file", "image", self._spaces.get(_FILE, "").lower()}
        categories = {"category", self._spaces.get(_CATEGORY, "").lower()}
        reader = Wikitext(self._address, frozenset(filter(None, files)), frozenset(filter(None, categories)))
        return reader.read(text_in(revision, "text") if revision is not None else "", text_in(page, "title"))

    def _redirect_of(self, page: _Element) -> str | None:
        found = page.find("{*}redirect")
        if found is not None:
            return _title(found.get("title") or "")
        revision = _revision(page)
        match = _REDIRECT.match(text_in(revision, "text")) if revision is not None else None
        return _title(match[1]) if match else None

    def _address(self, title: str) -> str:
        """The address of a page, made as that of the main page is."""
        path = quote(_title(title).replace(" ", "_"), safe="/:()!,;@$*'~")
        above = self._base.rpartition("/")[0] if "/" in self._base else ""
        return f"{above}/{path}" if above else f"/{path}"


def _revision(page: _Element) -> _Element | None:
    """The newest version, which is the last one."""
    found = page.findall("{*}revision")
    return found[-1] if found else None


def _title(written: str) -> str:
    """A title as the wiki writes it: spaces, and a capital at the beginning."""
    title = " ".join(written.replace("_", " ").split())
    return title[:1].upper() + title[1:]


def _with_anchors(markup: str) -> str:
    """Headings with the names by which links of the wiki call them."""

    def named(match: re.Match[str]) -> str:
        words = re.sub(r"<[^<>]*>", "", match[2]).strip().replace(" ", "_")
        return f'<h{match[1]} id="{words.replace(chr(34), "")}">{match[2]}</h{match[1]}>'

    return _HEADING_ID.sub(named, markup)
