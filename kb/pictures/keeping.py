"""Keeps a picture beside the article that shows it: whole or not at all, and never over another."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from pathlib import PurePosixPath
from urllib.parse import quote

from kb.catalog.article import Article
from kb.catalog.catalog import Catalog
from kb.files.inside import content_of, leads_inside
from kb.files.saving import SaveError, create_file
from kb.folder.file_types import CONTENT_TYPES, kind_of
from kb.library.library import Library
from kb.pictures.taking import TakenPicture

FOLDER = "images"
MOST_OF_A_NAME = 99
MOST_TOLD = 20


def keep_picture(library: Library, article: Article, picture: TakenPicture) -> str:
    """Write ``picture`` into the folder ``images`` beside ``article``; its path below the articles folder.

    The very same picture under the same name is kept once.

    Raises:
        SaveError: it cannot be written, or would not be seen where it lies; nothing is left of it.

    """
    folder = folder_of(article)
    if not leads_inside(library.root, library.root / folder):
        raise SaveError(library.root / folder, "is a link that leads out of the articles folder")
    for name in _names(picture):
        path = (folder / name).as_posix()
        file = library.root / path
        with suppress(FileExistsError):
            create_file(file, picture.content)
            if path in library.refresh().files:
                return path
            file.unlink(missing_ok=True)
            raise SaveError(file, "would be shown to nobody: site.yml leaves files there out")
        if content_of(library.root, path) == picture.content:
            return path
    raise SaveError(library.root / folder, f"has {MOST_OF_A_NAME} pictures called {picture.stem} already")


def folder_of(article: Article) -> PurePosixPath:
    """Where the pictures of an article are kept."""
    return PurePosixPath(article.path).parent / FOLDER


def as_markdown(path: str, article: Article, words: str) -> str:
    """The picture ``path`` in the text of ``article``, for those who do not see it in ``words``."""
    target = PurePosixPath(path).relative_to(PurePosixPath(article.path).parent)  # letters, digits, hyphens
    said = words.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return f"![{said}]({target})"


def unused_pictures(catalog: Catalog, article: Article) -> list[str]:
    """The names of pictures beside ``article`` that no article names, and no file of settings does either."""
    folder = f"{folder_of(article).as_posix()}/"
    beside = sorted(file for file in catalog.files if file.startswith(folder) and _is_picture(file))
    bodies = [one.body for one in catalog.articles.values()] if beside else []
    names = (file.removeprefix(folder) for file in beside)
    unused = (name for name in names if not any(name in body or quote(name) in body for body in bodies))
    return list(islice(unused, MOST_TOLD))


def _is_picture(path: str) -> bool:
    return CONTENT_TYPES.get(kind_of(path), "").startswith("image/")


def _names(picture: TakenPicture) -> list[str]:
    more = (f"{picture.stem}-{number}" for number in range(2, MOST_OF_A_NAME + 1))
    return [f"{stem}.{picture.ending}" for stem in (picture.stem, *more)]
