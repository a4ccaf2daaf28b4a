"""Makes the files of new articles: where they lie, what they are called, and never over another one."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path, PurePosixPath

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.catalog.paths import without_suffix
from kb.core.errors import Problem
from kb.files.saving import SaveError, create_file
from kb.library.library import Library
from kb.markdown.anchors import slug

LONGEST_NAME = 60


MOST_OF_A_NAME = 99


_TAKEN = ("", "index", "readme")
"""Names that mean something else to the library."""
_DUPLICATE = "duplicate_article"


class NameTakenError(Exception):
    """There is a file or an article of that name; ``article`` where it is one that can be read."""

    def __init__(self, article: Article | None) -> None:
        super().__init__("there is one of that name")
        self.article = article


def save_draft(library: Library, language: str, title: str, text: str, near: Article | None) -> Article:
    """Write a draft beside the article ``near``, in the folder of ``language``, under a name that is free; returns it.

    Raises:
        SaveError: it cannot be saved.

    """
    folder = _folder(library.catalog, language, near)
    for name in _names(title):
        with suppress(NameTakenError):
            return make_article(library, language, folder / f"{name}.md", near.category if near else "", text.encode())
    raise SaveError(library.root / folder, f"has {MOST_OF_A_NAME} files called {file_name(title)} already")


def make_article(
    library: Library,
    language: str,
    path: PurePosixPath,
    category: str,
    content: bytes,
    wanted: ArticleId | None = None,
) -> Article:
    """Write the file ``path`` of a new article of ``category``; returns what the library reads of it. Where ``wanted``
    says which article it shall be, no other is made.

    Raises:
        NameTakenError: there is a file there, or an article with the same address in another file.
        SaveError: it cannot be saved, or would be no article where it lies; nothing is left of it.

    """
    articles = library.refresh().articles
    if found := articles.get(ArticleId(language, f"{category}/{path.stem}".strip("/"))):
        raise NameTakenError(found)
    file = library.root / path
    try:
        create_file(file, content)
    except FileExistsError:
        raise NameTakenError(next((one for one in articles.values() if one.path == path.as_posix()), None)) from None
    catalog = library.refresh()
    made = next((one for one in catalog.articles.values() if one.path == path.as_posix()), None)
    twice = next((one for one in catalog.problems if _is_duplicate(one, path, made)), None)
    if made and not twice and wanted in (None, made.id):
        return made
    _take_away(library, file)
    if made and not twice:
        raise SaveError(file, "would be another article: the folder has another place for that language")
    if twice:
        raise NameTakenError(library.catalog.articles.get(ArticleId(language, twice.value or "")))
    raise SaveError(file, "would not be an article: site.yml leaves files there out")


def file_name(title: str) -> str:
    """What the file of an article is called, without its ending."""
    name = slug(" ".join(title.split())).lstrip("_").replace("\u200c", "-")[:LONGEST_NAME].strip("-_")
    return f"question-{name}".strip("-") if name in _TAKEN else name


def place_in(catalog: Catalog, language: str, category: str) -> tuple[PurePosixPath, str]:
    """The folder for a new article of ``category``, and what its front matter has to say of the category, if anything:
    collections name it there, too.
    """
    beside = [one for one in catalog.articles.values() if one.category == category and not _is_page_of_folder(one)]
    near = min(beside, key=lambda one: (one.language != language, one.path), default=None)
    if near is None and category:
        return _folder(catalog, language, None) / category, ""
    return _folder(catalog, language, near), near.category_name if near else ""


def _is_page_of_folder(article: Article) -> bool:
    return without_suffix(PurePosixPath(article.path).name).lower() in _TAKEN


def _is_duplicate(problem: Problem, path: PurePosixPath, made: Article | None) -> bool:
    """Whether ``problem`` says that the file just made and another have one address."""
    mine = problem.path == path.as_posix() or (made is not None and problem.value == made.key)
    return problem.code == _DUPLICATE and mine


def _take_away(library: Library, file: Path) -> None:
    with suppress(OSError):
        file.unlink()
    library.refresh()


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
