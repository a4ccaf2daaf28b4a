"""Where things lie in an articles folder: which folders are languages, which file is which article.

Pure functions of relative paths. Knows the habits of Jekyll (``_posts/2024-05-01-name.md``, collections ``_help``),
Hugo (``name/index.md``, ``name.fa.md``, ``_index.md``), MkDocs (``index.md``) and GitBook (``README.md``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from kb.language.languages import is_language_code

ARTICLE_SUFFIXES = (".md", ".markdown", ".mdx")
"""The endings of articles, in any case."""
CATEGORY_FILES = ("_index",)
JEKYLL_FOLDERS = ("_posts", "_articles", "_docs", "_pages")
"""Underscore folders that are content wherever they lie."""
CONTENT_ROOTS = ("content", "docs", "src", "collections")
"""Folders below which whole repositories keep their articles."""
_README = "readme"
_DATED_NAME = re.compile(r"^(\d{4})-(\d{2})-(\d{2})-(.+)$")


@dataclass(frozen=True, slots=True)
class FilePlace:
    """What a path says of the file: its language, key, folder and, for Jekyll posts, its date.

    Where the path does not name the language itself (``names_language``) the file may say another. ``collection`` is
    the folder that Jekyll would call a collection, without its underscore.
    """

    language: str
    key: str
    folder: str
    is_category: bool = False
    dated: date | None = None
    names_language: bool = field(default=True, compare=False)
    collection: str = field(default="", compare=False)


def is_article_file(path: str) -> bool:
    """Whether the ending of ``path`` is that of an article."""
    return path.lower().endswith(ARTICLE_SUFFIXES)


def without_suffix(path: str) -> str:
    """``path`` without the ending of an article."""
    return path[: path.rindex(".")] if is_article_file(path) else path


def is_hidden(name: str) -> bool:
    """Whether a file or folder is not content: dot files, and underscore folders other than Jekyll's."""
    return name.startswith(".") or (name.startswith("_") and name not in JEKYLL_FOLDERS)


def is_partial(name: str) -> bool:
    """Whether a Markdown file is only a piece that others include (Docusaurus ``_part.mdx``)."""
    return name.startswith("_") and is_article_file(name) and name.split(".", 1)[0] not in CATEGORY_FILES


def language_folders(paths: Iterable[str], default_language: str) -> frozenset[str]:
    """The top folders that are languages; empty where the whole folder is one collection.

    ``paths`` are the relative paths of all Markdown files. Folders count as languages only where the default
    language has one, or where every article lies in such a folder: ``it/`` may be the computer department.
    """
    tops = {path.split("/", 1)[0] if "/" in path else "" for path in paths}
    tops = {top for top in tops if not is_hidden(top) or not top}
    languages = {top for top in tops if top and is_language_code(top)}
    if default_language in languages or (languages and languages == tops):
        return frozenset(languages)
    return frozenset()


def folder_pages(paths: Iterable[str]) -> frozenset[str]:
    """Those ``README.md`` files that are the page of their folder: there is no ``index`` and no file of its name."""
    everything = frozenset(paths)
    named = [path for path in everything if f"/{_README}." in path.lower()]
    stems = {without_suffix(path).lower() for path in everything} if named else set()
    found = set()
    for path in named:
        folder, _, name = path.rpartition("/")
        if name.lower().startswith(f"{_README}."):
            ending = without_suffix(name)[len(_README) :].lower()  # of a language: ``README.fa.md``
            taken = {f"{folder}/index{ending}".lower(), f"{folder}{ending}".lower()}
            if not taken & stems:
                found.add(path)
    return frozenset(found)


@lru_cache(maxsize=200_000)
def place_of(path: str, languages: frozenset[str], default_language: str, is_folder_page: bool = False) -> FilePlace:
    """Read the place of the article file ``path`` (relative, forward slashes)."""
    parts = [unicodedata.normalize("NFC", part) for part in path.split("/")]
    language, names_language = default_language, False
    if len(parts) > 1 and parts[0] in languages:
        language, names_language = parts.pop(0), True
    *folders, file = parts
    collection = next((folder[1:] for folder in folders if folder.startswith("_")), "")
    folders = [folder for folder in folders if folder not in JEKYLL_FOLDERS]
    if not languages:
        folders = [
            name[1:] if may_be_collection("/".join(folders[: at + 1])) else name for at, name in enumerate(folders)
        ]
    stem = without_suffix(file)
    if "." in stem and not languages and is_language_code(stem.rsplit(".", 1)[1]):
        stem, language = stem.rsplit(".", 1)
        names_language = True
    dated = None
    if match := _DATED_NAME.match(stem):
        dated, stem = _date_or_none(match), match[4]
    folder = "/".join(folders)
    if stem in CATEGORY_FILES:
        return FilePlace(language, folder, folder, True, None, names_language, collection)
    if folders and (stem == "index" or (is_folder_page and stem.lower() == _README)):
        return FilePlace(language, folder, "/".join(folders[:-1]), False, dated, names_language, collection)
    return FilePlace(language, "/".join((*folders, stem)), folder, False, dated, names_language, collection)


def may_be_collection(path: str) -> bool:
    """Whether the underscore folder ``path`` may be a Jekyll collection: at the top, or below a usual content root."""
    above, _, name = path.rpartition("/")
    return name.startswith("_") and (not above or above in CONTENT_ROOTS)


def with_parents(path: str) -> list[str]:
    """The folder ``path`` and each above it, from the top down; none where ``path`` is empty."""
    parts = path.split("/") if path else []
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]


def undated(key: str) -> str:
    """The key of a Jekyll post from the name of its file."""
    folder, slash, name = key.rpartition("/")
    match = _DATED_NAME.match(name)
    return f"{folder}{slash}{match[4]}" if match else key


def _date_or_none(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def words_of(name: str) -> str:
    """A file or folder name as words: ``reset-password`` gives ``Reset password``."""
    words = re.sub(r"[-_\s]+", " ", name.rsplit("/", 1)[-1]).strip()
    return words[:1].upper() + words[1:]
