"""What a move does, before it does anything: which files become which, byte for byte, and what the others' links say.

Pure but for the files that it reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.core.text import as_read
from kb.editing.file_version import read_as, text_of
from kb.files.inside import content_of
from kb.files.saving import fingerprint
from kb.front_matter.edit import FrontMatterEditError, Written, set_values
from kb.front_matter.parse import FrontMatterError, Value, scalars, split
from kb.language.marking import N_
from kb.moving.relinking import AddressChange, relinked
from kb.storage.relocation import NewAddress

OLD_PATHS = "old_paths"
_TWICE = "duplicate_article"
_NOTHING: Mapping[str, object] = MappingProxyType({})


class MoveRefusedError(Exception):
    """Nothing is moved: what is wrong with the field ``name`` of the form, as a message with its ``values``."""

    def __init__(
        self, name: str, text: str, values: Mapping[str, object] = _NOTHING, taken: Article | None = None
    ) -> None:
        super().__init__(text)
        self.name, self.text, self.values, self.taken = name, text, values, taken


@dataclass(frozen=True, slots=True)
class ArticleMove:
    """One file of an article: ``before`` and ``after`` are its bytes, ``lost`` addresses that it cannot keep."""

    address: NewAddress
    before: bytes
    after: bytes
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class MovePlan:
    """All files that move in one act; those ``beside`` the articles stay as they are, byte for byte."""

    change: AddressChange
    articles: Sequence[ArticleMove]
    beside: Mapping[str, str] = field(default_factory=dict)
    edited: Mapping[str, bytes] = field(default_factory=dict)
    """Of ``beside``, those whose bytes change all the same, by their new path: pages of categories."""

    @property
    def title(self) -> str:
        """The act in a line, for a commit."""
        first = self.articles[0].address
        old, new = next(iter(self.change.categories.items()), (first.old, first.new))
        return f"Move: {old} to {new}"


def planned(root: Path, change: AddressChange, categories: Mapping[ArticleId, str] | None = None) -> list[ArticleMove]:
    """The files of the articles that ``change`` names, as they will be; ``categories`` is what their front matter
    has to say of their category, where it says anything.

    Raises:
        MoveRefusedError: one cannot be read or written as it has to be.

    """
    found = []
    for id_, (key, path) in sorted(change.articles.items()):
        article = change.catalog.articles[id_]
        before = content_of(root, article.path)
        if before is None:
            raise MoveRefusedError("", N_("The file %(path)s is gone."), {"path": article.path})
        given = (categories or {}).get(id_)
        values: dict[str, Written | None] = {} if given is None else {"category": given or None}
        found.append(_move(article, key, path, before, change, values))
    return found


def _move(
    article: Article, key: str, path: str, before: bytes, change: AddressChange, values: dict[str, Written | None]
) -> ArticleMove:
    try:
        text = before.decode()
    except UnicodeDecodeError:
        raise MoveRefusedError("", N_("The file %(path)s is not UTF-8."), {"path": article.path}) from None
    mended = relinked(text, article, change)
    id_ = ArticleId(article.language, key)
    try:
        after = set_values(mended.text.encode(), values, ("title",)) if values else mended.text.encode()
        after = with_old_paths(after, id_, path, (*article.old_paths, article.key))
    except (FrontMatterEditError, FrontMatterError) as error:
        raise MoveRefusedError("", N_("%(path)s: %(why)s"), {"path": article.path, "why": error}) from None
    made = read_as(id_, path, after).article
    if made is None:
        raise MoveRefusedError("", N_("The file %(path)s cannot be read as an article. Fix it first."), {"path": path})
    revision = made.content_hash
    marks = (article.content_hash, revision, fingerprint(before), fingerprint(after))
    address = NewAddress(article.language, article.key, key, article.path, path, *marks)
    return ArticleMove(address, before, after, mended.lost)


def with_old_paths(content: bytes, id_: ArticleId, path: str, olds: Sequence[str]) -> bytes:
    """The file with all addresses ``olds`` among its former ones, and its own not.

    Raises:
        FrontMatterEditError: the front matter cannot be edited line by line.
        FrontMatterError: it cannot be read.

    """
    values = {name.lower(): value for name, value in split(as_read(text_of(content))).values.items()}
    written = [str(one.data) for one in scalars(values.get(OLD_PATHS, Value(None, 1))) if one.data]
    listed = [one for one in written if one.strip("/ ") != id_.key]
    made = read_as(id_, path, content).article
    known = {one.casefold() for one in made.old_paths} if made else set()
    missing = [old for old in dict.fromkeys(olds) if old.casefold() not in known and old != id_.key]
    wanted = (*listed, *missing)
    return content if list(wanted) == written else set_values(content, {OLD_PATHS: wanted or None}, ("title",))


def refuse_twice(catalog: Catalog, keys: Sequence[str]) -> None:
    """Raises ``MoveRefusedError`` where two files have the address of one of ``keys``: one would take its place."""
    for problem in catalog.problems:
        if problem.code == _TWICE and problem.value in keys:
            same = (one.path for one in catalog.articles.values() if one.key == problem.value)
            first = next((path for path in same if path in problem.message), "")
            values = {"path": first, "other": problem.path, "key": problem.value}
            said = N_("%(path)s and %(other)s have one address, %(key)s. Rename or delete one of the files first.")
            raise MoveRefusedError("", said, values)
