"""Where a link written in an article leads: another article, a file beside it, out of the site, or nowhere."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from kb.catalog.addresses import article_url, file_url
from kb.catalog.article import PUBLIC_ONLY, Article
from kb.catalog.catalog import Audiences, Catalog
from kb.catalog.paths import CONTENT_ROOTS, JEKYLL_FOLDERS, is_article_file, undated, without_suffix
from kb.dialects.wiki_links import SCHEME
from kb.folder.file_types import is_served
from kb.markdown.anchors import slug

Kind = Literal["article", "file", "external", "anchor", "site", "broken"]
_SAFE_SCHEMES = ("http", "https", "mailto", "tel", "sms")
_ADDRESS = re.compile(r"^/([A-Za-z-]{2,8})/articles/(.+)$")
_CONTENT_ROOTS = (*CONTENT_ROOTS, *JEKYLL_FOLDERS)


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """The end of a link. ``url`` is what the page writes; ``article`` is set for links to articles.

    ``why`` tells what is wrong with a broken one that leads somewhere: its scheme is not allowed, or the file at
    ``path`` is of a kind that is not served.
    """

    kind: Kind
    url: str
    article: Article | None = None
    anchor: str = ""
    path: str = ""
    why: Literal["", "scheme", "unserved"] = ""


def resolve(href: str, source: Article, catalog: Catalog, audiences: Audiences = PUBLIC_ONLY) -> LinkTarget:
    """Follow ``href`` as written in ``source``.

    A link to an article stays in the language of ``source`` where that version exists, else leads to the
    original; a file that a translation's folder lacks is taken from the same place of the other languages.
    """
    href = _as_path(href.strip())
    try:
        parts = urlsplit(href)
    except ValueError:
        return LinkTarget("broken", "")
    if href.startswith(SCHEME) and catalog.vault:
        return _by_note(unquote(parts.path), unquote(parts.fragment), source, catalog, audiences)
    is_web = parts.scheme in ("http", "https")
    if (is_web and not (parts.netloc or parts.path)) or " " in parts.netloc:
        return LinkTarget("broken", "")  # https:// alone, or a space before the name of the host
    if parts.scheme or parts.netloc:
        is_safe = parts.scheme.lower() in ("", *_SAFE_SCHEMES)
        return LinkTarget("external", href) if is_safe else LinkTarget("broken", "", why="scheme")
    anchor = unquote(parts.fragment)
    path = unquote(parts.path)
    if not path:
        is_here = bool(anchor) or href == "#"  # which leads to the top of the page everywhere
        return LinkTarget("anchor", f"#{quote(anchor)}", source, anchor) if is_here else LinkTarget("broken", "")
    return _on_this_site(href, path, anchor, source, catalog, audiences)


def _on_this_site(
    href: str, path: str, anchor: str, source: Article, catalog: Catalog, audiences: Audiences
) -> LinkTarget:
    article = _article(path, source, catalog, audiences)
    if article is not None:
        return LinkTarget("article", article_url(article.language, article.key, anchor), article, anchor)
    file = file_of(path, source, catalog)
    if file is not None:
        return (
            LinkTarget("file", file_url(file), path=file)
            if is_served(file)
            else LinkTarget("broken", "", None, "", file, "unserved")
        )
    if category := _category(path, source, catalog, audiences):
        return LinkTarget("site", category)
    if away := _away(path, source, catalog, audiences):
        return LinkTarget("external", away)
    if (path.startswith("/") or _is_bare(path)) and (found := _by_name(path, source, catalog, audiences)):
        return LinkTarget("article", article_url(found.language, found.key, anchor), found, anchor)
    ours = _ADDRESS.match(path)
    if path.startswith("/") and not is_article_file(path) and not (ours and ours[1] in catalog.languages):
        return LinkTarget("site", href)
    return LinkTarget("broken", "", path=path)


def _by_note(name: str, heading: str, source: Article, catalog: Catalog, audiences: Audiences) -> LinkTarget:
    """Follow a link of Obsidian, which names a note or file and may name a heading as it is written."""
    anchor = heading if heading.startswith("^") else slug(heading)
    if not name:
        return LinkTarget("anchor", f"#{quote(anchor)}", source, anchor) if anchor else LinkTarget("broken", "")
    vault = catalog.vault
    id_ = vault.note(name, source) if vault else None
    note = _version(id_.key, id_.language, catalog, audiences) if id_ else None
    note = note or catalog.moved_to(name, source.language, audiences)
    if note is not None:
        return LinkTarget("article", article_url(note.language, note.key, anchor), note, anchor)
    file = vault.file(name, source) if vault else None
    return LinkTarget("file", file_url(file), path=file) if file else LinkTarget("broken", "", path=name)


def _as_path(href: str) -> str:
    """Docusaurus names its own folders by ``@site``, and files that are no pages by ``pathname:``."""
    if href.startswith(("@site/", "pathname://")):
        href = "/" + href.removeprefix("@site/").removeprefix("pathname://").lstrip("/")
        return href.removeprefix("/static") if href.startswith("/static/") else href
    return href


def _category(path: str, source: Article, catalog: Catalog, audiences: Audiences) -> str | None:
    """The page of the category that a link to a folder means."""
    if is_article_file(path) or not path.strip("/."):
        return None
    for candidate in _candidates(path, source):
        for folder in _keys_of(candidate, catalog):
            for language in dict.fromkeys((source.language, *catalog.languages)):
                if catalog.has_category(language, folder, audiences):
                    return f"/{language}/categories/{quote(folder)}"
    return None


def _away(path: str, source: Article, catalog: Catalog, audiences: Audiences) -> str | None:
    """Where a stub that redirects to another site leads."""
    keys = (key for candidate in _candidates(path, source) for key in _keys_of(candidate, catalog))
    return next((away for key in keys if (away := catalog.moved_away(key, source.language, audiences))), None)


def _is_bare(path: str) -> bool:
    """Whether a link is the name of a file alone, which Hugo looks for in all folders."""
    return "/" not in path and is_article_file(path)


def _by_name(path: str, source: Article, catalog: Catalog, audiences: Audiences) -> Article | None:
    """The one article of the name that a former address (``/article/account-settings/``) or a file's name has."""
    *above, name = path.strip("/").removesuffix(".html").split("/")
    if above and (above[0] in catalog.languages or above[0] == "files"):
        return None
    if not above and not _is_bare(path):
        return None
    key = catalog.named(without_suffix(name), audiences)
    return _version(key, source.language, catalog, audiences) if key else None


