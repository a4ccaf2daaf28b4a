"""Where things lie in an articles folder: which folders are languages, which file is which article.

Pure functions of relative paths. Knows the habits of Jekyll (``_posts/2024-05-01-name.md``), Hugo
(``name/index.md``, ``name.fa.md``, ``_index.md``) and MkDocs (``index.md``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kb.languages import is_language_code

ARTICLE_SUFFIXES = (".md", ".markdown", ".mdx")
CATEGORY_FILES = ("_index",)
_DATED_NAME = re.compile(r"^(\d{4})-(\d{2})-(\d{2})-(.+)$")
JEKYLL_FOLDERS = ("_posts", "_articles", "_docs", "_pages")


@dataclass(frozen=True, slots=True)
class Place:
    """What a path says of the file: its language, key, folder and, for Jekyll posts, its date."""

    language: str
    key: str
    folder: str
    is_category: bool = False
    dated: date | None = None


def is_hidden(name: str) -> bool:
    """Whether a file or folder is not content: dot files, and underscore folders other than Jekyll's."""
    return name.startswith(".") or (name.startswith("_") and name not in JEKYLL_FOLDERS)


def is_partial(name: str) -> bool:
    """Whether a Markdown file is only a piece that others include (Docusaurus ``_part.mdx``)."""
    return name.startswith("_") and name.endswith(ARTICLE_SUFFIXES) and name.split(".", 1)[0] not in CATEGORY_FILES


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


@lru_cache(maxsize=200_000)
def place_of(path: str, languages: frozenset[str], default_language: str) -> Place:
    """Read the place of the article file ``path`` (relative, forward slashes)."""
    parts = [unicodedata.normalize("NFC", part) for part in path.split("/")]
    language = default_language
    if len(parts) > 1 and parts[0] in languages:
        language = parts.pop(0)
    *folders, name = parts
    folders = [folder for folder in folders if folder not in JEKYLL_FOLDERS]
    stem = name.rsplit(".", 1)[0]
    if "." in stem and not languages and is_language_code(stem.rsplit(".", 1)[1]):
        stem, language = stem.rsplit(".", 1)
    dated = None
    if match := _DATED_NAME.match(stem):
        dated, stem = _date_or_none(match), match[4]
    folder = "/".join(folders)
    if stem in CATEGORY_FILES:
        return Place(language, folder, folder, is_category=True)
    if stem == "index" and folders:
        return Place(language, folder, "/".join(folders[:-1]), dated=dated)
    return Place(language, "/".join((*folders, stem)), folder, dated=dated)


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
