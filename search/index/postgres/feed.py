"""Reads what is indexed: all of it, or what has changed since a generation that this process has."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from kb.catalog.article import ArticleId, Audience
from search.index.link_names import LinkName
from search.index.local.change import IndexChange, texts_of
from search.index.local.entries import Entry
from search.index.local.words.whoosh_index import Document
from search.index.passages import Passage
from search.index.postgres.making import NewerIndexError, OlderIndexError
from search.index.postgres.tables import FORM, IndexTables

AT_ONCE = 2_000


class Origin(NamedTuple):
    """Which generation of which index something is: numbers alone would mean another one after a restore."""

    ident: str
    generation: int
    token: str

    def written(self) -> str:
        """As it is kept in a file."""
        return json.dumps(self)

    @classmethod
    def read(cls, text: str) -> Origin | None:
        """What ``written`` gave; None where it is something else."""
        try:
            ident, generation, token = json.loads(text)
            return cls(str(ident), int(generation), str(token))
        except (ValueError, TypeError):
            return None


@dataclass(frozen=True)
class StoredArticle:
    """What is indexed of an article beside its passages, as it was when whoever keeps the index read it."""

    id: ArticleId
    title: str
    keywords: Sequence[str]
    category: str
    tags: Sequence[str]

    @property
    def language(self) -> str:
        """The code of its language."""
        return self.id.language


@dataclass(frozen=True)
class News:
    """What is there now, and by which ``change`` one comes to it; None where nothing has changed or nothing was written
    yet. ``is_all``: it replaces whatever one had.
    """

    origin: Origin
    change: IndexChange | None
    is_all: bool = False


def origin_of(connection: Connection, tables: IndexTables, *, to_keep: bool = False) -> Origin:
    """The newest generation there is; ``to_keep``: for whoever makes it anew where it is of an older form.

    Raises:
        DataFolderError: it is of another form than ours.

    """
    site = connection.execute(tables.site.select()).one()
    if site.form > FORM:
        raise NewerIndexError(site.form)
    if site.form < FORM and not to_keep:
        raise OlderIndexError(site.form)
    return Origin(site.ident, site.generation, site.token)


def news(connection: Connection, tables: IndexTables, before: Origin | None, indexed: Sequence[Entry]) -> News:
    """What there is that ``before``, whose entries are ``indexed``, does not have.

    Raises:
        DataFolderError: the index is of another form than ours.

    """
    newest = origin_of(connection, tables)
    if newest == before or not newest.generation:
        return News(newest, None)
    since = before.generation if before is not None and _is_known(connection, tables, before, newest) else 0
    known = {entry.id: entry for entry in indexed} if since else {}
    articles = connection.execute(select(tables.article).where(tables.article.c.changed > since)).all()
    new_text = {ArticleId(row.language, row.key) for row in articles if row.text_changed > since}
    passages = _passages(connection, tables, since)
    gone = tables.gone
    removed = connection.execute(select(gone.c.language, gone.c.key).where(gone.c.changed > since)) if since else ()
    gone_ids = frozenset(ArticleId(*row) for row in removed) & known.keys()
    entries = {id_: entry for id_, entry in known.items() if id_ not in gone_ids}
    documents = {}
    for row in articles:
        id_ = ArticleId(row.language, row.key)
        if id_ in new_text or id_ not in entries:
            entries[id_] = Entry(
                *(id_, row.content_hash, row.labels_hash, tuple(passages.get(id_, ()))), _audience(row)
            )
        else:
            entries[id_] = replace(entries[id_], labels_hash=row.labels_hash, audience=_audience(row))
        documents[id_] = _document(row, entries[id_].passages)
    in_order = [entries[id_] for id_ in sorted(entries)]
    if since and not documents and not gone_ids:
        return News(newest, None)
    return News(
        newest, IndexChange(in_order, frozenset(new_text), documents, gone_ids, newest.written()), is_all=not since
    )


def _is_known(connection: Connection, tables: IndexTables, before: Origin, newest: Origin) -> bool:
    """Whether the newest generation follows from ``before``: else all of it is read."""
    if before.ident != newest.ident or before.generation > newest.generation:
        return False
    token = select(tables.generation.c.token).where(tables.generation.c.number == before.generation)
    return bool(connection.execute(token).scalar() == before.token)


def _passages(connection: Connection, tables: IndexTables, since: int) -> Mapping[ArticleId, list[Passage]]:
    passage, article = tables.passage.c, tables.article.c
    asked = select(tables.passage).order_by(passage.language, passage.key, passage.place)
    if since:
        same = (passage.language == article.language) & (passage.key == article.key)
        asked = asked.join(tables.article, same).where(article.text_changed > since)
    found: dict[ArticleId, list[Passage]] = {}
    rows: Iterable[Row[Any]] = connection.execute(asked, execution_options={"yield_per": AT_ONCE})
    for row in rows:
        found.setdefault(ArticleId(row.language, row.key), []).append(_passage(row))
    return found


def _passage(row: Row[Any]) -> Passage:
    return Passage(
        *(row.language, row.key, row.title, tuple(row.heading_path), row.anchor, row.text, row.unseen),
        tuple(LinkName(*name) for name in row.called),
        *(row.is_links, row.is_before_steps, tuple(row.pictured)),
    )


def _audience(row: Row[Any]) -> Audience:
    return Audience(frozenset(row.audience))


def _document(row: Row[Any], passages: Sequence[Passage]) -> Document:
    id_ = ArticleId(row.language, row.key)
    article = StoredArticle(id_, row.title, tuple(row.keywords), row.category, tuple(row.tags))
    return Document(article, row.category_name, texts_of(passages))
