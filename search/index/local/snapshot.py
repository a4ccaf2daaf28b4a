"""One generation of the index, opened: everything a search needs, immutable."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from kb.catalog.article import ArticleId
from kb.catalog.catalog import Catalog
from search.index.arrays import Ints, Mask
from search.index.deadline import FOREVER, Deadline
from search.index.local.generations import read_manifest
from search.index.local.segments import ModelVectors
from search.index.local.words.labels import Labels
from search.index.local.words.lexical import LexicalIndex
from search.index.local.words.whoosh_index import QueryLanguage
from search.index.passages import Passage

ENTRIES = "articles.jsonl"


@dataclass(frozen=True)
class Entry:
    """One article as it was indexed: hashes of its text and of its labels, and its passages."""

    id: ArticleId
    content_hash: str
    labels_hash: str
    passages: tuple[Passage, ...]


class Snapshot:
    """The articles in row order with their lexical and semantic indexes.

    ``models`` holds the vectors there are, by model; ``labels`` tell what may be shown to whom.
    """

    def __init__(
        self,
        folder: Path,
        entries: Sequence[Entry],
        labels: Labels,
        lexical: LexicalIndex,
        language: QueryLanguage,
        models: Mapping[str, ModelVectors],
    ) -> None:
        self.folder = folder
        self.entries = tuple(entries)
        self.labels = labels
        self.lexical = lexical
        self.language = language
        self.models = dict(models)
        self._passages_allowed: tuple[Mask, Mask] | None = None

    def with_catalog(self, catalog: Catalog) -> Snapshot:
        """The same index, shown to those who may see it by another catalog."""
        return self.with_labels(Labels.read([entry.id for entry in self.entries], catalog))

    def with_labels(self, labels: Labels) -> Snapshot:
        """The same index with other labels."""
        other = copy(self)
        other.labels = labels
        return other

    def with_models(self, models: Mapping[str, ModelVectors]) -> Snapshot:
        """The same articles with other vectors."""
        other = copy(self)
        other.models = dict(models)
        return other

    def moved(self, folder: Path, language: QueryLanguage) -> Snapshot:
        """The same, kept in another folder."""
        other = copy(self)
        other.folder, other.language = folder, language
        return other

    @cached_property
    def row_of(self) -> dict[ArticleId, int]:
        """The row of each article."""
        return {entry.id: row for row, entry in enumerate(self.entries)}

    @cached_property
    def languages(self) -> dict[str, slice]:
        """The rows of each language's articles, which stand together."""
        found: dict[str, slice] = {}
        for row, entry in enumerate(self.entries):
            start = found[entry.id.language].start if entry.id.language in found else row
            found[entry.id.language] = slice(start, row + 1)
        return found

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every passage, article by article."""
        return tuple(passage for entry in self.entries for passage in entry.passages)

    @cached_property
    def first_passage(self) -> Ints:
        """Where each article's passages start; one more at the end."""
        return np.cumsum([0, *(len(entry.passages) for entry in self.entries)])

    @cached_property
    def article_of(self) -> Ints:
        """The article row of each passage."""
        return np.repeat(np.arange(len(self.entries)), np.diff(self.first_passage))

    def matching(self, constraint: object, deadline: Deadline = FOREVER) -> Mask:
        """The articles that satisfy the constraint of a query; all of them where it cannot be matched.

        Raises:
            DeadlineError: it takes too long.

        """
        found = self.language.matching(constraint, deadline, self._beginning)
        if found is None:
            return np.ones(len(self.entries), bool)
        mask = np.zeros(len(self.entries), bool)
        mask[[row for id_ in found if (row := self.row_of.get(id_)) is not None]] = True
        return mask

    def _beginning(self, prefix: str) -> Iterator[ArticleId]:
        return (self.entries[row].id for row in self.lexical.beginning(prefix).tolist())

    def passage_rows(self, language: str) -> slice:
        """The rows of a language's passages, which stand together."""
        articles = self.languages[language]
        return slice(int(self.first_passage[articles.start]), int(self.first_passage[articles.stop]))

    def passages_allowed(self, articles: Mask) -> Mask:
        """The passages of the ``articles`` allowed (one a row); the same array again for the same mask."""
        kept = self._passages_allowed
        if kept is None or kept[0] is not articles:
            kept = self._passages_allowed = articles, articles[self.article_of]
        return kept[1]

    def passages_of(self, rows: Ints) -> Ints:
        """Every passage of the articles ``rows``, in their order."""
        starts, counts = self.first_passage[rows], np.diff(self.first_passage)[rows]
        offsets = np.repeat(starts - np.concatenate(([0], np.cumsum(counts)[:-1])), counts) if len(rows) else starts
        return np.asarray(offsets + np.arange(int(counts.sum())), np.int64)

    def section_around(self, article: int, passage: int) -> tuple[Passage, ...]:
        """The passages of the row ``article`` that stand in the same section as the row ``passage``, in their order."""
        mine = self.passages[int(self.first_passage[article]) : int(self.first_passage[article + 1])]
        wanted = self.passages[passage]
        return tuple(one for one in mine if one.heading_path == wanted.heading_path and one.anchor == wanted.anchor)

    @classmethod
    def open(cls, folder: Path, catalog: Catalog) -> Snapshot:
        """Open a generation that is known to be sound."""
        about = read_manifest(folder)
        entries = read_entries(folder / ENTRIES)
        count = sum(len(entry.passages) for entry in entries)
        models = {
            name: ModelVectors.load(folder / "vectors", name, model, count)
            for name, model in about.get("models", {}).items()
        }
        return cls(
            folder,
            entries,
            Labels.read([entry.id for entry in entries], catalog),
            LexicalIndex.load(folder / "lexical"),
            QueryLanguage(folder / "whoosh"),
            models,
        )


def write_entries(file: Path, entries: Sequence[Entry]) -> None:
    """Write one JSON line an article."""
    with file.open("w", encoding="utf-8") as stream:
        for entry in entries:
            title = entry.passages[0].title
            pieces = [[list(p.heading_path), p.anchor, p.text, p.unseen] for p in entry.passages]
            line = [*entry.id, entry.content_hash, entry.labels_hash, title, pieces]
            stream.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


def read_entries(file: Path) -> list[Entry]:
    """Read what ``write_entries`` wrote."""
    entries = []
    with file.open(encoding="utf-8") as stream:
        for line in stream:
            language, key, content, labels, title, pieces = json.loads(line)
            passages = tuple(
                Passage(language, key, title, tuple(path), anchor, text, unseen)
                for path, anchor, text, unseen in pieces
            )
            entries.append(Entry(ArticleId(language, key), content, labels, passages))
    return entries
