"""MediaWiki: the XML that *Special:Export* and ``dumpBackup.php`` give, with the pictures copied beside it.

The last version of each page of the main and help namespaces is read. Categories are those of its text; what their
own pages say is their description, or an article in them where it is more than a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from urllib.parse import quote, urlsplit

from lxml.etree import _Element

from kb.exchange.bundle.bundle import Bundle, ForeignArticle, ForeignCategory
from kb.exchange.bundle.languages import codes_of, likely_language
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.bundle.values import day_of
from kb.exchange.bundle.xml_stream import read_elements, text_in
from kb.exchange.html.wiki_parts import anchor_of
from kb.exchange.html.wikitext import WikiPage, Wikitext
from kb.language.marking import N_, MarkedSentence

_MAIN, _FILE, _HELP, _CATEGORY = "0", "6", "12", "14"
_READ = frozenset({_MAIN, _HELP})
_NAMES = {"file": _FILE, "image": _FILE, "help": _HELP, "category": _CATEGORY}
"""What each wiki understands, whatever its language calls them."""
_TELLS_PARENTS = (0, 7)
"""The first version of the format that names the revision before each: the first one of a page alone has none."""
_REDIRECT = re.compile(r"\s*#[^\s\[\]]{1,40}\s*:?\s*\[\[([^\[\]|#]{1,500})", re.IGNORECASE)
_HEADING_ID = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_TAG, _TEMPLATE = re.compile(r"<[^<>]*>"), re.compile(r"\{\{[^{}]*\}\}")
_ONE_LINE = re.compile(r"<p>((?:(?!<(?:p|img)\b).)*)</p>", re.DOTALL)
_LONGEST_ABOUT = 300
"""Of what the page of a category says, in characters, as its description."""
_TEMPLATES_STAY = N_("the wiki makes it; it stands as it is written. Articles: %(count)s, for example %(examples)s")
_FORMULAS_STAY = N_("formulas stand as the TeX that they are written in. Articles: %(count)s, for example %(examples)s")
_IN_SEVERAL = N_("it stands in several categories there, also in %(others)s")


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
        self._format = (0, 0)
        self._spaces: dict[str, str] = {}
        self.redirects: dict[str, str] = {}
        self._named: dict[str, None] = {}
        self._parents: dict[str, str] = {}
        self._abouts: dict[str, str] = {}
        self._with_article: set[str] = set()
        self._elsewhere: dict[str, str] = {}
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
                space, name = self._place(page)
                if self._redirect_of(page) is not None:
                    continue
                if space in _READ:
                    yield self._article(page, name)
                elif space == _CATEGORY and name in self._with_article:
                    yield replace(self._article(page, name), category=name, labels=())

    def categories(self) -> Iterator[ForeignCategory]:
        wanted = dict(self._named)
        for title in self._named:
            above, seen = self._parents.get(title, ""), {title}
            while above and above not in seen:
                wanted[above] = None
                seen.add(above)
                above = self._parents.get(above, "")
        for title in wanted:
            if others := self._elsewhere.get(title):
                self._notes.add("category", title, MarkedSentence(_IN_SEVERAL, others=others))
            about = {self._usual: self._abouts[title]} if title in self._abouts else {}
            yield ForeignCategory(title, {self._usual: title}, self._parents.get(title, ""), descriptions=about)

    def _head(self, name: str) -> str:
        """The language of the wiki; its base and the names of its namespaces are kept."""
        for element in read_elements(self._files, name, "siteinfo", "page"):
            if element.tag.rpartition("}")[2] != "siteinfo":
                return ""
            self._base = self._base or text_in(element, "base")
            for space in element.iter("{*}namespace"):
                self._spaces[space.get("key") or ""] = (space.text or "").strip()
            root = element.getparent()
            if root is not None and (found := re.fullmatch(r"(\d{1,3})\.(\d{1,3})", root.get("version") or "")):
                self._format = (int(found[1]), int(found[2]))
            language = root.get("{http://www.w3.org/XML/1998/namespace}lang") if root is not None else ""
            return language or ""
        return ""

    def _place(self, page: _Element) -> tuple[str, str]:
        """The namespace of a page and its title there. Only the name of that namespace is no part of the title: what
        else stands before a colon or a slash is.
        """
        title, space = _title(text_in(page, "title")), text_in(page, "ns")
        before, colon, name = title.partition(":")
        names = _NAMES | {words.casefold(): key for key, words in self._spaces.items() if words}
        named = names.get(before.strip().casefold(), _MAIN) if colon else _MAIN
        space = space or named  # the format has it since its version 0.5
        return space, _title(name) or title if space == named != _MAIN else title

    def _look(self, page: _Element, texts: list[str]) -> None:
        space, name = self._place(page)
        target = self._redirect_of(page)
        if target is not None:
            title = text_in(page, "title")
            self.redirects[urlsplit(self._address(title)).path.strip("/")] = self._address(target)
        elif space in _READ:
            found = self._read(page)
            texts += [re.sub(r"<[^<>]*>", " ", found.html)] if len(texts) < 40 or not texts else []
            if found.categories:
                self._named[_title(found.categories[0])] = None
        elif space == _CATEGORY:
            self._look_at_category(name, self._read(page))

    def _look_at_category(self, name: str, found: WikiPage) -> None:
        if found.categories and _title(found.categories[0]) != name:
            self._parents[name] = _title(found.categories[0])
        if len(found.categories) > 1:
            self._elsewhere[name] = ", ".join(found.categories[1:])
        line = _ONE_LINE.fullmatch(found.html.strip())
        words = unescape(_TAG.sub("", line[1] if line else found.html)).strip()
        for _ in range(20):  # what the wiki makes is named, and no text by itself
            words, count = _TEMPLATE.subn("", words)
            if not count:
                break
        if line and words and not found.templates and len(words) <= _LONGEST_ABOUT:
            self._abouts[name] = words
        elif words.strip() or "<img" in found.html:
            self._with_article.add(name)
            self._named[name] = None
        else:
            self._tell(f"Category:{name}", found)

    def _article(self, page: _Element, name: str) -> ForeignArticle:
        title = _title(text_in(page, "title"))
        found = self._read(page)
        revisions = _revisions(page)
        newest = revisions[-1] if revisions else None
        self._tell(title, found)
        if len(found.categories) > 1:
            others = ", ".join(found.categories[1:])
            self._notes.add("category", title, MarkedSentence(_IN_SEVERAL, others=others))
        contributor = newest.find("{*}contributor") if newest is not None else None
        return ForeignArticle(
            id=text_in(page, "id") or title,
            language=self._usual,
            title=name,
            body=_with_anchors(found.html),
            category=_title(found.categories[0]) if found.categories else "",
            labels=tuple(_title(name) for name in found.categories[1:]),
            published_on=self._begun_on(revisions),
            updated_on=day_of(text_in(newest, "timestamp")) if newest is not None else None,
            author=text_in(contributor, "username") if contributor is not None else "",
            addresses=(self._address(title),),
            base=self._address(title),
        )

    def _tell(self, title: str, found: WikiPage) -> None:
        """Of what the wiki makes of a text and we do not: each thing once for all pages."""
        for name in found.templates:
            self._notes.add_each("template", f"{{{{{_title(name)}}}}}", title, _TEMPLATES_STAY)
        if found.has_formulas:
            self._notes.add_each("formula", "<math>", title, _FORMULAS_STAY)

    def _begun_on(self, revisions: list[_Element]) -> date | None:
        """The day of the first version, where the export has it: the one that names none before it."""
        if not revisions or text_in(revisions[0], "parentid") not in ("", "0"):
            return None
        is_first = len(revisions) > 1 or self._format >= _TELLS_PARENTS
        return day_of(text_in(revisions[0], "timestamp")) if is_first else None

    def _read(self, page: _Element) -> WikiPage:
        revisions = _revisions(page)
        files = {"file", "image", self._spaces.get(_FILE, "").lower()}
        categories = {"category", self._spaces.get(_CATEGORY, "").lower()}
        reader = Wikitext(self._address, frozenset(filter(None, files)), frozenset(filter(None, categories)))
        return reader.read(text_in(revisions[-1], "text") if revisions else "", self._place(page)[1])

    def _redirect_of(self, page: _Element) -> str | None:
        found = page.find("{*}redirect")
        if found is not None:
            return _title(found.get("title") or "")
        revisions = _revisions(page)
        match = _REDIRECT.match(text_in(revisions[-1], "text")) if revisions else None
        return _title(match[1]) if match else None

    def _address(self, title: str) -> str:
        """The address of a page, made as that of the main page is."""
        path = quote(_title(title).replace(" ", "_"), safe="/:()!,;@$*'~")
        above = self._base.rpartition("/")[0] if "/" in self._base else ""
        return f"{above}/{path}" if above else f"/{path}"


def _revisions(page: _Element) -> list[_Element]:
    """The versions of a page, the oldest first, in whichever order they were asked for."""
    return sorted(page.findall("{*}revision"), key=lambda one: text_in(one, "timestamp"))


def _title(written: str) -> str:
    """A title as the wiki writes it: spaces, and a capital at the beginning."""
    title = " ".join(written.replace("_", " ").split())
    return title[:1].upper() + title[1:]


def _with_anchors(markup: str) -> str:
    """Headings with the names by which links of the wiki call them."""

    def named(match: re.Match[str]) -> str:
        words = anchor_of(_TAG.sub("", match[2]))
        return f'<h{match[1]} id="{words}">{match[2]}</h{match[1]}>'

    return _HEADING_ID.sub(named, markup)
