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

from kb.catalog.article import Article
from kb.catalog.catalog import Catalog
from kb.markdown.render import in_advance, render
from search.index.interface import BuiltIndex, Embedded
from search.index.link_names import LinkNames, link_names
from search.index.local.assembly import VectorAssembly
from search.index.local.audiences import Views
from search.index.local.entries import TEXTS, Entry, PassageRows, write_entries
from search.index.local.generations import Generations, read_manifest
from search.index.local.partitions import make_partitions, moved_passages
from search.index.local.plan import Plan, labels_hash, make_plan, text_hash
from search.index.local.segments import EXACT_UNTIL
from search.index.local.snapshot import Snapshot
from search.index.local.texts import TextFolder
from search.index.local.vector_store import VectorStore
from search.index.local.words.labels import Labels
from search.index.local.words.whoosh_index import Document, QueryLanguage
from search.index.missing import lacking
from search.index.passages import Passage, cut
from search.models.loaded import LoadedModel
from search.models.progress import Progress, no_progress

logger = logging.getLogger(__name__)

BATCH = 8


class Indexer:
    """Brings the index of one data folder up to a catalog; one at a time for a folder. An :class:`IndexBuilder`."""

    def __init__(self, generations: Generations, vectors: VectorStore, exact_until: int = EXACT_UNTIL) -> None:
        """More than ``exact_until`` vectors of a language are searched along a graph."""
        self._generations = generations
        self._vectors = vectors
        self._assembly = VectorAssembly(vectors, exact_until)
        self._views = Views()

    def open_newest(self, catalog: Catalog) -> Snapshot | None:
        """The newest sound generation, opened; None where there is none."""
        folder = self._generations.newest_sound()
        if folder is None:
            return None
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
        before = None if before is None else _ours(before)
        if before is not None and not before.folder.is_dir():
            before = None  # another process has built since and taken it away
        known = {entry.id: entry for entry in before.entries} if before else {}
        names = link_names(catalog)
        plan = make_plan(catalog, known, names)
        if before is not None and plan.is_empty:
            vectors = self._assembly.assemble(before.passages, None, before.models, models, kept)
            same = vectors.keys() == before.models.keys() and all(vectors[n] is before.models[n] for n in vectors)
            return before if same else self._taken(before.with_models(vectors))
        entries = _entries(catalog, plan, before, names)
        old = before.entries if before else ()
        lexical = make_partitions(catalog.articles, plan.new_text, entries, old, before.lexical if before else None)
        moved = moved_passages(old, entries, plan.new_text)
        vectors = self._assembly.assemble(PassageRows(entries), moved, before.models if before else {}, models, kept)
        with self._generations.writing():
            folder = self._generations.begin()
            _write_documents(folder, catalog, plan, entries, before)
            entries = _stored(folder, entries, before)
        labels = Labels.read([entry.id for entry in entries], catalog)
        language = QueryLanguage(folder / "whoosh")
        return self._taken(Snapshot(folder, entries, labels, lexical, language, vectors, self._views))

    def save(self, index: BuiltIndex) -> Snapshot:
        """Keep ``index`` on disk as the current generation; gives it in the folder where it is then.

        Raises:
            DataFolderError: another process is building, or the folder cannot be written.

        """
        snapshot = _ours(index)
        with self._generations.writing():
            folder, language, known = snapshot.folder, snapshot.language, {}
            if read_manifest(folder):
                known = {n: c for n, c in read_manifest(folder)["checksums"].items() if n.startswith("whoosh/")}
                folder = self._generations.begin()
                QueryLanguage.write(folder / "whoosh", [], [], snapshot.folder / "whoosh")
                texts = (entry.passages for entry in snapshot.entries)
                TextFolder(snapshot.folder / TEXTS).link(texts, TextFolder(folder / TEXTS))
                language = QueryLanguage(folder / "whoosh")
            self._generations.finish(folder, lambda: self._write(folder, snapshot), known)
        return snapshot if folder == snapshot.folder else snapshot.moved(folder, language)

    def merge(self, index: BuiltIndex) -> bool:
        """Build the large segments that ``index`` wants; they are used from the next refresh on."""
        return self._assembly.merge(_ours(index))

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
        write_entries(folder, snapshot.entries)
        snapshot.lexical.save(folder / "lexical")
        (folder / "vectors").mkdir(exist_ok=True)
        for name, vectors in snapshot.models.items():
            vectors.save(folder / "vectors", name)
        about = {name: vectors.described() for name, vectors in snapshot.models.items()}
        return {"models": about, "articles": len(snapshot.entries)}


def _ours(index: BuiltIndex) -> Snapshot:
    """``index`` as what it is: whatever a builder is given it has made itself."""
    if not isinstance(index, Snapshot):
        raise TypeError(f"{type(index).__name__} was not made by this builder")
    return index


def _batches(passages: Sequence[Passage]) -> Iterator[Sequence[Passage]]:
    for start in range(0, len(passages), BATCH):
        yield passages[start : start + BATCH]


def _entries(catalog: Catalog, plan: Plan, before: Snapshot | None, names: LinkNames) -> list[Entry]:
    old = {entry.id: entry for entry in before.entries} if before else {}
    anew = (catalog.articles[id_] for id_ in plan.order if id_ in plan.new_text or id_ not in old)
    cut_anew = in_advance(anew, catalog)
    entries = []
    for id_ in plan.order:
        kept = old.get(id_) if id_ not in plan.new_text else None
        if kept and id_ not in plan.new_labels:
            entries.append(kept)
            continue
        article = catalog.articles[id_]
        labels = labels_hash(article, catalog.category_title(article.language, article.category))
        entries.append(replace(kept, labels_hash=labels) if kept else _entry(next(cut_anew), catalog, labels, names))
    return entries


def _entry(article: Article, catalog: Catalog, labels: str, names: LinkNames) -> Entry:
    """The article cut into passages; one that could not be rendered for now has no hash, so it is cut again."""
    rendered = render(article, catalog)
    first, *others = cut(article, rendered.sections)
    passages = (replace(first, called=tuple(names.get(article.id, ()))), *others)
    return Entry(article.id, text_hash(article, names) if rendered.is_final else "", labels, passages)


def _stored(folder: Path, entries: Sequence[Entry], before: Snapshot | None) -> list[Entry]:
    """The entries with their passages on disk, in the texts of ``folder``."""
    texts = {entry.id: entry.passages for entry in entries}
    kept = TextFolder(folder / TEXTS).keep(texts, TextFolder(before.folder / TEXTS) if before else None, folder.name)
    return [e if e.passages is kept[e.id] else replace(e, passages=kept[e.id]) for e in entries]


def _write_documents(
    folder: Path, catalog: Catalog, plan: Plan, entries: Sequence[Entry], before: Snapshot | None
) -> None:
    changed = frozenset(plan.order) if before is None else plan.new_text | plan.new_labels
    documents = [_document(catalog, entry) for entry in entries if entry.id in changed]
    QueryLanguage.write(folder / "whoosh", documents, plan.gone, before.folder / "whoosh" if before else None)


def _document(catalog: Catalog, entry: Entry) -> Document:
    article = catalog.articles[entry.id]
    texts = [" ".join((*p.heading_path, p.text)) for p in entry.passages]
    return Document(article, catalog.category_title(article.language, article.category), texts)
