"""Rows that are about an article go with it when its address changes; each room says which of its rows those are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Insert,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    delete,
    select,
    type_coerce,
    update,
)
from sqlalchemy import cast as cast_in_sql

from kb.storage.columns import kept_key, kept_language
from kb.storage.database import Base, insert_into

Name = tuple[str, str]
"""Language and key of an article; an empty language is that of whoever reads."""


@dataclass(frozen=True, slots=True)
class NewAddress:
    """One language version of an article: from ``old`` to ``new`` (keys), its file ``path`` to ``new_path``.

    ``revision`` and ``new_revision`` are its content hashes, ``before`` and ``after`` the fingerprints of its file;
    those and the paths are empty where only the address is known, as after a file was moved outside of the site.
    """

    language: str
    old: str
    new: str
    path: str = ""
    new_path: str = ""
    revision: str = ""
    new_revision: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Relocation:
    """What changed its address in one act. ``relinked`` gives a text of an article with its links as they are to be
    at the new place; ``is_whole`` tells that no version of an article is left at its old address.
    """

    articles: Sequence[NewAddress]
    categories: Mapping[str, str] = field(default_factory=dict)
    relinked: Callable[[NewAddress, str], str] | None = None
    is_whole: bool = True

    def names(self) -> list[tuple[Name, Name]]:
        """Old and new name of each version, and of the article without a language."""
        versions = [((one.language, one.old), (one.language, one.new)) for one in self.articles]
        keys = dict.fromkeys((one.old, one.new) for one in self.articles) if self.is_whole else {}
        return versions + [(("", old), ("", new)) for old, new in keys]


@dataclass(frozen=True)
class Follower:
    """What lets rows follow. ``is_of_readers``: they tell what was done at an address, whoever has it now, so that
    those that come late follow as well; others are the article's own, and follow it once.
    """

    follow: Callable[[Connection, Relocation], None]
    is_of_readers: bool = False
    names: Callable[[Connection], set[Name]] | None = None
    """Which articles there are rows of."""


def rows_of(
    table: type[Base],
    key: str = "key",
    language: str = "language",
    *,
    sums: Sequence[str] = (),
    revision: str = "",
    is_of_readers: bool = False,
) -> Follower:
    """The rows of a table that name an article in two columns.

    Where the new name has such a row already, ``sums`` are added up, and a row without them stays under the old one; a
    column ``revision`` holds content hashes.
    """
    columns = _Columns(cast(Table, table.__table__), table, key, language, tuple(sums), revision)
    return Follower(partial(_follow, columns), is_of_readers, columns.names)


def pairs_in(table: type[Base], *lists: str) -> Follower:
    """The rows of a table whose columns ``lists`` are JSON lists of [language, key]."""
    return Follower(partial(_follow_in_lists, cast(Table, table.__table__), lists), is_of_readers=True)


def categories_in(table: type[Base], column: str) -> Follower:
    """The rows of a table that name a category."""
    return Follower(partial(_follow_category, cast(Table, table.__table__), column), is_of_readers=True)


@dataclass(frozen=True)
class _Columns:
    table: Table
    declared: type[Base]
    key: str
    language: str
    sums: tuple[str, ...]
    revision: str

    def names(self, connection: Connection) -> set[Name]:
        """Whatever the rows name."""
        query = select(self.table.c[self.language], self.table.c[self.key]).distinct()
        return {(row[0], row[1]) for row in connection.execute(query) if row[1] is not None}

    def named(self, name: Name) -> list[ColumnElement[bool]]:
        language, key = name
        columns = self.table.c
        return [columns[self.language] == kept_language(language), columns[self.key] == kept_key(key)]

    @property
    def unique(self) -> list[Column[Any]]:
        """The columns of a rule by which two rows of the new name may be one; none: there is no such rule."""
        unique = (UniqueConstraint, PrimaryKeyConstraint)
        rules = [[*rule.columns] for rule in self.table.constraints if isinstance(rule, unique)]
        rules += [[*index.columns] for index in self.table.indexes if index.unique]
        return next((rule for rule in rules if self.table.c[self.key] in rule), [])

    def after(self, row: Mapping[str, Any], key: str, revisions: Mapping[str, str]) -> dict[str, Any]:
        """What becomes another in a row."""
        own = {self.revision: revisions.get(row[self.revision], row[self.revision])} if self.revision else {}
        return {self.key: kept_key(key), **own}

    def sum_up(self, connection: Connection) -> Insert:
        """Adds rows: where there is one already, the sums of both."""
        statement, primary = insert_into(connection, self.declared), [*self.table.primary_key]
        added = {name: self.table.c[name] + statement.excluded[name] for name in self.sums}
        return statement.on_conflict_do_update(index_elements=primary, set_=added)


def _follow(columns: _Columns, connection: Connection, moved: Relocation) -> None:
    revisions = {one.revision: one.new_revision for one in moved.articles if one.revision}
    for old, new in moved.names():
        rows = [dict(row._mapping) for row in connection.execute(select(columns.table).where(*columns.named(old)))]
        changes = [columns.after(row, new[1], revisions) for row in rows]
        if rows and columns.sums:
            connection.execute(delete(columns.table).where(*columns.named(old)))
            changed = [{**row, **change} for row, change in zip(rows, changes, strict=True)]
            connection.execute(columns.sum_up(connection), changed)
        elif rows:
            _rename(columns, connection, rows, changes, new)


def _rename(
    columns: _Columns,
    connection: Connection,
    rows: Sequence[Mapping[str, Any]],
    changes: Sequence[Mapping[str, Any]],
    new: Name,
) -> None:
    """Rows one by one; one that the new name has already, by a rule of the table, stays where it is."""
    there = connection.execute(select(*columns.unique).where(*columns.named(new))) if columns.unique else ()
    taken = {tuple(row) for row in there}
    for row, change in zip(rows, changes, strict=True):
        mark = tuple({**row, **change}[column.name] for column in columns.unique)
        if mark in taken and None not in mark:
            continue
        if mark:
            taken.add(mark)
        this = (column == row[column.name] for column in columns.table.primary_key)
        connection.execute(update(columns.table).where(*this).values(change))


def _follow_in_lists(table: Table, lists: Sequence[str], connection: Connection, moved: Relocation) -> None:
    names = {list_: new for old, new in moved.names() if (list_ := old)[0]}
    primary = next(iter(table.primary_key.columns))
    for name in lists:
        column = table.c[name]
        text = cast_in_sql(column, String)
        for old in names:
            written = _as_json(old[1])
            found = connection.execute(select(primary, column).where(text.contains(written, autoescape=True)))
            for number, pairs in found.all():
                new = [list(names.get(tuple(pair), pair)) for pair in pairs]
                if new != pairs:
                    values = {name: type_coerce(new, column.type)}
                    connection.execute(table.update().where(primary == number).values(values))


def _follow_category(table: Table, column: str, connection: Connection, moved: Relocation) -> None:
    for old, new in moved.categories.items():
        connection.execute(update(table).where(table.c[column] == kept_key(old)).values({column: kept_key(new)}))


def _as_json(key: str) -> str:
    """A part of ``key`` that stands in JSON as it is, whatever that escapes."""
    return max(("".join(c if c.isascii() and c not in '"\\/' else " " for c in key)).split(" "), key=len)


def follow_all(connection: Connection, followers: Iterable[Follower], moved: Relocation) -> None:
    """Let all rows follow; in the order of their tables' rooms, so that no two processes wait for each other."""
    for one in followers:
        one.follow(connection, moved)
