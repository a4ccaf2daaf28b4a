"""Builds the lexical partitions of a catalog, from those before wherever the text is the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from kb.catalog.article import ArticleId
from search.index.arrays import Ints
from search.index.local.change import IndexChange
from search.index.local.entries import PassageRows
from search.index.local.plan import moved_rows
from search.index.local.words.bm25 import Bm25
from search.index.local.words.inverted import Inverted
from search.index.local.words.lexical import (
    Described,
    LexicalIndex,
    Partition,
    article_counts,
    name_counts,
    no_rows,
    passage_counts,
    word_counts,
)


class Move(NamedTuple):
    """Where the rows of ``before`` are in another index: its articles and its passages (-1: gone, or other text)."""

    before: PassageRows
    articles: Ints
    passages: Ints

    @classmethod
    def of(cls, before: PassageRows, now: PassageRows, change: IndexChange) -> Move:
        """The move from ``before`` to the rows that a change makes of them."""
        if change.rows is None:
            old, new = (tuple(entry.id for entry in rows.entries) for rows in (before, now))
            moved = moved_rows(old, new, change.new_text)
        else:
            moved = np.arange(len(before.entries))
            moved[[now.row_of[id_] for id_ in change.new_text]] = -1
        return cls(before, moved, before.moved_to(now, moved))


def make_partitions(
    articles: Mapping[ArticleId, Described],
    new_text: frozenset[ArticleId],
    rows: PassageRows,
    before: LexicalIndex | None = None,
    move: Move | None = None,
) -> LexicalIndex:
    """One partition a language of ``rows``; those of ``new_text`` are analysed, the others taken from ``before``, the
    index of the rows that have moved.
    """
    new = sorted(rows.row_of[id_] for id_ in new_text)
    return LexicalIndex([_partition(language, articles, new, rows, before, move) for language in rows.articles])


def _partition(
    language: str,
    articles: Mapping[ArticleId, Described],
    new: Sequence[int],
    rows: PassageRows,
    before: LexicalIndex | None,
    move: Move | None,
) -> Partition:
    span, passages = rows.articles[language], rows.languages[language]
    part = before.partition(language) if before else None
    moved_articles = moved_passages = no_rows()
    wanted: Iterable[int] = range(span.start, span.stop)
    if part is not None and move is not None:
        old = move.before
        moved_articles = _counted_from(span.start, move.articles[old.articles[language]])
        if np.array_equal(moved_articles, np.arange(span.stop - span.start)):
            return part
        moved_passages = _counted_from(passages.start, move.passages[old.languages[language]])
        wanted = (row for row in new if span.start <= row < span.stop)
    in_passages, in_articles, in_words, in_names = {}, {}, {}, {}
    for row in wanted:
        entry = rows.entries[row]
        body: Counter[str] = Counter()
        for number, passage in enumerate(entry.passages, start=int(rows.starts[row]) - passages.start):
            in_passages[number] = passage_counts(passage)
            body.update(in_passages[number].body)
        number = row - span.start
        in_articles[number] = article_counts(articles[entry.id], entry.passages, body)
        in_words[number] = word_counts(articles[entry.id], entry.passages)
        in_names[number] = name_counts(articles[entry.id], entry.passages)
    empty, unscored = Bm25.build([]), Inverted.build([])
    count = span.stop - span.start
    return Partition(
        language,
        (part.articles if part else empty).updated(moved_articles, in_articles, count),
        (part.passages if part else empty).updated(moved_passages, in_passages, passages.stop - passages.start),
        (part.words if part else unscored).updated(moved_articles, in_words, count),
        (part.names if part else unscored).updated(moved_articles, in_names, count),
    )


def _counted_from(first: int, rows: Ints) -> Ints:
    """``rows`` of a language that begins at ``first``, counted from there; -1 stays."""
    return np.asarray(np.where(rows >= 0, rows - first, -1), np.int64)
