"""Takes the articles out as they are: Markdown with pictures, in a folder or a zip that was not there before."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from kb.catalog.catalog import Catalog
from kb.catalog.paths import CATEGORY_FILES, is_article_file, without_suffix
from kb.core.errors import KbError
from kb.core.text import plain_lines
from kb.exchange.bundle.top_folder import OURS
from kb.exchange.writing.ledger import MOST_FILE_BYTES
from kb.files.inside import ASSETS_FOLDER, read_inside
from kb.folder.file_types import is_served
from kb.front_matter.comments import without_comments
from kb.front_matter.parse import FrontMatterError, split
from kb.markdown.render import in_advance, render
from kb.markdown.source.readable import without_notes

_MARK = b"\xef\xbb\xbf"


class ExportFailedError(KbError):
    """Nothing was exported; says why."""


def export_markdown(
    root: Path, catalog: Catalog, target: Path, *, only_public: bool = False, most: int = MOST_FILE_BYTES
) -> int:
    """Copy the folder ``root``, of which ``catalog`` was read, to ``target``, a zip where its name says so. With
    ``only_public`` that is what readers without an account may see, without comments of its authors, and the pictures
    and files that these articles show. Returns the number of files, none of which may have more than ``most`` bytes.

    Raises:
        ExportFailedError: there is something at ``target`` already, or a file cannot be read or written, or is larger.

    """
    refuse_taken(target, root)
    paths = sorted(_public(catalog) if only_public else _everything(root))
    if not any(is_article_file(path) for path in paths):
        raise ExportFailedError(f"there is no article to export in {root}")

    def read(path: str) -> bytes:
        content = exported_file(root, path, most)
        return _public_file(content, path, catalog) if only_public and is_article_file(path) else content

    with folder_beside(target) as folder:
        _write(paths, read, folder, target)
    return len(paths)


def refuse_taken(target: Path, root: Path) -> None:
    """Refuse to write where something is, or into the folder of articles ``root``.

    Raises:
        ExportFailedError: it is so.

    """
    if target.exists() and (target.is_file() or any(target.iterdir())):
        raise ExportFailedError(f"{target} is there already; name a folder or file that is not")
    if target.resolve().is_relative_to(root.resolve()):
        raise ExportFailedError(f"{target} lies in the folder of articles itself; name another place")


@contextmanager
def folder_beside(target: Path) -> Iterator[Path]:
    """A folder on the disk of ``target`` to write into, gone when the block ends.

    Raises:
        ExportFailedError: a file cannot be read or written, within the block too.

    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".kb-export-", dir=target.parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise ExportFailedError(
            f"{error.filename or target}: {error.strerror or error}; nothing was exported"
        ) from error


def put_in_place(made: Path, target: Path) -> None:
    """Make the folder ``made`` the one at ``target``, where none is or an empty one."""
    with suppress(FileNotFoundError):
        target.rmdir()
    made.replace(target)


def _write(paths: list[str], read: Callable[[str], bytes], folder: Path, target: Path) -> None:
    """Write all of it aside, then give it its name."""
    if target.suffix.lower() == ".zip":
        draft = folder / "draft.zip"
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.comment = OURS
            for path in paths:
                archive.writestr(path, read(path))
        draft.replace(target)
        return
    made = folder / "articles"
    for path in paths:
        file = made / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(read(path))
    put_in_place(made, target)


def _public_file(content: bytes, path: str, catalog: Catalog) -> bytes:
    """An article or category as it may leave the house: comments are for colleagues. The same where it has none."""
    try:
        raw = content.removeprefix(_MARK).decode("utf-8")
        text = plain_lines(raw)
        bare = without_comments(text)
        body = split(bare).body
    except (FrontMatterError, UnicodeDecodeError) as error:
        raise ExportFailedError(f"{path} cannot be read: {error}; nothing was exported") from error
    told = without_notes(body, is_mdx=path.endswith(".mdx"), is_vault=catalog.vault is not None)
    if told != body.strip("\n").rstrip():
        bare = bare.removesuffix(body) + ("\n" if body.startswith("\n") else "") + told + "\n"
    if bare == text:
        return content
    mark = _MARK if content.startswith(_MARK) else b""
    return mark + (bare.replace("\n", "\r\n") if "\r\n" in raw else bare).encode()


def exported_file(root: Path, path: str, most: int = MOST_FILE_BYTES) -> bytes:
    """A file beside the articles, whole.

    Raises:
        ExportFailedError: it has more than ``most`` bytes.
        OSError: it cannot be read.

    """
    content = read_inside(root, path, most)
    if len(content) > most:
        raise ExportFailedError(
            f"{root / path} has more than {most / 2**20:,.0f} MB, which is the most of one file; put it elsewhere and "
            "link to it. Nothing was exported"
        )
    return content


def _everything(root: Path) -> Iterator[str]:
    """Every file but those hidden by their names; links are not followed."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(".") or name == ASSETS_FOLDER)
        for name in names:
            file = Path(folder) / name
            if not name.startswith(".") and not file.is_symlink() and file.is_file():
                yield file.relative_to(root).as_posix()


def _public(catalog: Catalog) -> set[str]:
    """The public articles, the files of their categories, and what they show that lies among public articles."""
    visible = catalog.visible()
    found = {article.path for article in visible}
    folders = {PurePosixPath(article.path).parent for article in visible}
    above = {one for folder in folders for one in (folder, *folder.parents)}
    for path in catalog.files:
        name = without_suffix(PurePosixPath(path).name)
        if is_article_file(path) and name in CATEGORY_FILES and PurePosixPath(path).parent in above:
            found.add(path)
    is_open = open_files(catalog)
    for article in in_advance(visible, catalog):
        for link in render(article, catalog).links:
            if link.target.kind == "file" and is_served(link.target.path) and is_open(link.target.path):
                found.add(link.target.path)
    return found


def open_files(catalog: Catalog) -> Callable[[str], bool]:
    """Tells of the path of a file whether the nearest folder with articles has a public one: files belong to the
    articles beside them.
    """
    folders = {PurePosixPath(article.path).parent for article in catalog.visible()}
    closed = {PurePosixPath(one.path).parent for one in catalog.articles.values()} - folders

    def is_open(path: str) -> bool:
        nearest = next((one for one in PurePosixPath(path).parents if one in folders or one in closed), None)
        return nearest is None or nearest in folders

    return is_open
