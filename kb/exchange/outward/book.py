"""A category as one book: what readers without an account see of it, in reading order, whatever it is printed on.

``epub`` and ``pdf`` make files of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from lxml import html

from kb.brand.localised import face_of
from kb.catalog.article import PUBLIC_ONLY, Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.catalog.categories import Category
from kb.core.settings import Settings
from kb.exchange.exporting import ExportFailedError, exported_file, open_files
from kb.exchange.outward.plain_html import ForeignNames, plain_html
from kb.exchange.outward.xhtml import close_links, fit
from kb.files.inside import is_inside
from kb.folder.file_types import CONTENT_TYPES, kind_of
from kb.language.interface import interface_language, translations
from kb.markdown.image_sizes import Size, size_of
from kb.markdown.render import in_advance

PICTURES = {kind: CONTENT_TYPES[kind] for kind in ("png", "jpg", "jpeg", "gif", "webp", "svg")}
"""The pictures that a book has, with their content types."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """An article of the book, or a category with its title: ``depth`` is how far below the book's own it stands."""

    name: str
    title: str
    depth: int
    article: Article | None = None


@dataclass
class Book:
    """What the book ``top`` is made of; links call its chapters ``chapter-0001.xhtml`` and so on.

    ``pictures`` has the names in the book by their paths, of the texts that were read so far.
    """

    catalog: Catalog
    articles_dir: Path
    language: str
    top: Category
    site_name: str
    chapters: Sequence[Chapter]
    is_open: Callable[[str], bool]
    """Whether readers may see the file of a path."""
    pictures: dict[str, str] = field(default_factory=dict)

    @property
    def articles(self) -> list[Article]:
        """Those of all chapters."""
        return [one.article for one in self.chapters if one.article]

    @property
    def changed_on(self) -> date:
        """The latest day on which one of them changed."""
        return max(one.changed_on or one.modified_at.date() for one in self.articles)

    @property
    def digest(self) -> str:
        """32 hexadecimal digits that are the same for the same texts."""
        return hashlib.blake2b(
            "\x1f".join(one.content_hash for one in self.articles).encode(), digest_size=16
        ).hexdigest()

    def bodies(self) -> list[tuple[Chapter, html.HtmlElement | None]]:
        """The chapters with their texts, which can be written as XHTML; a category has none."""
        names = self._names()
        waiting = in_advance(self.articles, self.catalog)
        found = [(one, self._body(next(waiting), names) if one.article else None) for one in self.chapters]
        close_links({one.name: tree for one, tree in found if tree is not None})
        return found

    def picture(self, path: str) -> bytes:
        """The picture of a path, whole.

        Raises:
            ExportFailedError: it is too large.
            OSError: it cannot be read.

        """
        return exported_file(self.articles_dir, path)

    def _body(self, article: Article, names: ForeignNames) -> html.HtmlElement:
        words = translations(interface_language(self.language)).gettext
        tree = plain_html(article, self.catalog, names, PUBLIC_ONLY, words, self._size_of)
        fit(tree)
        return tree

    def _size_of(self, path: str) -> Size | None:
        file = self.articles_dir / path
        return size_of(file) if self.is_open(path) and is_inside(self.articles_dir, file) else None

    def _names(self) -> ForeignNames:
        places = {one.article.key: one.name for one in self.chapters if one.article}

        def article(id_: ArticleId) -> str | None:
            name = places.get(id_.key)
            return f"{name}.xhtml" if name else None

        return ForeignNames(article, lambda _language, _path: None, self._named)

    def _named(self, file: str) -> str | None:
        kind = kind_of(file)
        if kind not in PICTURES or not self.is_open(file):
            return None  # a film or a download would not be in the box
        digest = hashlib.blake2b(file.encode(), digest_size=6).hexdigest()
        return self.pictures.setdefault(file, f"pictures/{digest}.{kind}")


def open_book(catalog: Catalog, settings: Settings, category: str, language: str) -> Book:
    """The public articles of ``category`` and of those below it.

    Raises:
        ExportFailedError: no such category, or nothing in it to read in ``language``.

    """
    tree = catalog.category_tree(language, PUBLIC_ONLY)
    top = next((one for one in tree if one.path == category), None)
    if top is None:
        known = ", ".join(one.path for one in tree[:20]) or "none"
        raise ExportFailedError(
            f"there is no category {category!r} with public articles in {language!r}; there are: {known}"
        )
    name = face_of(settings, catalog.brand, language).site_name
    chapters = _chapters(catalog, tree, top, language)
    return Book(catalog, settings.articles_dir, language, top, name, chapters, open_files(catalog))


def _chapters(catalog: Catalog, tree: Sequence[Category], top: Category, language: str) -> list[Chapter]:
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
