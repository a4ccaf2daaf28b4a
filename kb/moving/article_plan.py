"""The move of one article in all its languages: to another category, under another name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from kb.catalog.article import EVERYONE, Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.catalog.paths import FilePlace, place_of, without_suffix
from kb.editing.new_article import LONGEST_NAME, file_name, place_in
from kb.files.inside import content_of, leads_inside
from kb.files.saving import may_be_made, unwritable
from kb.language.marking import N_
from kb.library.reader import parse_article
from kb.markdown.link_resolver import resolve
from kb.markdown.source.link_spans import link_spans
from kb.moving.body_start import body_start
from kb.moving.plan import ArticleMove, MovePlan, MoveRefusedError, planned, refuse_twice
from kb.moving.relinking import AddressChange
from kb.storage.columns import MAX_KEY

_FOLDER_PAGES = ("index", "readme")
_NO_TIME = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class NewPlace:
    """Where an article shall be: in a category, under the last part of its address."""

    category: str
    name: str


def versions_of(catalog: Catalog, key: str) -> list[Article]:
    """The article in every language, whatever its status, that of the default language first."""
    found = (one for one in catalog.articles.values() if one.key == key)
    return sorted(found, key=lambda one: (one.language != catalog.default_language, one.language))


def name_of(key: str) -> str:
    """The last part of an address."""
    return key.rpartition("/")[2]


def plan_article(root: Path, catalog: Catalog, key: str, to: NewPlace, categories: Iterable[str]) -> MovePlan:
    """What moving the article ``key`` does; ``categories`` are those that it may be put into.

    Raises:
        MoveRefusedError: it cannot be there.

    """
    versions = versions_of(catalog, key)
    refuse_twice(catalog, [key])
    check_name(key, to.name)
    first = versions[0]
    is_elsewhere = to.category != first.category
    if is_elsewhere and to.category and to.category not in categories:
        raise MoveRefusedError("category", N_("There is no such category. Choose one from the list."))
    moves: dict[ArticleId, tuple[str, str]] = {}
    written: dict[ArticleId, str] = {}
    for one in versions:
        folder, says = place_in(catalog, one.language, to.category) if is_elsewhere else (_folder_of(one), "")
        path = (folder / _file(one, to.name)).as_posix()
        moves[one.id] = _key_at(catalog, one, path), path
        if is_elsewhere and (one.category_name or says or one.category != key.rpartition("/")[0]):
            written[one.id] = says
    _refuse_parting({new for new, _ in moves.values()}, key)
    change = AddressChange(catalog, moves)
    refuse_taken(root, change)
    beside = _own_files(root, change)
    change = AddressChange(catalog, moves, beside)
    articles = planned(root, change, written)
    if is_elsewhere:
        check_categories(catalog, articles, dict.fromkeys(moves, to.category))
    return MovePlan(change, articles, beside)


def check_name(key: str, name: str) -> None:
    """Raises ``MoveRefusedError`` where ``name`` is none for what is called ``key``."""
    if name == name_of(key):
        return
    if not name or file_name(name) != name:
        said = N_("Only letters, digits and single hyphens, at most %(most)s: for example “%(example)s”.")
        raise MoveRefusedError("name", said, {"most": LONGEST_NAME, "example": file_name(name or name_of(key))})


def _is_folder_page(article: Article) -> bool:
    stem = without_suffix(PurePosixPath(article.path).name).split(".")[0].lower()
    return stem in _FOLDER_PAGES and name_of(article.key).lower() != stem


def _folder_of(article: Article) -> PurePosixPath:
    """The folder in which the file, or the folder that is the article's own, lies."""
    above = PurePosixPath(article.path).parent
    return above.parent if _is_folder_page(article) else above


def _file(article: Article, name: str) -> PurePosixPath:
    """The path of the file in its folder under another ``name``: with its date, language and ending as they were."""
    file = PurePosixPath(article.path)
    if _is_folder_page(article):
        return PurePosixPath(name) / file.name
    before, found, after = file.name.rpartition(name_of(article.key))
    if not found:
        raise MoveRefusedError("", N_("The address of %(path)s is not that of its file."), {"path": article.path})
    return PurePosixPath(before + name + after)


def _key_at(catalog: Catalog, article: Article, path: str) -> str:
    return _place_at(catalog, article.language, path).key


