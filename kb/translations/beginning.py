"""Begins the file of a translation: where it lies, and what of the original stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.catalog.paths import without_suffix
from kb.core.text import as_read
from kb.editing.file_version import text_of
from kb.editing.new_article import make_article
from kb.editing.posted_text import as_written
from kb.front_matter.edit import Written, set_values
from kb.front_matter.key_names import (
    LANGUAGE,
    MOVED_TO,
    OLD_PATHS,
    ORIGINAL_VERSION,
    PUBLISHED,
    REVIEWED,
    TAKEN_AWAY,
    TRANSLATED_BY,
    TRANSLATED_FROM,
    UPDATED,
)
from kb.front_matter.parse import split
from kb.language.languages import is_language_code
from kb.library.library import Library

_ITS_OWN = (*PUBLISHED, *TAKEN_AWAY, *UPDATED, *REVIEWED, *OLD_PATHS, *MOVED_TO, "reviewed_by", "draft", "hidden")
"""Keys that are of one file alone: days, addresses, what hides it."""


def begin_translation(
    library: Library, original: Article, content: bytes, language: str, title: str, *, with_text: bool
) -> Article:
    """Make the file of a translation of ``original``, whose file is ``content``, as a draft; what is read of it.

    Raises:
        NameTakenError: there is a file of its name.
        SaveError: it cannot be written, or would not be that article where it lies.
        FrontMatterEditError: the front matter of the original cannot be edited line by line.
        FrontMatterError: it cannot be read.

    """
    made = begun(original, content, language, title, with_text=with_text)
    place = translation_place(library.catalog, original, language)
    category = original.key.rpartition("/")[0]
    return make_article(library, language, place, category, made, wanted=ArticleId(language, original.key))


def begun(original: Article, content: bytes, language: str, title: str, *, with_text: bool) -> bytes:
    """The bytes of the file: keys of the original but for those of its own, and its text or none.

    Raises:
        FrontMatterEditError, FrontMatterError: see there.

    """
    parts = split(as_read(text_of(content)))
    there = {name.lower(): name for name in parts.values}
    changes: dict[str, Written | None] = {there[name]: None for name in dict.fromkeys(_ITS_OWN) if name in there}
    changes |= {there[name]: language for name in LANGUAGE if name in there}
    changes |= {"title": title, "status": "draft", TRANSLATED_FROM: original.language}
    changes |= {ORIGINAL_VERSION: original.text_version, TRANSLATED_BY: None}
    if not with_text or title != original.title:
        body = original.body if with_text else ""  # without the heading that was its title
        head = "\n".join(text_of(content).split("\n")[: parts.body_line - 1])
        content = as_written((head + "\n" if head else "") + body.lstrip("\n"), content)
    return set_values(content, changes, after=("title",), also=_names(changes))


def _names(changes: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Each key by its own name alone: a name of another system goes or stays for itself."""
    return {name: (name.lower(),) for name in (*changes, "title")}


def translation_place(catalog: Catalog, original: Article, language: str) -> PurePosixPath:
    """Where the file lies: as the original lies, in the folder of its language, or with its language in its name."""
    path = PurePosixPath(original.path)
    stem, ending = without_suffix(path.name), path.suffix
    if path.parts[0] == original.language and len(path.parts) > 1:
        return PurePosixPath(language, *path.parts[1:])
    own = f".{original.language}"
    if stem.endswith(own):
        return path.with_name(f"{stem.removesuffix(own)}.{language}{ending}")
    if any(_is_in_folder(one) for one in catalog.articles.values()):
        return PurePosixPath(language, path)
    return path.with_name(f"{stem}.{language}{ending}")


def _is_in_folder(article: Article) -> bool:
    return article.path.startswith(f"{article.language}/") and is_language_code(article.language)
