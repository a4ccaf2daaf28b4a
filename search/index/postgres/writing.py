"""Writes a generation of the shared index: what has changed, in one transaction, by COPY."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, text

from kb.catalog.article import ArticleId, Audience
from search.index.local.change import IndexChange
from search.index.local.entries import Entry
from search.index.passages import Passage
from search.index.postgres.database import cursor_of
from search.index.postgres.election import DeposedError
from search.index.postgres.feed import Origin
from search.index.postgres.tables import IndexTables

REMEMBERED = 1_000
"""So many generations a process may be behind that is told what changed; one that is more behind reads all."""


def lock_site(connection: Connection, tables: IndexTables, term: int) -> Any:
    """The row of the site, which nobody else changes until the transaction ends.

    Raises:
        DeposedError: ``term`` is over.

    """
    site = connection.execute(tables.site.select().with_for_update()).one()
    if site.term != term:
        raise DeposedError
    return site


def write(
    connection: Connection,
    tables: IndexTables,
    term: int,
    change: IndexChange,
    before: Origin,
    remembered: int = REMEMBERED,
) -> Origin:
    """Make the generation that follows ``before`` by a ``change``, which is what whoever keeps the index has found; of
    what was gone ``remembered`` generations before is forgotten that it was there.

    Raises:
        DeposedError: ``term`` is over.

    """
    site = lock_site(connection, tables, term)
    if before != Origin(site.ident, site.generation, site.token):
        raise DeposedError
    origin = Origin(site.ident, site.generation + 1, uuid.uuid4().hex)
    anew = [entry for entry in change.entries if entry.id in change.new_text]
    other_labels = change.documents.keys() - change.new_text
    relabelled = [entry for entry in change.entries if entry.id in other_labels]
    _remove(connection, (tables.article, tables.passage, tables.gone), [entry.id for entry in anew])
    _remove(connection, (tables.article, tables.passage, tables.gone), change.gone)
    _copy(connection, tables.article, (_article(change, entry, origin.generation) for entry in anew))
    _copy(connection, tables.passage, (row for entry in anew for row in _passages(entry)))
    _copy(connection, tables.gone, ((*id_, origin.generation) for id_ in sorted(change.gone)))
    for entry in relabelled:
        *labels, _, _, _, _ = _article(change, entry, origin.generation)
        names = [column.name for column in tables.article.columns][2 : len(labels)]
        values = {**dict(zip(names, labels[2:], strict=True)), "labels_hash": entry.labels_hash}
        _update(connection, tables.article, entry.id, {**values, "changed": origin.generation})
    _forget(connection, tables, origin.generation - remembered)
    connection.execute(tables.generation.insert().values(number=origin.generation, token=origin.token))
    values = {"generation": origin.generation, "token": origin.token, "written_at": text("now()")}
    connection.execute(tables.site.update().values(**values, news=tables.site.c.news + 1))
    return origin


def tell(connection: Connection, tables: IndexTables, term: int) -> None:
    """Have the others look for what is new that is no generation: vectors.

    Raises:
        DeposedError: ``term`` is over.

    """
    lock_site(connection, tables, term)
    connection.execute(tables.site.update().values(news=tables.site.c.news + 1))


def _article(change: IndexChange, entry: Entry, generation: int) -> tuple[Any, ...]:
    """A row of ``tables.article``, column by column."""
    document = change.documents[entry.id]
    one, audience = document.article, entry.audience or Audience.CLOSED
    named = (
        *entry.id,
        one.title,
        list(one.keywords),
        one.category,
        document.category_name,
        list(one.tags),
        sorted(audience.names),
    )
    return (*named, entry.content_hash, entry.labels_hash, generation, generation)


def _passages(entry: Entry) -> Iterable[tuple[Any, ...]]:
    """Rows of ``tables.passage``, column by column."""
    for place, passage in enumerate(entry.passages):
        yield (*entry.id, place, *_texts(passage))


def _texts(one: Passage) -> tuple[Any, ...]:
    called = json.dumps([list(name) for name in one.called], ensure_ascii=False)
    texts = (one.title, list(one.heading_path), one.anchor, one.text, one.unseen, called)
    return (*texts, one.is_links, one.is_before_steps, list(one.pictured), one.text_hash)


def _copy(connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    with cursor_of(connection) as cursor, cursor.copy(f"COPY {_name(table)} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _remove(connection: Connection, tables: Iterable[Table], ids: Iterable[ArticleId]) -> None:
    pairs = sorted(ids)
    if not pairs:
        return
    given = {"languages": [id_.language for id_ in pairs], "keys": [id_.key for id_ in pairs]}
    for table in tables:
        named = "unnest(CAST(:languages AS text[]), CAST(:keys AS text[])) AS named (language, key)"
        same = "one.language = named.language AND one.key = named.key"
        connection.execute(text(f"DELETE FROM {_name(table)} AS one USING {named} WHERE {same}"), given)  # noqa: S608 - our names


def _update(connection: Connection, table: Table, id_: ArticleId, values: dict[str, Any]) -> None:
    same = (table.c.language == id_.language) & (table.c.key == id_.key)
    connection.execute(table.update().where(same).values(**values))


def _forget(connection: Connection, tables: IndexTables, until: int) -> None:
    if until > 0:
        connection.execute(delete(tables.generation).where(tables.generation.c.number < until))
        connection.execute(delete(tables.gone).where(tables.gone.c.changed < until))


def _name(table: Table) -> str:
    return f'"{table.schema}"."{table.name}"'
