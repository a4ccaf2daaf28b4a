"""Which links have to say another address once articles, categories or files have moved, and what they say then.

Nothing is guessed from the words of a link: each is followed before and after, by the site's own rules, and a new
address is only written where it leads to the very thing that the old one led to. Pure.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from urllib.parse import unquote, urlsplit

from kb.catalog.addresses import category_url
from kb.catalog.article import EVERYONE, PUBLIC_ONLY, Article, ArticleId, Status
from kb.catalog.catalog import Audiences, Catalog
from kb.catalog.paths import CONTENT_ROOTS, is_article_file, without_suffix
from kb.catalog.schedule import Presence
from kb.markdown.link_resolver import LinkTarget, resolve
from kb.markdown.source.link_spans import LinkSpan, as_address, link_spans, said, with_addresses
from kb.moving.body_start import body_start

_ARTICLE = re.compile(r"/([A-Za-z-]{2,8})/articles/.+")
_CATEGORY = re.compile(r"/([A-Za-z-]{2,8})/categories/(.+?)/?")
_FOLDER_PAGES = ("index", "readme", "_index")
_STAY = ("external", "anchor", "broken")
_REST = re.compile(r"[?#]")
End = tuple[str, object]
"""What a link leads to: its kind, and the article, file or address."""


class _ByPlace(Catalog):
    """A collection in which nothing is found by its name alone, which the site does and other programs do not."""

    def named(self, name: str, audiences: Audiences = PUBLIC_ONLY) -> str | None:  # noqa: ARG002
        """Nothing."""
        return None


@dataclass(frozen=True)
class AddressChange:
    """What moves out of ``catalog``: ``articles`` to new keys and paths, ``files`` beside them, ``categories``.

    Articles of ``settled`` are to be reached by the address that they have now, and by none that they had before.
    """

    catalog: Catalog
    articles: Mapping[ArticleId, tuple[str, str]]
    files: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    settled: frozenset[ArticleId] = frozenset()

    @cached_property
    def before(self) -> Catalog:
        """The collection as it is, with every article as if readers saw it: drafts have links as well."""
        return _of(self.catalog, self.catalog.articles.values(), self.catalog.files)

    @cached_property
    def after(self) -> Catalog:
        """The same with everything at its new place, and nothing yet that leads there from the old one."""
        moved = {self.catalog.articles[id_].path: path for id_, (_, path) in self.articles.items()} | {**self.files}
        files = frozenset(moved.get(file, file) for file in self.catalog.files)
        return _of(self.catalog, map(self.moved, self.catalog.articles.values()), files)

    @cached_property
    def places(self) -> tuple[Catalog, Catalog]:
        """Both, where only places count."""
        before, after = (
            _ByPlace(*(getattr(one, f.name) for f in fields(Catalog))) for one in (self.before, self.after)
        )
        return before, after

    def moved(self, article: Article) -> Article:
        """``article`` at its new place, where it has one."""
        if article.id in self.settled:
            return replace(article, old_paths=())
        if article.id not in self.articles:
            return article
        key, path = self.articles[article.id]
        is_by_folder = article.category == article.key.rpartition("/")[0]
        category = key.rpartition("/")[0] if is_by_folder else article.category
        return replace(article, key=key, path=path, category=self.categories.get(article.category, category))

    def wanted(self, target: LinkTarget) -> End:
        """What a link that leads to ``target`` has to lead to afterwards."""
        kind, end = _end(target)
        if isinstance(end, ArticleId):
            return kind, ArticleId(end.language, self.articles.get(end, (end.key, ""))[0])
        if kind == "file":
            return kind, self.files.get(str(end), str(end))
        if match := _CATEGORY.fullmatch(str(end)):
            return kind, f"/{match[1]}/categories/{self.categories.get(match[2], match[2])}"
        return kind, end


def _of(catalog: Catalog, articles: Iterable[Article], files: frozenset[str]) -> Catalog:
    return replace(catalog, articles={one.id: _shown(one) for one in articles}, files=files)


def _shown(article: Article) -> Article:
    return article if article.is_published else replace(article, status=Status.PUBLISHED, presence=Presence.NOW)


def _end(target: LinkTarget) -> End:
    if target.kind == "article" and target.article is not None:
        return "article", target.article.id
    return (target.kind, target.path) if target.kind == "file" else (target.kind, unquote(urlsplit(target.url).path))


@dataclass(frozen=True)
class Relinked:
    """A text with its links mended: ``count`` of them, and the addresses ``lost`` for which there was no new one."""

    text: str
    count: int = 0
    lost: tuple[str, ...] = ()


def relinked(text: str, article: Article, change: AddressChange, start: int | None = None) -> Relinked:
    """The file ``text`` of ``article`` with every link leading where it led before, be it from its place or to a place
    that changes; what it says begins at ``start``, by default behind its front matter.
    """
    start = body_start(text) if start is None else start
    spans = link_spans(text, start, has_wiki=change.before.vault is not None)
    found = {span: new for span in spans if (new := _mended(span, article, change)) is not None}
    lost = tuple(span.written for span, new in found.items() if not new)
    changes = {span: new for span, new in found.items() if new}
    return Relinked(with_addresses(text, changes), len(changes), lost)


def _mended(span: LinkSpan, article: Article, change: AddressChange) -> str | None:
    """What stands in the place of an address: None where it stays, nothing where no address leads there."""
    before = resolve(span.href, article, change.before, EVERYONE)
    if before.kind in _STAY:
        return None
    wanted, here = change.wanted(before), change.moved(article)
    is_by_place = _end(resolve(span.href, article, change.places[0], EVERYONE)) == _end(before)
    after = change.places[1] if is_by_place else change.after
    if _end(resolve(span.href, here, after, EVERYONE)) == wanted:
        return None
    rest = _REST.search(span.written) if span.way != "wiki" else None
    path = span.written[: rest.start()] if rest else span.written
    for candidate in _candidates(unquote(said(path, "markdown")), wanted, span, here, change):
        new = as_address(candidate, span) + span.written[len(path) :]
        if _end(resolve(said(new, span.way), here, after, EVERYONE)) == wanted:
            return new
    return ""


def _candidates(path: str, wanted: End, span: LinkSpan, here: Article, change: AddressChange) -> Iterator[str]:
    """Addresses that may lead to what is ``wanted``, those first that are most like ``path``, which led there."""
    kind, end = wanted
    slash = "/" if path.endswith("/") else ""
    if isinstance(end, ArticleId):
        name, suffix = end.key, _suffix(path, change.after.articles[end].path) if end in change.after.articles else ""
        if span.way == "wiki":
            yield from (name.rpartition("/")[2], name)
        if match := _ARTICLE.fullmatch(path):
            yield f"/{match[1]}/articles/{name}{'.md' if path.endswith('.md') else ''}{slash}"
        page = without_suffix(path).rpartition("/")[2]
        names = [f"{name}/{page}{suffix}"] if page.lower() in _FOLDER_PAGES else []
        for one in (*names, f"{name}{suffix}{slash}"):
            yield from _ways(one, end.language, path, here, change)
        yield f"/{here.language}/articles/{name}"
        yield f"/{end.language}/articles/{name}"
    elif kind == "file":
        language, below = _below(str(end), change)
        yield from _ways(below, language, path, here, change)
        yield f"/{end}"
    elif match := _CATEGORY.fullmatch(str(end)):
        if not _CATEGORY.fullmatch(path):
            yield from _ways(match[2] + slash, match[1], path, here, change)
        yield unquote(category_url(match[1], match[2])) + slash


def _suffix(path: str, file: str) -> str:
    if is_article_file(path):
        return file[file.rindex(".") :]
    return ".html" if path.endswith(".html") else ""


def _below(file: str, change: AddressChange) -> tuple[str, str]:
    """The language folder of a file, if it lies in one, and its path there."""
    first, _, rest = file.partition("/")
    return (first, rest) if rest and first in change.after.languages else ("", file)


def _ways(target: str, language: str, path: str, here: Article, change: AddressChange) -> Iterator[str]:
    """``target``, a path below its language folder, as ``path`` names its own: from the top, or seen from ``here``."""
    if path.startswith("/"):
        first = path.strip("/").split("/")[0]
        if first in (*change.after.languages, *CONTENT_ROOTS):
            yield f"/{first}/{target}"
        yield f"/{target}"
        return
    base = posixpath.dirname(here.path)
    first, _, rest = base.partition("/")
    base = rest if first == here.language else base
    near = posixpath.relpath(f"/{target}", f"/{base}") + ("/" if target.endswith("/") else "")
    far = "../" * (len(base.split("/")) if base else 0) + f"../{language}/{target}"
    names_language = f"/{language}/" in f"/{path}" and language != ""
    plain = f"./{near}" if path.startswith("./") and not near.startswith("../") else near
    yield from (far, plain) if names_language else (plain, far)
