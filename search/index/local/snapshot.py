"""One generation of the index, opened: everything a search needs, immutable; a :class:`BuiltIndex`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from pathlib import Path

import numpy as np

from kb.catalog.article import ArticleId
from kb.catalog.catalog import Audiences, Catalog
from search.index.arrays import Ints, Mask
from search.index.deadline import FOREVER, Deadline
from search.index.evidence import Evidence, PassageEvidence, Usual
from search.index.interface import IndexSize, Narrowing, Parsed
from search.index.local.audiences import Views
from search.index.local.entries import Entry, PassageRows, read_entries
from search.index.local.generations import read_manifest
from search.index.local.row_evidence import evidence, passage_evidence, rows_of, usual
from search.index.local.segments import ModelVectors
from search.index.local.subset import RowSubset
from search.index.local.words.labels import Labels
from search.index.local.words.lexical import LexicalIndex, Partition
from search.index.local.words.whoosh_index import QueryLanguage
from search.index.passages import Passage
from search.index.query_terms import Wanted
from search.models.embedder import Matrix


class Snapshot:
    """The articles in row order with their ``passages`` and their lexical and semantic indexes.

    ``models`` holds the vectors there are, by model; ``labels`` tell what may be shown to whom.
    """

    def __init__(
        self,
        folder: Path,
        passages: PassageRows,
        labels: Labels,
        lexical: LexicalIndex,
        language: QueryLanguage,
        models: Mapping[str, ModelVectors],
        views: Views | None = None,
    ) -> None:
        """``views`` are kept from one snapshot to the next."""
        self.folder = folder
        self.passages = passages
        self.labels = labels
        self.lexical = lexical
        self.language = language
        self.models = dict(models)
        self._views = Views() if views is None else views
        self._passages_allowed: tuple[Mask, Mask] | None = None

    def with_catalog(self, catalog: Catalog) -> Snapshot:
        """The same index, shown to those who may see it by another catalog."""
        return self.with_labels(self.labels.after(self.entries, catalog))

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

    def with_model_names(self, names: Mapping[str, str]) -> Snapshot:
        """The same articles with the vectors of the models that ``names`` has, under the names that it gives them."""
        return self.with_models({names[name]: held for name, held in self.models.items() if name in names})

    def limited(self, entries: Sequence[Entry], labels: Labels, lexical: LexicalIndex) -> Snapshot:
        """Some of its articles, without vectors."""
        return type(self)(self.folder, PassageRows(entries), labels, lexical, self.language, {}, self._views)

    def moved(self, folder: Path, language: QueryLanguage) -> Snapshot:
        """The same, kept in another folder."""
        other = copy(self)
        other.folder, other.language = folder, language
        return other

    def says_the_same(self, other: Snapshot) -> bool:
        """Whether it differs from ``other`` in nothing but labels, as where they are of another catalog."""
        is_same_index = self.passages is other.passages and self.lexical is other.lexical
        return is_same_index and self.folder == other.folder and self.models == other.models

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The articles in row order."""
        return self.passages.entries

    @property
    def row_of(self) -> Mapping[ArticleId, int]:
        """The row of each article."""
        return self.passages.row_of

    @property
    def languages(self) -> Mapping[str, slice]:
        """The rows of each language's articles, which stand together."""
        return self.passages.articles

    @property
    def first_passage(self) -> Ints:
        """Where each article's passages start; one more at the end."""
        return self.passages.starts

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
        return self.passages.languages[language]

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

    @property
    def size(self) -> IndexSize:
        """How much is indexed."""
        return IndexSize(len(self.entries), len(self.passages))

    @property
    def sizes(self) -> dict[str, int]:
        """How many articles there are of each language."""
        return {language: rows.stop - rows.start for language, rows in self.languages.items()}

    @property
    def vocabularies(self) -> Sequence[Partition]:
        """The words of each language."""
        return self.lexical.partitions

    def vocabulary(self, language: str) -> Partition | None:
        """The words of one language, None where it has no article."""
        return self.lexical.partition(language)

    def seen_by(self, audiences: Audiences) -> Snapshot:
        """The snapshot that would be built if there were only what ``audiences`` may see."""
        return self._views.of(self, audiences)

    def parse(self, text: str) -> Parsed:
        """Take a query apart."""
        return self.language.parse(text)

    def select(self, narrowing: Narrowing) -> RowSubset:
        """The published articles that are asked for."""
        return RowSubset(self, self.labels.mask(*narrowing), is_usual=True)

    def evidence(self, articles: Iterable[ArticleId], wanted: Wanted, vectors: Mapping[str, Matrix]) -> Evidence:
        """What ``articles`` have in common with a query."""
        return evidence(self, rows_of(self, articles), wanted, vectors)

    def passage_evidence(
        self, articles: Iterable[ArticleId], wanted: Wanted, vectors: Mapping[str, Matrix]
    ) -> PassageEvidence:
        """What the passages of ``articles`` have in common with a query."""
        return passage_evidence(self, rows_of(self, articles), wanted, vectors)

    def usual(self, vectors: Mapping[str, Matrix]) -> dict[str, Usual]:
        """How near a query is to texts of any kind, by model."""
        return {name: usual(self.models[name], vector) for name, vector in vectors.items()}

    def vectors_of(self, article: ArticleId, model: str) -> Matrix:
        """The vectors of an article's passages that have one, of shape (n, dimension)."""
        return self.models[model].vectors(self.passages_of(rows_of(self, [article])))

    def texts(self, articles: Iterable[ArticleId]) -> dict[ArticleId, Sequence[Passage]]:
        """The passages of those of ``articles`` that are indexed, in reading order."""
        return {id_: self.entries[row].passages for id_ in articles if (row := self.row_of.get(id_)) is not None}

    def lacking(self, model: str, fingerprint: str, reads: Callable[[str], bool]) -> Iterator[Passage]:
        """The passages in languages that a model ``reads`` and that have no vector of this ``fingerprint``."""
        vectors = self.models.get(model)
        is_lacking = np.ones(len(self.passages), bool)
        if vectors is not None and vectors.fingerprint == fingerprint:
            is_lacking[:] = False
            is_lacking[vectors.missing] = True
        for language in self.languages:  # asked at every change: whole languages are passed over at once
            if not reads(language):
                is_lacking[self.passage_rows(language)] = False
        return (self.passages[row] for row in np.flatnonzero(is_lacking).tolist())

    @classmethod
    def open(cls, folder: Path, catalog: Catalog, views: Views | None = None) -> Snapshot:
        """Open a generation that is known to be sound."""
        about = read_manifest(folder)
        passages = PassageRows(read_entries(folder))
        models = {
            name: ModelVectors.load(folder / "vectors", name, model, len(passages))
            for name, model in about.get("models", {}).items()
        }
        return cls(
            folder,
            passages,
            Labels.read(passages.entries, catalog),
            LexicalIndex.load(folder / "lexical"),
            QueryLanguage(folder / "whoosh"),
            models,
            views,
        )
