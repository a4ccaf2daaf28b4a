"""Recognises a collection that is an Obsidian vault, and finds its notes and files by their names alone."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from kb.catalog.article import Article, ArticleId
from kb.catalog.paths import ARTICLE_SUFFIXES
from kb.dialects.parts.hidden_code import HiddenCode
from kb.dialects.wiki_links import names_in

if TYPE_CHECKING:
    from kb.catalog.catalog import Catalog

SETTINGS_FOLDER = ".obsidian"
LEAST = 0.05
"""The share of articles with links by name that make a vault of a folder without Obsidian's settings."""


class Vault:
    """The notes and files of a collection by the last part of their paths, whatever their letter case."""

    def __init__(self, articles: Iterable[Article], files: Iterable[str]) -> None:
        self._notes: dict[str, list[tuple[str, Article]]] = {}
        self._files: dict[str, list[str]] = {}
        for article in articles:
            path = _fold(_stem(article.path))
            self._notes.setdefault(posixpath.basename(path), []).append((path, article))
        for file in files:
            if not file.endswith(ARTICLE_SUFFIXES):
                self._files.setdefault(posixpath.basename(_fold(file)), []).append(file)

    def note(self, name: str, source: Article) -> ArticleId | None:
        """The note that ``name`` (it may be the end of a path) means in ``source``: of its language, near to it."""
        wanted = _fold(_stem(name).strip("/"))
        found = self._notes.get(posixpath.basename(wanted), [])
        fits = [(path, note) for path, note in found if f"/{path}".endswith(f"/{wanted}")]
        folder = posixpath.dirname(source.path)
        return (
            min(
                (note for _, note in fits),
                key=lambda note: (
                    note.language != source.language,
                    posixpath.dirname(note.path) != folder,
                    len(note.path),
                    note.path,
                ),
                default=source,
            ).id
            if fits
            else None
        )

    def file(self, name: str, source: Article) -> str | None:
        """The path of the file that ``name`` means in ``source``."""
        wanted = _fold(name.strip("/"))
        found = self._files.get(posixpath.basename(wanted), [])
        fits = [path for path in found if f"/{_fold(path)}".endswith(f"/{wanted}")]
        folder = posixpath.dirname(source.path)
        return min(fits, key=lambda path: (posixpath.dirname(path) != folder, len(path), path), default=None)

    def knows(self, name: str, source: Article) -> bool:
        """Whether a link by ``name`` leads anywhere."""
        return bool(name) and (self.note(name, source) is not None or self.file(name, source) is not None)


def vault_of(articles: Iterable[Article], files: Iterable[str], *, has_settings: bool) -> Vault | None:
    """The vault, where Obsidian's settings lie in the folder or enough articles link to others by name."""
    notes = list(articles)
    linking = [article for article in notes if article.names_others]
    if not has_settings and len(linking) < LEAST * len(notes):
        return None
    vault = Vault(notes, files)
    found = 0
    for article in () if has_settings else linking:
        found += any(vault.knows(name, article) for name in names_in(HiddenCode().hide(article.body)))
    return vault if has_settings or found > LEAST * len(notes) else None


def as_vault(catalog: Catalog) -> Catalog:
    """A catalog whose notes without a title are called as their files are, as Obsidian calls them."""
    untitled = {problem.path for problem in catalog.problems if problem.code == "no_title"}
    articles = {
        id_: replace(article, title=_file_name(article.path)) if article.path in untitled else article
        for id_, article in catalog.articles.items()
    }
    problems = tuple(problem for problem in catalog.problems if problem.code != "no_title")
    return replace(catalog, articles=articles, problems=problems)


def _file_name(path: str) -> str:
    return unicodedata.normalize("NFC", posixpath.basename(_stem(path)))


def _stem(path: str) -> str:
    for suffix in ARTICLE_SUFFIXES:
        path = path.removesuffix(suffix)
    return path


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
