"""Builds the lexical partitions of a catalog, from those before wherever the text is the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np

from kb.catalog.article import ArticleId
from search.index.arrays import Ints
from search.index.local.entries import Entry
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


def make_partitions(
    articles: Mapping[ArticleId, Described],
    new_text: frozenset[ArticleId],
    entries: Sequence[Entry],
    old: Sequence[Entry],
    before: LexicalIndex | None,
) -> LexicalIndex:
    """One partition a language of ``entries``; those of ``new_text`` are analysed, the others taken from ``before``,
    the index of the entries ``old``.
    """
    olds = {language: list(group) for language, group in groupby(old, _language)}
    partitions = []
    for language, group in groupby(entries, _language):
        mine = list(group)
        part = before.partition(language) if before else None
        was = olds.get(language, [])
        gone = len(was) != len(mine) or any(e.id != o.id for e, o in zip(mine, was, strict=True))
        if part is not None and not gone and not any(e.id in new_text for e in mine):
            partitions.append(part)
        else:
            partitions.append(_partition(language, articles, new_text, mine, was, part))
    return LexicalIndex(partitions)


def _language(entry: Entry) -> str:
    return entry.id.language


def _partition(
    language: str,
    articles: Mapping[ArticleId, Described],
    new_text: frozenset[ArticleId],
    entries: Sequence[Entry],
    old: Sequence[Entry],
    before: Partition | None,
) -> Partition:
    new = {row: entry for row, entry in enumerate(entries) if before is None or entry.id in new_text}
    moved = moved_rows(tuple(e.id for e in old), tuple(e.id for e in entries), new_text) if before else no_rows()
    starts = np.cumsum([0, *(len(entry.passages) for entry in entries)])
    in_passages, in_articles, in_words, in_names = {}, {}, {}, {}
    for row, entry in new.items():
        body: Counter[str] = Counter()
        for number, passage in enumerate(entry.passages, start=int(starts[row])):
            in_passages[number] = passage_counts(passage)
            body.update(in_passages[number].body)
        in_articles[row] = article_counts(articles[entry.id], entry.passages, body)
        in_words[row] = word_counts(articles[entry.id], entry.passages)
        in_names[row] = name_counts(articles[entry.id], entry.passages)
    empty, unscored = Bm25.build([]), Inverted.build([])
    return Partition(
        language,
        (before.articles if before else empty).updated(moved, in_articles, len(entries)),
        (before.passages if before else empty).updated(
            _moved_passages(old, moved, starts), in_passages, int(starts[-1])
        ),
        (before.words if before else unscored).updated(moved, in_words, len(entries)),
        (before.names if before else unscored).updated(moved, in_names, len(entries)),
    )


def moved_passages(old: Sequence[Entry], entries: Sequence[Entry], new_text: frozenset[ArticleId]) -> Ints:
    """For each passage of ``old`` its row in ``entries``; -1 where it is gone or its article's text is new."""
    moved = moved_rows(tuple(e.id for e in old), tuple(e.id for e in entries), new_text)
    return _moved_passages(old, moved, np.cumsum([0, *(len(entry.passages) for entry in entries)]))


def _moved_passages(old: Sequence[Entry], moved: Ints, starts: Ints) -> Ints:
    """The new number of each old passage, from the new rows of the articles."""
    if not len(moved):
        return no_rows()
    counts = np.array([len(entry.passages) for entry in old], np.int64)
    firsts = np.where(moved >= 0, starts[np.maximum(moved, 0)], -1)
    numbers = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    first = np.repeat(firsts, counts)
    return np.asarray(np.where(first >= 0, first + numbers, -1), np.int64)