def _place_at(catalog: Catalog, language: str, path: str) -> FilePlace:
    languages = frozenset({language} if path.startswith(f"{language}/") else ())
    return place_of(path, languages, catalog.default_language, without_suffix(path).lower().endswith("/readme"))


def check_categories(catalog: Catalog, articles: Iterable[ArticleMove], wanted: Mapping[ArticleId, str]) -> None:
    """Raises ``MoveRefusedError`` where one of ``articles`` would not be in the category that is ``wanted`` for it."""
    for one in articles:
        id_, path = ArticleId(one.address.language, one.address.old), one.address.new_path
        made = parse_article(one.after, path, _place_at(catalog, id_.language, path), _NO_TIME).article
        if made is None or made.category != wanted.get(id_, made.category):
            said = N_("The category of %(path)s is written in a way that cannot be changed here.")
            raise MoveRefusedError("category", said, {"path": one.address.path})


def _refuse_parting(keys: set[str], old: str) -> None:
    if len(keys) > 1:
        said = N_("The translations would be parted: their addresses would be %(keys)s. Move their files by hand.")
        raise MoveRefusedError("category", said, {"keys": ", ".join(sorted(keys))})
    if keys == {old}:
        raise MoveRefusedError("name", N_("The article is there already. Choose another category or another name."))


def refuse_taken(root: Path, change: AddressChange) -> None:
    """Raises ``MoveRefusedError`` where something else is at a new place, or nothing can be written there."""
    catalog, own = change.catalog, {key for key, _ in change.articles.values()}
    languages = {one.language for one in catalog.articles.values()}
    others = {one.key: one for one in catalog.articles.values() if one.id not in change.articles}
    for id_, (key, path) in change.articles.items():
        before = (catalog.renamed(ArticleId(language, key)) for language in languages)
        once = next((found for found in before if found and found not in change.articles), None)
        taken = others.get(key) or (catalog.articles[once] if once else None)
        if taken:
            said = N_("“%(name)s” is taken, or was once the address of another article.")
            raise MoveRefusedError("name", said, {"name": name_of(key)}, taken)
        if os.path.lexists(root / path):
            raise MoveRefusedError("name", N_("There is a file %(path)s already."), {"path": path})
        if len(key) > MAX_KEY or not leads_inside(root, (root / path).parent):
            raise MoveRefusedError("name", N_("%(path)s is no place for an article."), {"path": path})
        old = catalog.articles[id_].path
        if unwritable(root, [old]) or not may_be_made((root / path).parent):
            said = N_("%(path)s is write-protected, so nothing can be moved here. Ask whoever runs the site.")
            raise MoveRefusedError("", said, {"path": old if unwritable(root, [old]) else path})
    if len(own) < len({key for _, key in change.articles}):
        raise MoveRefusedError("name", N_("Two articles would have one address."))


def _own_files(root: Path, change: AddressChange) -> Mapping[str, str]:
    """Pictures and other files below the folder of the articles that no other article uses, and their new places."""
    catalog, found = change.catalog, dict[str, str]()
    for id_, (_, path) in change.articles.items():
        article = catalog.articles[id_]
        old, new = PurePosixPath(article.path).parent, PurePosixPath(path).parent
        if old == new:
            continue
        for file in _files_of(root, article, change):
            if PurePosixPath(file).is_relative_to(old) and not _is_used_elsewhere(root, file, change):
                to = (new / PurePosixPath(file).relative_to(old)).as_posix()
                if not os.path.lexists(root / to) and may_be_made((root / to).parent) and not unwritable(root, [file]):
                    found[file] = to
    return found


def _files_of(root: Path, article: Article, change: AddressChange) -> set[str]:
    text = (content_of(root, article.path) or b"").decode(errors="replace")
    spans = link_spans(text, body_start(text), has_wiki=change.before.vault is not None)
    targets = (resolve(span.href, article, change.before, EVERYONE) for span in spans)
    return {target.path for target in targets if target.kind == "file"}


def _is_used_elsewhere(root: Path, file: str, change: AddressChange) -> bool:
    """Whether another article names the file by its name, or it is a page of this folder's settings."""
    name = PurePosixPath(file).name
    others = (one for one in change.catalog.articles.values() if one.id not in change.articles)
    near = [one for one in others if name in one.body or name in str(one.extra)]
    return any(file in _files_of(root, one, change) or name in str(one.extra) for one in near)
