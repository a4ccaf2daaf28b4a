"""Builds generations of the index: plan, cut, embed what is new, write, publish."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from kb.article import Article, ArticleId
from kb.catalog import Catalog
from kb.markdown import render
from search.bm25 import Bm25, Ints
from search.embedding import Embedder, Matrix, Model
from search.generations import Generations, read_manifest
from search.lexical import LexicalIndex, Partition, article_counts, no_rows, passage_counts, word_counts
from search.passages import Passage, cut
from search.plan import Indexed, Plan, labels_hash, make_plan, moved_rows
from search.query_language import Document, QueryLanguage
from search.semantic import SemanticIndex
from search.snapshot import ENTRIES, Entry, ModelVectors, Snapshot, VectorPart, write_entries
from search.vectors import VectorStore

logger = logging.getLogger(__name__)

BATCH = 8
# A model takes part in search while at most this share of its passages still lacks a vector.
MISSING_ALLOWED = 0.05


class Progress(Protocol):
    """Is told how embedding goes on."""

    def __call__(self, model: str, done: int, total: int) -> None:
        """``done`` of ``total`` passages have their vector."""


def no_progress(model: str, done: int, total: int) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """What one embedding run did."""

    model: str
    passages: int
    seconds: float


class Indexer:
    """Brings the index of one data folder up to a catalog; one at a time for a folder."""

    def __init__(self, generations: Generations, vectors: VectorStore) -> None:
        self._generations = generations
        self._vectors = vectors

    def open_newest(self) -> Snapshot | None:
        """The newest sound generation, opened; None where there is none."""
        folder = self._generations.newest_sound()
        if folder is None:
            return None
        try:
            return Snapshot.open(folder)
        except Exception:  # sound files of another version of us or of a library: build anew
            logger.warning("the index generation %s cannot be opened; building anew", folder.name, exc_info=True)
            return None

    def plan(self, catalog: Catalog, before: Snapshot | None) -> Plan:
        """What has to be done to the words; vectors are looked at apart."""
        known = {e.id: Indexed(e.content_hash, e.labels_hash) for e in before.entries} if before else {}
        return make_plan(catalog, known)

    def is_behind(self, catalog: Catalog, snapshot: Snapshot, models: Mapping[str, Embedder]) -> bool:
        """Whether building would give another index: the articles changed, or there are vectors it lacks."""
        if not self.plan(catalog, snapshot).is_empty:
            return True
        for name, embedder in models.items():
            held = snapshot.models.get(name)
            parts = held.parts if held and held.fingerprint == embedder.fingerprint else ()
            have = {int(row) for part in parts for row in part.passages}
            lacking = [p.text_hash for row, p in enumerate(snapshot.passages) if row not in have]
            if lacking and self._vectors.find(embedder.fingerprint, lacking):
                return True
        return False

    def build(self, catalog: Catalog, before: Snapshot | None, models: Mapping[str, Embedder]) -> Snapshot:
        """Publish a generation for ``catalog`` with the vectors there are, and open it.

        Raises:
            DataFolderError: another process is building, or the folder cannot be written.

        """
        if before is not None and not before.folder.is_dir():
            before = None  # another process has built since and taken it away
        plan = self.plan(catalog, before)
        entries = self._entries(catalog, plan, before)
        lexical = _lexical(catalog, plan, entries, before)
        ready = self._ready(entries, self._fingerprints(before, models))
        with self._generations.writing():
            known = _linked_checksums(before)
            final = self._generations.publish(
                lambda folder: _write(folder, catalog, plan, entries, lexical, ready, before), known
            )
        return Snapshot(final, entries, lexical, QueryLanguage(final / "whoosh"), ready)

    def embed(
        self,
        snapshot: Snapshot,
        model: Model,
        embedder: Embedder,
        progress: Progress = no_progress,
        wait: Callable[[], bool] = lambda: False,
    ) -> Embedded:
        """Give every passage that ``model`` serves its vector, in batches of like length; each batch is kept.

        ``wait`` is asked before each batch and ends the run early where it says so.
        """
        started = time.perf_counter()
        served = {p.text_hash: p for p in snapshot.passages if model.serves(p.text, p.language)}
        missing = self._vectors.missing(embedder.fingerprint, served)
        todo = sorted((served[text_hash] for text_hash in missing), key=lambda p: (len(p.embedded_text), p.text_hash))
        done = 0
        for batch in _batches(todo):
            if wait():
                break
            vectors = embedder.embed_passages([passage.embedded_text for passage in batch])
            self._vectors.add(embedder.fingerprint, [passage.text_hash for passage in batch], vectors)
            done += len(batch)
            progress(model.name, done, len(todo))
        return Embedded(model.name, done, time.perf_counter() - started)

    def _entries(self, catalog: Catalog, plan: Plan, before: Snapshot | None) -> list[Entry]:
        old = {entry.id: entry for entry in before.entries} if before else {}
        entries = []
        for id_ in plan.order:
            article = catalog.articles[id_]
            kept = old.get(id_) if id_ not in plan.new_text else None
            passages = kept.passages if kept else tuple(cut(article, render(article, catalog).sections))
            entries.append(Entry(id_, article.content_hash, labels_hash(article, catalog), passages))
        return entries

    @staticmethod
    def _fingerprints(before: Snapshot | None, models: Mapping[str, Embedder]) -> dict[str, str]:
        """The models to write vectors of: those loaded, and those of before that are only not loaded yet."""
        held = {name: vectors.fingerprint for name, vectors in before.models.items()} if before else {}
        return held | {name: embedder.fingerprint for name, embedder in models.items()}

    def _ready(self, entries: Sequence[Entry], fingerprints: Mapping[str, str]) -> dict[str, ModelVectors]:
        passages = [passage for entry in entries for passage in entry.passages]
        ready = {}
        for name, fingerprint in fingerprints.items():
            found = self._vectors.find(fingerprint, [passage.text_hash for passage in passages])
            if found:
                ready[name] = ModelVectors(fingerprint, tuple(_parts(passages, found)))
        return ready


def _parts(passages: Sequence[Passage], found: Mapping[bytes, Matrix]) -> Iterator[VectorPart]:
    rows: dict[str, list[int]] = {}
    for row, passage in enumerate(passages):
        if passage.text_hash in found:
            rows.setdefault(passage.language, []).append(row)
    for language, mine in sorted(rows.items()):
        matrix = np.vstack([found[passages[row].text_hash] for row in mine])
        yield VectorPart(language, SemanticIndex.build(matrix), np.array(mine, np.int64))


def enough(snapshot: Snapshot, model: Model, vectors: ModelVectors | None) -> bool:
    """Whether a model has vectors for nearly all passages it serves, so that it may take part in ranking."""
    served = sum(model.serves(passage.text, passage.language) for passage in snapshot.passages)
    count = vectors.count if vectors else 0
    return count == served or (count > 0 and served - count <= max(MISSING_ALLOWED * served, 16))


def _batches(passages: Sequence[Passage]) -> Iterator[Sequence[Passage]]:
    for start in range(0, len(passages), BATCH):
        yield passages[start : start + BATCH]


def _lexical(catalog: Catalog, plan: Plan, entries: Sequence[Entry], before: Snapshot | None) -> LexicalIndex:
    partitions = []
    for language in sorted({entry.id.language for entry in entries}):
        mine = [entry for entry in entries if entry.id.language == language]
        old = [entry for entry in before.entries if entry.id.language == language] if before else []
        part = before.lexical.partition(language) if before else None
        partitions.append(_partition(language, catalog.articles, plan, mine, old, part))
    return LexicalIndex(partitions)


def _partition(
    language: str,
    articles: Mapping[ArticleId, Article],
    plan: Plan,
    entries: Sequence[Entry],
    old: Sequence[Entry],
    before: Partition | None,
) -> Partition:
    """One language's arrays, from those before wherever the text is the same."""
    new = {row: entry for row, entry in enumerate(entries) if before is None or entry.id in plan.new_text}
    moved = moved_rows(tuple(e.id for e in old), tuple(e.id for e in entries), plan.new_text) if before else no_rows()
    starts = np.cumsum([0, *(len(entry.passages) for entry in entries)])
    in_articles = {row: article_counts(articles[e.id], e.passages) for row, e in new.items()}
    in_passages = {int(starts[row]) + i: passage_counts(p) for row, e in new.items() for i, p in enumerate(e.passages)}
    in_words = {row: word_counts(articles[e.id], e.passages) for row, e in new.items()}
    empty = Bm25.build([])
    return Partition(
        language,
        (before.articles if before else empty).updated(moved, in_articles, len(entries)),
        (before.passages if before else empty).updated(
            _moved_passages(old, moved, starts), in_passages, int(starts[-1])
        ),
        (before.words if before else empty).updated(moved, in_words, len(entries)),
    )


