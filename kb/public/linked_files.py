"""Files that are served only because an article links to them: GitBook's pictures, which lie in a dot folder, and those
beside articles that readers do not see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from kb.catalog.article import Article
from kb.catalog.catalog import Audiences, Catalog
from kb.files.inside import ASSETS_FOLDER
from kb.markdown.link_resolver import file_of

_MARK = f"{ASSETS_FOLDER}/"
_WRITTEN = (
    re.compile(r"""(?:src|href|poster)\s*=\s*(?:"([^"\n]{1,1000})"|'([^'\n]{1,1000})')"""),
    re.compile(r"\]\(\s*<([^<>\n]{1,1000})>"),
    re.compile(r"\]\(\s*((?:[^()\s<>]|\([^()\s]{0,200}\)){1,1000})"),
    re.compile(r"^ {0,3}\[[^\]\n]{1,500}\]:\s*<?([^\s<>]{1,1000})", re.MULTILINE),
)


def is_linked_only(path: str) -> bool:
    """Whether the file ``path`` is served to those alone who may see an article that links to it."""
    return ASSETS_FOLDER in path.split("/")


@lru_cache(maxsize=16)
def linked_files(catalog: Catalog, audiences: Audiences) -> frozenset[str]:
    """The files in dot folders that the published articles for ``audiences`` link to."""
    return frozenset(
        file
        for article in catalog.visible(None, audiences)
        if _MARK in article.body
        for file in _files_in(article, catalog, _MARK)
        if is_linked_only(file)
    )


@lru_cache(maxsize=4)
def articles_beside(catalog: Catalog) -> Mapping[PurePosixPath, Sequence[Article]]:
    """The articles whose files lie in each folder."""
    found: dict[PurePosixPath, list[Article]] = {}
    for article in catalog.articles.values():
        found.setdefault(PurePosixPath(article.path).parent, []).append(article)
    return found


@lru_cache(maxsize=256)
def is_linked(path: str, catalog: Catalog, audiences: Audiences) -> bool:
    """Whether a published article for ``audiences``, in whatever folder, links to the file ``path``."""
    name = PurePosixPath(path).name
    return any(
        file == path
        for article in catalog.visible(None, audiences)
        for written in {name, quote(name)}
        if written in article.body
        for file in _files_in(article, catalog, written)
    )


def _path(address: str) -> str:
    return unquote(re.split(r"[?#]", unescape(address), maxsplit=1)[0])


def _files_in(article: Article, catalog: Catalog, part: str) -> Iterator[str]:
    """The files whose addresses in the article have ``part`` in them."""
    for pattern in _WRITTEN:
        for match in pattern.finditer(article.body):
            address = next((group for group in match.groups() if group), "")
            if part in address and (file := file_of(_path(address), article, catalog)):
                yield file
