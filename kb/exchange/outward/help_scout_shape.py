"""Our articles as the JSON of Help Scout's Docs API: collections, categories, articles, redirects, of one language.

There are two levels there: a category at the top is a collection, those below it are categories of it, whose names say
the way to them. Who may read is said of a collection alone, so what is not for everybody goes into a private one.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import quote

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.exchange.exporting import ExportFailedError
from kb.exchange.outward.foreign_folder import NO_CATEGORY, ForeignExport, Row, foreign_export, moment
from kb.exchange.outward.plain_html import ForeignNames, plain_html
from kb.markdown.html_tree import serialise
from kb.markdown.render import in_advance

_ABOVE, _FOR_STAFF = " › ", " (staff)"
_NO_SLUG = re.compile(r"[^a-z0-9]+")


def export_help_scout(
    catalog: Catalog, articles_dir: Path, target: Path, base_url: str, language: str
) -> ForeignExport:
    """Write the articles of ``catalog`` in ``language``, drafts and internal ones too, to the folder ``target``;
    ``base_url`` is where they will be there.

    Raises:
        ExportFailedError: there is no article in that language, something at ``target`` already, or a file cannot be
            read or written.

    """
    if language not in catalog.languages:
        raise ExportFailedError(
            f"there is no article in {language!r}; the languages are {', '.join(catalog.languages)}"
        )
    with foreign_export(target, articles_dir) as made:
        _HelpScoutShape(catalog, made, base_url, language).write()
        return made


class _HelpScoutShape:
    def __init__(self, catalog: Catalog, made: ForeignExport, base_url: str, language: str) -> None:
        self._catalog, self._made, self._base, self._language = catalog, made, base_url, language
        found = (one for one in catalog.articles.values() if one.language == language)
        self._articles = sorted(found, key=lambda one: one.reading_place)
        self._titles = {one.path: one for one in catalog.categories_of(language, self._articles)}
        self._site = _id("site", "")
        self._names = ForeignNames(self._article_url, self._category_url, self._asset)

    def write(self) -> None:
        """Write every file."""
        collections, categories = self._places()
        self._made.write("collections.json", {"collections": _page(collections)})
        self._made.write("categories.json", {"categories": _page(categories)})
        for article in in_advance(self._articles, self._catalog):
            self._made.write(f"articles/{_id('article', article.key)}.json", {"article": self._article(article)})
        redirects = [
            {
                "id": _id("redirect", old),
                "siteId": self._site,
                "urlMapping": f"/{quote(old)}",
                "redirect": self._url(one),
            }
            for one in self._articles
            for old in one.old_paths
        ]
        self._made.write("redirects.json", {"redirects": _page(redirects)})
        self._made.count = len(self._articles)

    def _places(self) -> tuple[list[Row], list[Row]]:
        """Collections and categories, each where it has an article."""
        collections: dict[str, Row] = {}
        categories: dict[str, Row] = {}
        used = {(article.category, article.audience.is_public) for article in self._articles}
        order = {path: place for place, path in enumerate(self._titles)}
        for path, is_open in sorted(used, key=lambda one: (order.get(one[0], -1), not one[1])):
            top = path.partition("/")[0]
            collection = self._collection(top, is_open)
            named = self._titles.get(top)
            title = named.title if named else NO_CATEGORY
            collections.setdefault(
                collection,
                {
                    "id": collection,
                    "siteId": self._site,
                    "slug": _slug(top or NO_CATEGORY),
                    "visibility": "public" if is_open else "private",
                    "order": len(collections) + 1,
                    "name": title if is_open else title + _FOR_STAFF,
                    "description": named.description if named else "",
                },
            )
            if "/" in path:
                id_ = self._category(path, is_open)
                categories[id_] = {
                    "id": id_,
                    "collectionId": collection,
                    "slug": _slug(path.rpartition("/")[2]),
                    "order": len(categories) + 1,
                    "name": self._name(path),
                    "description": self._titles[path].description,
                    "visibility": "public" if is_open else "private",
                }
                if path.count("/") > 1:
                    self._made.told["categories deeper than two levels stand beside each other there"] += 1
        return list(collections.values()), list(categories.values())

    def _name(self, path: str) -> str:
        parts = path.split("/")
        return _ABOVE.join(self._titles["/".join(parts[:end])].title for end in range(2, len(parts) + 1))

    def _article(self, article: Article) -> Row:
        is_open = article.audience.is_public
        if not is_open:
            self._made.told["articles that not everybody may read are in private collections"] += 1
        self._made.tell_of_withdrawn(article, "not published there")
        return {
            "id": _id("article", article.key),
            "number": self._number(article.key),
            "collectionId": self._collection(article.category.partition("/")[0], is_open),
            "categories": [self._category(article.category, is_open)] if "/" in article.category else [],
            "slug": _slug(article.key.rpartition("/")[2]),
            "status": "published" if article.is_published else "notpublished",
            "hasDraft": False,
            "name": article.title,
            "text": serialise(plain_html(article, self._catalog, self._names)),
            "keywords": list(article.tags),
            "publicUrl": self._url(article),
            "createdAt": moment(article.published_on or article.updated_on),
            "updatedAt": moment(article.changed_on),
            "lastPublishedAt": moment(article.changed_on),
        }

    def _article_url(self, id_: ArticleId) -> str | None:
        found = self._catalog.articles.get(ArticleId(self._language, id_.key))
        return self._url(found) if found else None

    def _category_url(self, _language: str, path: str) -> str:
        kind, id_ = (
            ("category", self._category(path, True)) if "/" in path else ("collection", self._collection(path, True))
        )
        return f"{self._base}/{kind}/{id_}-{_slug(path.rpartition('/')[2])}"

    def _asset(self, file: str) -> str:
        path = f"assets/{_id('file', file)}/{file.rpartition('/')[2]}"
        self._made.take(file, path)
        return f"{self._base}/{quote(path)}"

    def _url(self, article: Article) -> str:
        """Links of public articles have it: it names nothing that is for the staff."""
        name = _slug(article.key.rpartition("/")[2]) if article.audience.is_public else "article"
        return f"{self._base}/article/{self._number(article.key)}-{name}"

    def _number(self, key: str) -> int:
        return self._made.number(f"article\x1f{key}")

    def _collection(self, top: str, is_open: bool) -> str:
        return _id("collection" if is_open else "private collection", top)

    def _category(self, path: str, is_open: bool) -> str:
        return _id("category" if is_open else "private category", path)


def _id(kind: str, name: str) -> str:
    """24 hexadecimal digits, the same in every export."""
    return hashlib.blake2b(f"{kind}\x1f{name}".encode(), digest_size=12).hexdigest()


def _slug(name: str) -> str:
    """What stands in an address there: small Latin letters, digits and hyphens."""
    return _NO_SLUG.sub("-", name.lower()).strip("-") or "x"


def _page(items: list[Row]) -> Row:
    return {"page": 1, "pages": 1, "count": len(items), "items": items}