def _moved_passages(old: Sequence[Entry], moved: Ints, starts: Ints) -> Ints:
    """The new number of each old passage, from the new rows of the articles."""
    places = [
        int(starts[row]) + number if row >= 0 else -1
        for entry, row in zip(old, moved, strict=False)
        for number in range(len(entry.passages))
    ]
    return np.array(places, dtype=np.int64)


def _write(
    folder: Path,
    catalog: Catalog,
    plan: Plan,
    entries: Sequence[Entry],
    lexical: LexicalIndex,
    ready: Mapping[str, ModelVectors],
    before: Snapshot | None,
) -> dict[str, Any]:
    write_entries(folder / ENTRIES, entries)
    lexical.save(folder / "lexical")
    texts = {entry.id: [" ".join((*p.heading_path, p.text)) for p in entry.passages] for entry in entries}
    changed = plan.order if before is None else sorted(plan.new_text | plan.new_labels)
    documents = [_document(catalog, id_, texts[id_]) for id_ in changed]
    QueryLanguage.write(folder / "whoosh", documents, plan.gone, before.folder / "whoosh" if before else None)
    (folder / "vectors").mkdir()
    for name, vectors in ready.items():
        vectors.save(folder / "vectors", name)
    about = {
        name: {"fingerprint": vectors.fingerprint, "languages": [part.language for part in vectors.parts]}
        for name, vectors in ready.items()
    }
    return {"models": about, "articles": len(entries)}


def _document(catalog: Catalog, id_: ArticleId, texts: Sequence[str]) -> Document:
    article = catalog.articles[id_]
    return Document(article, catalog.category_title(article.language, article.category), texts)


def _linked_checksums(before: Snapshot | None) -> dict[str, str]:
    """Checksums of the files that the new generation links from the one before, so that they are not read again."""
    if before is None:
        return {}
    checksums = read_manifest(before.folder).get("checksums", {})
    return {name: value for name, value in checksums.items() if name.endswith(".seg")}
