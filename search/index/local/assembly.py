"""Puts a snapshot's vectors together: those of before, told where they are now, and those that are new in the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from search.index.arrays import Ints
from search.index.local.entries import PassageRows
from search.index.local.segments import EXACT_UNTIL, ModelVectors, Segment, assemble, merged, placed
from search.index.local.snapshot import Snapshot
from search.index.local.vector_store import VectorShelf
from search.index.local.words.lexical import no_rows
from search.models.embedder import Model
from search.models.loaded import LoadedModel


class VectorAssembly:
    """Assembles vectors from one store, and keeps large segments that were merged until a snapshot takes them."""

    def __init__(self, store: VectorShelf, exact_until: int = EXACT_UNTIL) -> None:
        """More than ``exact_until`` vectors of a language are merged into a graph."""
        self._store = store
        self._exact_until = exact_until
        self._merged: dict[tuple[str, str], Segment] = {}

    def assemble(
        self,
        passages: PassageRows,
        moved: Ints | None,
        before: Mapping[str, ModelVectors],
        models: Mapping[str, LoadedModel],
        kept: Iterable[str],
    ) -> dict[str, ModelVectors]:
        """The vectors of ``passages`` by model: of those that are loaded, and what there was ``before`` of those that
        are ``kept`` and only not loaded yet.

        ``moved`` gives for each passage of before its row now (-1: gone); None: every one is where it was. A model's
        vectors that need no change are the very ones of before.
        """
        found = {}
        for name in kept:
            had, loaded = before.get(name), models.get(name)
            fingerprint = loaded.embedder.fingerprint if loaded else had.fingerprint if had else ""
            same = had if had and had.fingerprint == fingerprint else None
            if same and moved is None and not self._has_news(passages, same, loaded):
                found[name] = same
                continue
            made = self._made(passages, moved, fingerprint, same, loaded.model if loaded else None)
            if made.count:
                found[name] = made
        return found

    def merge(self, snapshot: Snapshot) -> bool:
        """Build the large segments that ``snapshot`` wants; they are used when vectors are next assembled."""
        wanting = [
            (vectors.fingerprint, part)
            for vectors in snapshot.models.values()
            for part in vectors.parts
            if part.wants_merging(self._exact_until)
        ]
        for fingerprint, part in wanting:
            self._merged[fingerprint, part.language] = merged(part)
        return bool(wanting)

    def taken(self, snapshot: Snapshot) -> None:
        """Forget the merged segments that ``snapshot`` has or has no use for; one that was only not taken yet is not to
        be built again.
        """
        parts = {(vs.fingerprint, part.language): part for vs in snapshot.models.values() for part in vs.parts}
        for key, graph in list(self._merged.items()):
            part = parts.get(key)
            if part is None or any(segment.index is graph.index for segment in part.segments):
                del self._merged[key]

    def _has_news(self, passages: PassageRows, vectors: ModelVectors, loaded: LoadedModel | None) -> bool:
        """Whether there are vectors, or a better segment, that ``vectors`` does not have."""
        if any((vectors.fingerprint, part.language) in self._merged for part in vectors.parts):
            return True
        if loaded is None:
            return False
        hashes = list(_served(passages, vectors.missing, loaded.model))
        return bool(hashes and self._store.find(vectors.fingerprint, hashes))

    def _made(
        self,
        passages: PassageRows,
        moved: Ints | None,
        fingerprint: str,
        before: ModelVectors | None,
        model: Model | None,
    ) -> ModelVectors:
        """The vectors of one model; ``before`` None: all are looked up in the store."""
        parts = []
        for language, rows in passages.languages.items():
            if model and not model.reads(language):
                continue
            had = before.part(language) if before else None
            segments = had.segments if had else ()
            moved_here = no_rows() if moved is None else moved
            if graph := self._merged.get((fingerprint, language)):
                # Everything it holds is told its place anew, and what it lacks is found among the kept vectors.
                segments, moved_here = (placed(graph, rows, passages.text_hash),), no_rows()
            parts.append(
                assemble(
                    language,
                    segments,
                    moved_here,
                    rows,
                    passages.text_hash,
                    lambda hashes: self._store.find(fingerprint, hashes),
                )
            )
        recipe = model.recipe if model else before.recipe if before else {}
        return ModelVectors(fingerprint, parts, len(passages), recipe)


def _served(passages: PassageRows, rows: Ints, model: Model) -> Iterator[bytes]:
    """The hashes of those texts in ``rows`` (ascending) that ``model`` serves."""
    for language, span in passages.languages.items():
        if model.reads(language):  # texts are read from the disk: whole languages are passed over at once
            for row in rows[np.searchsorted(rows, span.start) : np.searchsorted(rows, span.stop)].tolist():
                passage = passages[row]
                if model.serves(passage.text, language):
                    yield passage.text_hash
