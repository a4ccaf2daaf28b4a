"""A category as one book (EPUB 3.3): what readers without an account see of it, in reading order.

EPUB is a zip of XHTML with a list of its files and one of its chapters, which is little more than we write anyway; the
libraries for it bring an own idea of HTML and of time (decision 68).
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree, html

from kb.brand.localised import face_of
from kb.catalog.article import PUBLIC_ONLY, Article, ArticleId
from kb.catalog.catalog import Catalog, Category
from kb.core.settings import Settings
from kb.exchange.exporting import ExportFailedError, exported_file, open_files
from kb.exchange.outward.book_parts import CONTAINER, STYLE, chapter_page, cover_page, nav_page, package
from kb.exchange.outward.plain_html import ForeignNames, plain_html
from kb.folder.file_types import CONTENT_TYPES, kind_of
from kb.markdown.render import in_advance

_PICTURES = {kind: CONTENT_TYPES[kind] for kind in ("png", "jpg", "jpeg", "gif", "webp", "svg")}
"""The pictures that a book has."""
_WHEN = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip: the same articles give the same book."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """An article of the book, or a category with its title: ``depth`` is how far below the book's own it stands."""

    name: str
    title: str
    depth: int
    article: Article | None = None


@dataclass
class _Book:
    catalog: Catalog
    language: str
    chapters: Sequence[Chapter]
    is_open: Callable[[str], bool]
    """Whether readers may see the file of a path."""
    pictures: dict[str, str] = field(default_factory=dict)
    """Their names in the book by their paths."""

    def names(self) -> ForeignNames:
        places = {one.article.key: one.name for one in self.chapters if one.article}

        def article(id_: ArticleId) -> str | None:
            name = places.get(id_.key)
            return f"{name}.xhtml" if name else None

        return ForeignNames(article, lambda _language, _path: None, self._picture)

    def _picture(self, file: str) -> str | None:
        kind = kind_of(file)
        if kind not in _PICTURES or not self.is_open(file):
            return None  # a film or a download would not be in the box
        digest = hashlib.blake2b(file.encode(), digest_size=6).hexdigest()
        return self.pictures.setdefault(file, f"pictures/{digest}.{kind}")


def export_book(catalog: Catalog, settings: Settings, target: Path, category: str, language: str) -> int:
    """Write the public articles of ``category`` and of those below it to ``target``. Returns how many chapters it has.

    Raises:
        ExportFailedError: there is something at ``target`` already, no such category, nothing in it to read in
            ``language``, or a file cannot be read or written.

    """
    if target.exists():
        raise ExportFailedError(f"{target} is there already; name a file that is not")
    tree = catalog.category_tree(language, PUBLIC_ONLY)
    top = next((one for one in tree if one.path == category), None)
    if top is None:
        known = ", ".join(one.path for one in tree[:20]) or "none"
        raise ExportFailedError(
            f"there is no category {category!r} with public articles in {language!r}; there are: {known}"
        )
    book = _Book(catalog, language, chapters_of(catalog, tree, top, language), open_files(catalog))
    name = face_of(settings, catalog.brand, language).site_name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(prefix=f".{target.name}.", dir=target.parent, delete=False) as draft:
            try:
                _write(draft.name, book, top, name, settings.articles_dir)
                Path(draft.name).chmod(0o644)
                Path(draft.name).replace(target)
            finally:
                Path(draft.name).unlink(missing_ok=True)
    except OSError as error:
        raise ExportFailedError(
            f"{error.filename or target}: {error.strerror or error}; no book was written"
        ) from error
    return sum(one.article is not None for one in book.chapters)


def chapters_of(catalog: Catalog, tree: Sequence[Category], top: Category, language: str) -> list[Chapter]:
    """The chapters in reading order: the articles of a category, then each category below it with its own."""
    found: list[Chapter] = []

    def add(category: Category, depth: int) -> None:
        for article in catalog.in_category(language, category.path, PUBLIC_ONLY):
            found.append(Chapter(f"chapter-{len(found) + 1:04}", article.title, depth, article))
        for child in (one for one in tree if one.parent == category.path):
            found.append(Chapter(f"chapter-{len(found) + 1:04}", child.title, depth))
            add(child, depth + 1)

    add(top, 0)
    return found


def _write(file: str, book: _Book, top: Category, site_name: str, articles_dir: Path) -> None:
    """The zip: its kind first and unpacked, as the standard wants it, then what it is made of."""
    articles = [one.article for one in book.chapters if one.article]
    changed = max(one.changed_on or one.modified_at.date() for one in articles)
    digest = hashlib.blake2b("\x1f".join(one.content_hash for one in articles).encode(), digest_size=16).hexdigest()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:

        def put(name: str, content: str | bytes, how: int = zipfile.ZIP_DEFLATED) -> None:
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = how
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, content)

        put("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        put("META-INF/container.xml", CONTAINER)
        put("EPUB/style.css", STYLE)
        put("EPUB/cover.xhtml", cover_page(top.title, top.description, site_name, book.language))
        names = book.names()
        waiting = in_advance(articles, book.catalog)
        for one in book.chapters:
            body = _body(next(waiting), book.catalog, names) if one.article else ""
            put(f"EPUB/{one.name}.xhtml", chapter_page(one.title, body, book.language, is_part=one.article is None))
        put(
            "EPUB/nav.xhtml",
            nav_page(top.title, [(one.name, one.title, one.depth) for one in book.chapters], book.language),
        )
        for path, name in book.pictures.items():
            put(f"EPUB/{name}", exported_file(articles_dir, path))
        pictures = [(name, _PICTURES[name.rpartition(".")[2]]) for name in book.pictures.values()]
        chapters = [one.name for one in book.chapters]
        put("EPUB/package.opf", package(top.title, site_name, book.language, digest, changed, chapters, pictures))


def _body(article: Article, catalog: Catalog, names: ForeignNames) -> str:
    """The text as XHTML."""
    tree = plain_html(article, catalog, names, PUBLIC_ONLY)
    for element in list(tree.iter()):
        if element.tag in ("video", "audio", "iframe", "object", "embed", "form", "script"):
            is_named = "player" in (element.getparent().get("class") or "").split()  # its words stand behind it
            _say(element, "" if is_named else element.get("title") or "")
            continue
        if element.tag == "img" and element.get("src", "").lower().startswith(("http:", "https:", "//")):
            _say(element, element.get("alt") or "")  # a book is read without a network
            continue
        if align := element.attrib.pop("align", None):
            element.set("style", f"text-align: {align}")
        for name in [str(one) for one in element.attrib if ":" in str(one) or str(one).startswith("data-")]:
            del element.attrib[name]
        if element.tag == "details":
            element.set("open", "open")
    tree.attrib.clear()
    text: str = etree.tostring(tree, encoding="unicode", with_tail=False)
    return text


def _say(element: html.HtmlElement, words: str) -> None:
    """Put words where something cannot be; nothing where there are none."""
    if not words:
        element.drop_tree()
        return
    for inside in list(element):
        element.remove(inside)
    element.tag, element.text = "em", words
    element.attrib.clear()
