"""The move of a category: its folder in every language with all that lies in it, to another name or another parent."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.catalog.paths import FilePlace, is_article_file, place_of, with_parents
from kb.editing.file_version import read_as
from kb.files.inside import content_of
from kb.files.saving import unwritable
from kb.front_matter.edit import FrontMatterEditError, set_values
from kb.front_matter.parse import FrontMatterError
from kb.language.marking import N_
from kb.moving.article_plan import NewPlace, check_categories, check_name, refuse_taken
from kb.moving.plan import MovePlan, MoveRefusedError, planned, refuse_twice, with_old_paths
from kb.moving.relinking import AddressChange

MOST_FILES = 2_000
"""Of one category in all languages: more are moved by hand."""
_NOWHERE = "~"
"""A folder that no category is called after."""


def pages_of(catalog: Catalog, path: str) -> dict[str, str]:
    """The file that tells what the category is called, by language, where there is one (``_index.md``)."""
    found = {}
    for file in sorted(catalog.files):
        place = _place(catalog, file) if is_article_file(file) else None
        if place and place.is_category and place.folder == path:
            found[place.language] = file
    return found


def _place(catalog: Catalog, file: str) -> FilePlace:
    languages = frozenset(one.language for one in catalog.articles.values())
    return place_of(file, languages & {file.partition("/")[0]}, catalog.default_language)


def with_titles(root: Path, pages: Mapping[str, str], titles: Mapping[str, str]) -> dict[str, bytes]:
    """Those of ``pages`` that have another title by ``titles``, by their paths.

    Raises:
        MoveRefusedError: one cannot be written.

    """
    found = {}
    for language, path in pages.items():
        before = content_of(root, path)
        if before is None or not titles.get(language):
            continue
        try:
            new = set_values(before, {"title": titles[language]})
        except FrontMatterEditError as error:
            raise MoveRefusedError("", N_("%(path)s: %(why)s"), {"path": path, "why": error}) from None
        if new != before:
            found[path] = new
    return found


def plan_category(root: Path, catalog: Catalog, path: str, to: NewPlace, titles: Mapping[str, str]) -> MovePlan:
    """What moving the category ``path`` does; ``to.category`` is its parent, ``titles`` what it is called by language.

    Raises:
        MoveRefusedError: it cannot be there.

    """
    check_name(path, to.name)
    new = f"{to.category}/{to.name}".strip("/")
    _check_place(catalog, path, to, new)
    inside = [one for one in catalog.articles.values() if one.key == path or one.key.startswith(f"{path}/")]
    refuse_twice(catalog, [one.key for one in inside])
    files = _files(root, catalog, inside, path, new)
    _refuse_elsewhere(catalog, path, files)
    moves = {one.id: (f"{new}{one.key[len(path) :]}", files[one.path]) for one in inside}
    beside = {old: there for old, there in files.items() if old not in {one.path for one in inside}}
    categories = {old: f"{new}{old[len(path) :]}" for old in [path, *_below(catalog, path)]}
    change = AddressChange(catalog, moves, beside, categories)
    refuse_taken(root, change)
    written = {one.id: categories[one.category] for one in inside if _names_category(root, one, categories)}
    articles = planned(root, change, written)
    check_categories(catalog, articles, written)
    return MovePlan(change, articles, beside, _edited(root, change, titles))


def _names_category(root: Path, article: Article, categories: Mapping[str, str]) -> bool:
    """Whether its file names one of ``categories`` as its own: there it would stay, wherever the file lies."""
    elsewhere = read_as(article.id, f"{_NOWHERE}/x.md", content_of(root, article.path) or b"").article
    return article.category in categories and elsewhere is not None and elsewhere.category != _NOWHERE


def _check_place(catalog: Catalog, path: str, to: NewPlace, new: str) -> None:
    known = _categories(catalog)
    if new == path:
        raise MoveRefusedError("name", N_("The category is there already. Choose another parent or another name."))
    if f"{to.category}/".startswith(f"{path}/"):
        raise MoveRefusedError("category", N_("A category cannot be moved into itself."))
    if to.category and to.category not in known:
        raise MoveRefusedError("category", N_("There is no such category. Choose one from the list."))
    if new in known or any(one.key == new for one in catalog.articles.values()):
        said = N_("There is a category or an article “%(name)s” already.")
        raise MoveRefusedError("name", said, {"name": to.name})


def _categories(catalog: Catalog) -> set[str]:
    return {path for article in catalog.articles.values() for path in with_parents(article.category)}


def _below(catalog: Catalog, path: str) -> list[str]:
    return sorted({one for one in _categories(catalog) if one.startswith(f"{path}/")})


def _files(root: Path, catalog: Catalog, inside: Iterable[Article], path: str, new: str) -> dict[str, str]:
    """Every file in the folders of the category, of all languages, and its new place."""
    languages = {one.language for one in catalog.articles.values()}
    has_folders = any(one.path.startswith(f"{one.language}/") for one in inside)
    tops = [f"{language}/" for language in sorted(languages)] if has_folders else [""]
    files: dict[str, str] = {}
    for top in tops:
        if os.path.lexists(root / f"{top}{new}"):
            raise MoveRefusedError("name", N_("There is a folder %(path)s already."), {"path": f"{top}{new}"})
        mine = sorted(file for file in catalog.files if file.startswith(f"{top}{path}/"))
        files |= {file: f"{top}{new}{file[len(top) + len(path) :]}" for file in mine}
    if len(files) > MOST_FILES:
        said = N_("There are more than %(most)s files in this category. Move its folders by hand.")
        raise MoveRefusedError("", said, {"most": MOST_FILES})
    if closed := unwritable(root, files):
        said = N_("%(path)s is write-protected, so nothing can be moved here. Ask whoever runs the site.")
        raise MoveRefusedError("", said, {"path": closed[0]})
    return files


def _refuse_elsewhere(catalog: Catalog, path: str, files: Mapping[str, str]) -> None:
    for one in catalog.articles.values():
        if (one.is_in(path) or one.key == path) and one.path not in files:
            said = N_("%(path)s belongs to this category and does not lie in its folder. Move that article first.")
            raise MoveRefusedError("", said, {"path": one.path})


def _edited(root: Path, change: AddressChange, titles: Mapping[str, str]) -> dict[str, bytes]:
    """The pages of the category and of those below it, which say where they were and what they are called now."""
    found = {}
    first = next(iter(change.categories))
    for old, new in change.categories.items():
        pages = pages_of(change.catalog, old)
        titled = with_titles(root, pages, titles) if old == first else {}
        for language, path in pages.items():
            content = titled.get(path) or content_of(root, path)
            if content is None or path not in change.files:
                continue
            to = change.files[path]
            try:
                found[to] = with_old_paths(content, ArticleId(language, new), to, [old])
            except (FrontMatterEditError, FrontMatterError) as error:
                raise MoveRefusedError("", N_("%(path)s: %(why)s"), {"path": path, "why": error}) from None
    return found
