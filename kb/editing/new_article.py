"""Writes a new draft file beside its neighbours."""

from __future__ import annotations

from pathlib import PurePosixPath

from kb.catalog.article import Article
from kb.catalog.catalog import Catalog
from kb.files.saving import SaveError, create_file
from kb.library.library import Library
from kb.markdown.anchors import slug

LONGEST_NAME = 60


MOST_OF_A_NAME = 99


_TAKEN = ("", "index", "readme")
"""Names that mean something else to the library."""


def save_draft(library: Library, language: str, title: str, text: str, near: Article | None) -> Article:
    """Write a draft beside the article ``near``, in the folder of ``language``; returns it.

    Raises:
        SaveError: it cannot be saved.

    """
    folder = _folder(library.catalog, language, near)
    for name in _names(title):
        path = folder / f"{name}.md"
        try:
            create_file(library.root / path, text.encode())
        except FileExistsError:
            continue
        articles = library.refresh().articles.values()
        return next(article for article in articles if article.path == path.as_posix())
    raise SaveError(library.root / folder, f"has {MOST_OF_A_NAME} files called {file_name(title)} already")


def file_name(title: str) -> str:
    """What the file of an article is called, without its ending."""
    name = slug(" ".join(title.split())).lstrip("_").replace("\u200c", "-")[:LONGEST_NAME].strip("-_")
    return f"question-{name}".strip("-") if name in _TAKEN else name


def _names(title: str) -> list[str]:
    first = file_name(title)
    return [first, *(f"{first}-{number}" for number in range(2, MOST_OF_A_NAME + 1))]


def _folder(catalog: Catalog, language: str, near: Article | None) -> PurePosixPath:
    """Where articles in ``language`` about the same as ``near`` lie; one language needs no such folders."""
    in_folders = any(article.path.startswith(f"{article.language}/") for article in catalog.articles.values())
    parts = PurePosixPath(near.path).parent.parts if near else ()
    if near and in_folders and parts[:1] == (near.language,):
        parts = parts[1:]
    return PurePosixPath(*((language,) if in_folders else ()), *parts)