def _article(path: str, source: Article, catalog: Catalog, audiences: Audiences) -> Article | None:
    if match := _ADDRESS.match(path):
        key = match[2].rstrip("/").removesuffix(".md")
        return _version(key, match[1], catalog, audiences) or catalog.moved_to(key, match[1], audiences)
    for candidate in _candidates(path, source):
        keys = _keys_of(candidate, catalog)
        folders = [f"{key}/{key.rpartition('/')[2]}" for key in keys]  # Docusaurus: ``orders/orders.md``
        for key in (*keys, *folders):
            if article := _version(key, source.language, catalog, audiences):
                return article
        for old in dict.fromkeys((*keys, candidate)):
            if article := catalog.moved_to(old, source.language, audiences):
                return article
    return None


def _candidates(path: str, source: Article) -> list[str]:
    """The paths from the top of the collection that ``path`` may mean in ``source``."""
    if path.startswith("/"):
        return [path.strip("/")]
    found = [_join(_key_folder(source), path)]
    if not is_article_file(path):
        found.append(_join(source.key, path))  # pretty addresses: a page is a folder
    return [candidate for candidate in found if candidate is not None]


def _version(key: str, language: str, catalog: Catalog, audiences: Audiences) -> Article | None:
    versions = catalog.translations(key, audiences)
    return versions.get(language) or next(iter(versions.values()), None)


def _keys_of(path: str, catalog: Catalog) -> list[str]:
    """The keys a path may mean: as it stands, without a language or content root in front, without a post's date."""
    key = without_suffix(path.rstrip("/"))
    key = "README" if key == "index.html" else key.removesuffix("/index").removesuffix("/_index")
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


def file_of(path: str, source: Article, catalog: Catalog) -> str | None:
    """The file beside the articles that ``path``, as written in ``source``, leads to."""
    relative = path.strip("/") if path.startswith("/") else _join(_key_folder(source), path)
    if relative is None:
        return None
    roots = [source.language, *catalog.languages]
    for candidate in (relative, *(f"{root}/{relative}" for root in roots), f"static/{relative}"):
        if candidate in catalog.files and not is_article_file(candidate):
            return candidate
    return None
