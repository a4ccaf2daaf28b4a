"""Brings the index of a data folder up to a catalog: plan, cut, analyse, embed what is new, save.

What was built can be searched before it is saved: a crash in between costs the work of a moment, not an answer.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kb.catalog.catalog import Catalog
from kb.files.private import link_or_copy
from search.index.interface import BuiltIndex, Embedded
from search.index.local.assembly import VectorAssembly
from search.index.local.audiences import Views
from search.index.local.change import IndexChange, IndexComparison
from search.index.local.entries import TEXTS, PassageRows, write_entries
from search.index.local.generations import Generations, read_manifest
from search.index.local.partitions import Move, make_partitions
from search.index.local.segments import EXACT_UNTIL
from search.index.local.snapshot import Snapshot
from search.index.local.texts import TextFolder, to_write_again
from search.index.local.vector_store import VectorShelf
from search.index.local.words.labels import Labels
from search.index.local.words.lexical import no_rows
from search.index.local.words.whoosh_index import QueryLanguage
from search.index.missing import lacking
from search.index.passages import Passage
from search.models.loaded import LoadedModel
from search.models.progress import Progress, no_progress

logger = logging.getLogger(__name__)

BATCH = 8
ORIGIN = "origin"
"""The file of a generation that says where what stands in it came from; none where it was made here."""


class Indexer:
    """Brings the index of one data folder up to a catalog; one at a time for a folder. An :class:`IndexBuilder`."""

    def __init__(self, generations: Generations, vectors: VectorShelf, exact_until: int = EXACT_UNTIL) -> None:
        """More than ``exact_until`` vectors of a language are searched along a graph."""
        self._generations = generations
        self._vectors = vectors
        self._assembly = VectorAssembly(vectors, exact_until)
        self._views = Views()
        self.comparison = IndexComparison()
        """What was compared last, of which whoever calls ``apply`` knows as well."""
        self._kept: Snapshot | None = None

    def open_newest(self, catalog: Catalog) -> Snapshot | None:
        """The newest sound generation, opened; None where there is none."""
        folder = self._generations.newest_sound()
        return None if folder is None else self.open_folder(folder, catalog)

    def open_folder(self, folder: Path, catalog: Catalog) -> Snapshot | None:
        """The generation ``folder``, which is known to be sound, opened; None where it cannot be."""
        try:
            return Snapshot.open(folder, catalog, self._views)
        except Exception:  # sound files of another version of us or of a library: build anew
            logger.warning("the index generation %s cannot be opened; building anew", folder.name, exc_info=True)
            return None

    def refresh(
        self, catalog: Catalog, before: BuiltIndex | None, models: Mapping[str, LoadedModel], kept: Iterable[str]
    ) -> Snapshot:
        """What can be searched now: ``before`` itself where nothing has changed, neither articles nor vectors.

        ``models`` are those that are loaded, ``kept`` the names of all whose vectors are still of use.

        Raises:
            DataFolderError: another process is building, or the folder cannot be written.

        """
        usable = self.usable(before)
        change = self.comparison.changed(catalog, None if usable is None else usable.entries)
        found = self.apply(change, catalog, usable, models, kept)
        self.comparison.made(catalog, found.entries)
        return found

    @staticmethod
    def usable(before: BuiltIndex | None) -> Snapshot | None:
        """``before`` as what it is; None where another process has built since and taken its folder away."""
        found = None if before is None else ours(before)
        return found if found is not None and found.folder.is_dir() else None

    def apply(
        self,
        change: IndexChange | None,
        catalog: Catalog,
        before: Snapshot | None,
        models: Mapping[str, LoadedModel],
        kept: Iterable[str],
    ) -> Snapshot:
        """What can be searched after a ``change`` to ``before``; without one, ``before`` with the vectors there are.

        Raises:
            DataFolderError: another process is building, or the folder cannot be written.

        """
        if change is None:
            assert before is not None, "of nothing, everything is new"
            if (
                before.labels.catalog is not catalog
            ):  # made while the catalog changed: what it replaced was told of that
                before = before.with_catalog(catalog)
            vectors = self._assembly.assemble(before.passages, None, before.models, models, kept)
            same = vectors.keys() == before.models.keys() and all(vectors[n] is before.models[n] for n in vectors)
            return before if same else self._taken(before.with_models(vectors))
        rows = _rows_after(change, before)
        move = Move.of(before.passages, rows, change) if before else None
        articles = {id_: document.article for id_, document in change.documents.items()}
        lexical = make_partitions(articles, change.new_text, rows, before.lexical if before else None, move)
        had = before.models if before else {}
        vectors = self._assembly.assemble(rows, move.passages if move else no_rows(), had, models, kept)
        with self._generations.writing():
            folder = self._generations.begin()
            whoosh = before.folder / "whoosh" if before else None
            QueryLanguage.write(folder / "whoosh", change.documents.values(), change.gone, whoosh)
            rows = _stored(folder, rows, change.rows, before)
            if change.origin:
                (folder / ORIGIN).write_text(change.origin, "utf-8")
        if before is None or change.rows is None:
            labels = Labels.read(rows.entries, catalog)
        else:
            labels = before.labels.after(rows.entries, catalog, change.rows)
        language = QueryLanguage(folder / "whoosh")
        return self._taken(Snapshot(folder, rows, labels, lexical, language, vectors, self._views))

    def save(self, index: BuiltIndex) -> Snapshot:
        """Keep ``index`` on disk as the current generation; gives it in the folder where it is then.

        Raises:
            DataFolderError: another process is building, or the folder cannot be written.

        """
        snapshot = ours(index)
        if self._kept is not None and snapshot.says_the_same(self._kept) and snapshot.folder.is_dir():
            return snapshot
        with self._generations.writing():
            folder, language, known = snapshot.folder, snapshot.language, {}
            if read_manifest(folder):
                known = {n: c for n, c in read_manifest(folder)["checksums"].items() if n.startswith("whoosh/")}
                folder = self._generations.begin()
                QueryLanguage.write(folder / "whoosh", [], [], snapshot.folder / "whoosh")
                TextFolder(snapshot.folder / TEXTS).link(snapshot.passages.bytes_used, TextFolder(folder / TEXTS))
                if (snapshot.folder / ORIGIN).is_file():
                    link_or_copy(snapshot.folder / ORIGIN, folder / ORIGIN)
                language = QueryLanguage(folder / "whoosh")
            self._generations.finish(folder, lambda: self._write(folder, snapshot), known)
        self._kept = snapshot if folder == snapshot.folder else snapshot.moved(folder, language)
        return self._kept

    def merge(self, index: BuiltIndex) -> bool:
        """Build the large segments that ``index`` wants; they are used from the next refresh on."""
        return self._assembly.merge(ours(index))

    def embed(
        self,
        index: BuiltIndex,
        loaded: LoadedModel,
        progress: Progress = no_progress,
        wait: Callable[[], bool] = lambda: False,
    ) -> Embedded:
        """Give every passage that the model serves its vector, in batches of like length; each batch is kept.

        ``wait`` is asked before each batch and ends the run early where it says so.
        """
        started = time.perf_counter()
        model, embedder = loaded.model, loaded.embedder
        served = {p.text_hash: p for p in lacking(index, loaded)}
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

    def _taken(self, snapshot: Snapshot) -> Snapshot:
        self._assembly.taken(snapshot)
        return snapshot

    @staticmethod
    def _write(folder: Path, snapshot: Snapshot) -> dict[str, Any]:
        write_entries(folder, snapshot.passages)
        snapshot.lexical.save(folder / "lexical")
        (folder / "vectors").mkdir(exist_ok=True)
        for name, vectors in snapshot.models.items():
            vectors.save(folder / "vectors", name)
        about = {name: vectors.described() for name, vectors in snapshot.models.items()}
        return {"models": about, "articles": len(snapshot.entries)}


def ours(index: BuiltIndex) -> Snapshot:
    """``index`` as what it is: whatever a builder is given it has made itself."""
    if not isinstance(index, Snapshot):
        raise TypeError(f"{type(index).__name__} was not made by this builder")
    return index


def _batches(passages: Sequence[Passage]) -> Iterator[Sequence[Passage]]:
    for start in range(0, len(passages), BATCH):
        yield passages[start : start + BATCH]


def _rows_after(change: IndexChange, before: Snapshot | None) -> PassageRows:
    """The articles as a change leaves them, their texts not stored yet."""
    if before is None or change.rows is None:
        return PassageRows(change.entries)
    return before.passages.edited(change.entries, change.rows)


def _stored(folder: Path, rows: PassageRows, others: Sequence[int] | None, before: Snapshot | None) -> PassageRows:
    """The articles with their passages on disk, in the texts of ``folder``; ``others`` are not those ``before``, None:
    any may be another.
    """
    looked_at = range(len(rows.entries)) if others is None or to_write_again(rows.bytes_used) else others
    texts = {entry.id: entry.passages for entry in (rows.entries[row] for row in looked_at)}
    where = TextFolder(before.folder / TEXTS) if before else None
    kept = TextFolder(folder / TEXTS).keep(texts, where, folder.name, rows.bytes_used)
    entries, stored = list(rows.entries), []
    for row in looked_at:
        entry = entries[row]
        if kept[entry.id] is not entry.passages:
            entries[row] = replace(entry, passages=kept[entry.id])
            stored.append(row)
    return rows.edited(entries, stored)
