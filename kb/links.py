"""Where a link written in an article leads: another article, a file beside it, out of the site, or nowhere."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from kb.anchors import slug
from kb.article import PUBLIC_ONLY, Article
from kb.catalog import Audiences, Catalog
from kb.layout import ARTICLE_SUFFIXES, JEKYLL_FOLDERS, undated
from kb.wiki_links import SCHEME

Kind = Literal["article", "file", "external", "anchor", "site", "broken"]
_SAFE_SCHEMES = ("http", "https", "mailto", "tel", "sms")
_ADDRESS = re.compile(r"^/([A-Za-z-]{2,8})/articles/(.+)$")
_CONTENT_ROOTS = ("content", "docs", *JEKYLL_FOLDERS)


@dataclass(frozen=True, slots=True)
class Target:
    """The end of a link. ``url`` is what the page writes; ``article`` is set for links to articles."""

    kind: Kind
    url: str
    article: Article | None = None
    anchor: str = ""
    path: str = ""


def article_url(language: str, key: str, anchor: str = "") -> str:
    """The address of an article, relative to the site's root."""
    return f"/{language}/articles/{quote(key)}" + (f"#{quote(anchor)}" if anchor else "")


def file_url(path: str) -> str:
    """The address of a file beside the articles; ``path`` is relative to the articles folder."""
    return f"/files/{quote(path)}"


def resolve(href: str, source: Article, catalog: Catalog, audiences: Audiences = PUBLIC_ONLY) -> Target:
    """Follow ``href`` as written in ``source``.

    A link to an article stays in the language of ``source`` where that version exists, else leads to the
    original; a file that a translation's folder lacks is taken from the same place of the other languages.
    """
    href = _as_path(href.strip())
    try:
        parts = urlsplit(href)
    except ValueError:
        return Target("broken", "")
    if href.startswith(SCHEME) and catalog.vault:
        return _by_name(unquote(parts.path), unquote(parts.fragment), source, catalog, audiences)
    if parts.scheme or parts.netloc:
        return Target("external", href) if parts.scheme.lower() in ("", *_SAFE_SCHEMES) else Target("broken", "")
    anchor = unquote(parts.fragment)
    path = unquote(parts.path)
    if not path:
        return Target("anchor", f"#{quote(anchor)}", source, anchor) if anchor else Target("broken", "")
    article = _article(path, source, catalog, audiences)
    if article is not None:
        return Target("article", article_url(article.language, article.key, anchor), article, anchor)
    file = _file(path, source, catalog)
    if file is not None:
        return Target("file", file_url(file), path=file)
    ours = _ADDRESS.match(path)
    if path.startswith("/") and not path.endswith(ARTICLE_SUFFIXES) and not (ours and ours[1] in catalog.languages):
        return Target("site", href)
    return Target("broken", "", path=path)


def _by_name(name: str, heading: str, source: Article, catalog: Catalog, audiences: Audiences) -> Target:
    """Follow a link of Obsidian, which names a note or file and may name a heading as it is written."""
    anchor = heading if heading.startswith("^") else slug(heading)
    if not name:
        return Target("anchor", f"#{quote(anchor)}", source, anchor) if anchor else Target("broken", "")
    vault = catalog.vault
    id_ = vault.note(name, source) if vault else None
    note = _version(id_.key, id_.language, catalog, audiences) if id_ else None
    note = note or catalog.moved_to(name, source.language, audiences)
    if note is not None:
        return Target("article", article_url(note.language, note.key, anchor), note, anchor)
    file = vault.file(name, source) if vault else None
    return Target("file", file_url(file), path=file) if file else Target("broken", "", path=name)


def _as_path(href: str) -> str:
    """Docusaurus names its own folders by ``@site``, and files that are no pages by ``pathname:``."""
    if href.startswith(("@site/", "pathname://")):
        href = "/" + href.removeprefix("@site/").removeprefix("pathname://").lstrip("/")
        return href.removeprefix("/static") if href.startswith("/static/") else href
    return href


def _article(path: str, source: Article, catalog: Catalog, audiences: Audiences) -> Article | None:
    if match := _ADDRESS.match(path):
        key = match[2].rstrip("/").removesuffix(".md")
        return _version(key, match[1], catalog, audiences) or catalog.moved_to(key, match[1], audiences)
    candidates: list[str | None]
    if path.startswith("/"):
        candidates = [path.strip("/")]
    else:
        candidates = [_join(_key_folder(source), path)]
        if not path.endswith(ARTICLE_SUFFIXES):
            candidates.append(_join(source.key, path))  # pretty addresses: a page is a folder
    for candidate in candidates:
        if candidate is None:
            continue
        for key in _keys_of(candidate, catalog):
            if article := _version(key, source.language, catalog, audiences):
                return article
        for old in (key, candidate):
            if article := catalog.moved_to(old, source.language, audiences):
                return article
    return None


def _version(key: str, language: str, catalog: Catalog, audiences: Audiences) -> Article | None:
    versions = catalog.translations(key, audiences)
    return versions.get(language) or next(iter(versions.values()), None)


def _keys_of(path: str, catalog: Catalog) -> list[str]:
    """The keys a path may mean: as it stands, without a language or content root in front, without a post's date."""
    key = path.rstrip("/")
    for suffix in ARTICLE_SUFFIXES:
        key = key.removesuffix(suffix)
    key = key.removesuffix("/index").removesuffix("/_index")
    first, _, rest = key.partition("/")
    keys = [key, rest] if rest and first in (*catalog.languages, *_CONTENT_ROOTS) else [key]
    return [name for key in keys for name in dict.fromkeys((key, undated(key)))]


def _key_folder(source: Article) -> str:
    """The folder of a file below its language folder, which relative links start from."""
    folder = posixpath.dirname(source.path)
    first, _, rest = folder.partition("/")
    return rest if first == source.language else folder


def _join(folder: str, path: str) -> str | None:
    """``path`` seen from ``folder``; None where it climbs out of the collection."""
    joined = posixpath.normpath(posixpath.join(folder, path))
    # From below a language folder, ``../../en/x`` may name that folder itself.
    joined = joined.removeprefix("../") if joined.startswith("../") else joined
    return None if joined.startswith("..") or joined == "." else joined


def _file(path: str, source: Article, catalog: Catalog) -> str | None:
    relative = path.strip("/") if path.startswith("/") else _join(_key_folder(source), path)
    if relative is None:
        return None
    roots = [source.language, *catalog.languages]
    for candidate in (relative, *(f"{root}/{relative}" for root in roots), f"static/{relative}"):
        if candidate in catalog.files and not candidate.endswith(ARTICLE_SUFFIXES):
            return candidate
    return None
