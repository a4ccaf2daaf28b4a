"""One model's vectors of a snapshot, language by language, in segments that outlive it.

A saved article must be found at once, but a graph over many passages takes minutes to build: so a large segment is
kept as it is, what is gone is masked, what is new stands in a small flat one beside it, and the two are merged
behind the readers' backs when the small one has grown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from search.index.arrays import Floats, Ints, Mask
from search.index.local.faiss_index import SemanticIndex
from search.models.embedder import Matrix

# So many vectors of one language are compared one by one; beyond, a graph is quicker.
EXACT_UNTIL = 8_000
# A large segment is merged when what is beside it, or gone from it, is more than this share of it.
STALE_SHARE = 0.1
KEPT_MASKS = 8
Find = Callable[[Sequence[bytes]], Mapping[bytes, Matrix]]


@dataclass(frozen=True)
class Segment:
    """Vectors in an index; ``hashes`` name the texts of its rows, ``passages`` the rows of the snapshot (-1: gone)."""

    index: SemanticIndex
    hashes: tuple[bytes, ...]
    passages: Ints
    _allowed: dict[int, tuple[Mask, Mask]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def rows(self) -> dict[bytes, list[int]]:
        """The rows of each text; several where it stands in several passages."""
        found: dict[bytes, list[int]] = {}
        for row, text_hash in enumerate(self.hashes):
            found.setdefault(text_hash, []).append(row)
        return found

    def allowed(self, passages: Mask) -> Mask:
        """The rows whose passage is allowed; most searches come with one of few masks, whose rows are kept."""
        kept = self._allowed.get(id(passages))
        if kept is None or kept[0] is not passages:
            kept = passages, self.present & passages[self.passages]
            if len(self._allowed) >= KEPT_MASKS:
                self._allowed.clear()
            self._allowed[id(passages)] = kept
        return kept[1]

    @cached_property
    def present(self) -> Mask:
        """The rows whose text is still there."""
        return self.passages >= 0


@dataclass(frozen=True)
class Part:
    """One language: a large segment where there are many passages, and a flat one."""

    language: str
    segments: tuple[Segment, ...]

    @cached_property
    def count(self) -> int:
        """How many passages have a vector."""
        return sum(int(np.count_nonzero(segment.present)) for segment in self.segments)

    @cached_property
    def background(self) -> Matrix:
        """Vectors to tell what is usual in this language; of what is there."""
        largest = max(self.segments, key=lambda segment: int(np.count_nonzero(segment.present)))
        return largest.index.sample(None if largest.present.all() else np.flatnonzero(largest.present))

    @cached_property
    def spread(self) -> float:
        """Standard deviation of the cosines between texts, around each text's own mean."""
        cosines = self.background @ self.background.T
        np.fill_diagonal(cosines, np.nan)
        if len(cosines) < 3:
            return 0.0
        return float(np.nanstd(cosines - np.nanmean(cosines, axis=1, keepdims=True)))

    def wants_merging(self, exact_until: int = EXACT_UNTIL) -> bool:
        """Whether one segment would serve better, and is too large (above ``exact_until``) to be built at once."""
        if self.count <= exact_until:
            return False
        large = next((segment for segment in self.segments if segment.index.is_graph), None)
        if large is None:
            return True
        present = int(np.count_nonzero(large.present))
        beside, gone = self.count - present, len(large.hashes) - present
        return beside + gone > STALE_SHARE * len(large.hashes)

    def nearest(self, query: Matrix, count: int, allowed: Mask) -> Ints:
        """The passages nearest to ``query`` of those ``allowed`` (one a passage of the snapshot), best first."""
        found, cosines = [], []
        for segment in self.segments:
            near = segment.index.nearest(query, count, segment.allowed(allowed))
            found.append(segment.passages[near.rows])
            cosines.append(near.cosines)
        passages, scores = np.concatenate(found), np.concatenate(cosines)
        return passages if len(self.segments) == 1 else passages[np.argsort(-scores, kind="stable")[:count]]


class ModelVectors:
    """One model's vectors, language by language: a query is nearer to all texts of its own language, so what is
    surprising can only be told within each.
    """

    def __init__(
        self, fingerprint: str, parts: Sequence[Part], passages: int, recipe: Mapping[str, str] | None = None
    ) -> None:
        """``recipe`` makes the model again, ``passages`` is how many the snapshot has."""
        self.fingerprint = fingerprint
        self.recipe = dict(recipe or {})
        self.parts = tuple(part for part in parts if part.count)
        self.count = sum(part.count for part in self.parts)
        self._segment = np.full(passages, -1, np.int32)
        self._row = np.zeros(passages, np.int64)
        self._segments = [segment for part in self.parts for segment in part.segments]
        for number, segment in enumerate(self._segments):
            mine = segment.passages[segment.present]
            self._segment[mine] = number
            self._row[mine] = np.flatnonzero(segment.present)

    @property
    def missing(self) -> Ints:
        """The passages without a vector."""
        return np.flatnonzero(self._segment < 0)

    @cached_property
    def deviation(self) -> float:
        """How much cosines vary within a language, over all of them by size: the unit of surprise."""
        return sum(part.spread * part.count for part in self.parts) / max(self.count, 1)

    def means(self, query: Matrix) -> dict[str, float]:
        """The mean cosine of ``query`` with each language."""
        return {part.language: float((part.background @ query).mean()) for part in self.parts}

    def cosines(self, query: Matrix, passages: Ints) -> Floats:
        """The cosine of ``query`` with each of ``passages``; NaN where one has no vector."""
        found = np.full(len(passages), np.nan, np.float32)
        where = self._segment[passages]
        for number in np.unique(where[where >= 0]).tolist():
            mine = where == number
            found[mine] = self._segments[number].index.cosines(query, self._row[passages[mine]])
        return found

    def vectors(self, passages: Ints) -> Matrix:
        """The vectors of those of ``passages`` that have one, shape (n, dimension)."""
        known = passages[self._segment[passages] >= 0]
        rows = [self._segments[self._segment[p]].index.vectors(self._row[p : p + 1]) for p in known.tolist()]
        return np.concatenate(rows) if rows else np.zeros((0, 0), np.float32)

    def part(self, language: str) -> Part | None:
        """The vectors of a language."""
        return next((part for part in self.parts if part.language == language), None)

    def save(self, folder: Path, name: str) -> None:
        """Write every segment into ``folder``."""
        for part in self.parts:
            for number, segment in enumerate(part.segments):
                stem = f"{name}.{part.language}.{number}"
                segment.index.save(folder / f"{stem}.faiss")
                np.save(folder / f"{stem}.passages.npy", segment.passages)
                np.save(folder / f"{stem}.hashes.npy", np.frombuffer(b"".join(segment.hashes), "V16"))

    @classmethod
    def load(cls, folder: Path, name: str, about: Mapping[str, Any], passages: int) -> ModelVectors:
        """Read what ``save`` wrote; ``about`` is what ``described`` told then."""
        parts = [
            Part(language, tuple(_load(folder, f"{name}.{language}.{number}") for number in range(count)))
            for language, count in about["segments"].items()
        ]
        return cls(about["fingerprint"], parts, passages, about["recipe"])

    def described(self) -> dict[str, Any]:
        """What the manifest must know to load these."""
        segments = {part.language: len(part.segments) for part in self.parts}
        return {"fingerprint": self.fingerprint, "recipe": self.recipe, "segments": segments}


def _load(folder: Path, stem: str) -> Segment:
    hashes = np.load(folder / f"{stem}.hashes.npy", allow_pickle=False)
    passages = np.load(folder / f"{stem}.passages.npy", allow_pickle=False)
    return Segment(SemanticIndex.load(folder / f"{stem}.faiss"), tuple(map(bytes, hashes)), passages)


def assemble(
    language: str, before: Sequence[Segment], moved: Ints, rows: slice, hash_of: Callable[[int], bytes], find: Find
) -> Part:
    """The vectors of one language: the segments ``before``, told where their passages are now, and one for the rest.

    ``moved`` gives for each passage of before its row now (-1: gone), ``rows`` are those of the language now,
    ``hash_of`` names the text of a row and ``find`` gives the vectors that are kept elsewhere.
    """
    kept = [_moved(segment, moved) for segment in before]
    covered = np.zeros(rows.stop - rows.start, bool)
    for segment in kept:
        covered[segment.passages[segment.present] - rows.start] = True
    missing = {rows.start + number: hash_of(rows.start + number) for number in np.flatnonzero(~covered).tolist()}
    known = find(list(dict.fromkeys(missing.values()))) if missing else {}
    new = [(row, text_hash) for row, text_hash in missing.items() if text_hash in known]
    large = tuple(segment for segment in kept if segment.index.is_graph and segment.present.any())
    flat = [segment for segment in kept if not segment.index.is_graph]
    if len(flat) == 1 and not new and flat[0].present.all():
        return Part(language, (*large, flat[0]))
    matrices = [segment.index.vectors(segment.present) for segment in flat]
    hashes = [text_hash for s in flat for text_hash, there in zip(s.hashes, s.present, strict=True) if there]
    passages = [segment.passages[segment.present] for segment in flat]
    if new:
        matrices.append(np.vstack([known[text_hash] for _, text_hash in new]))
        hashes += [text_hash for _, text_hash in new]
        passages.append(np.array([row for row, _ in new], np.int64))
    if not hashes:
        return Part(language, large)
    index = SemanticIndex.build(np.concatenate(matrices), graph=False)
    return Part(language, (*large, Segment(index, tuple(hashes), np.concatenate(passages))))


def _moved(segment: Segment, moved: Ints) -> Segment:
    passages = np.where(segment.present, moved[np.maximum(segment.passages, 0)], -1) if len(moved) else segment.passages
    return segment if np.array_equal(passages, segment.passages) else Segment(segment.index, segment.hashes, passages)


def placed(segment: Segment, rows: slice, hash_of: Callable[[int], bytes]) -> Segment:
    """A segment built from another snapshot, told by the texts where its passages are now."""
    passages = np.full(len(segment.hashes), -1, np.int64)
    free: dict[bytes, Iterator[int]] = {}
    for row in range(rows.start, rows.stop):
        text_hash = hash_of(row)
        number = next(free.setdefault(text_hash, iter(segment.rows.get(text_hash, ()))), None)
        if number is not None:
            passages[number] = row
    return Segment(segment.index, segment.hashes, passages)


def merged(part: Part) -> Segment:
    """All vectors of ``part`` in one new graph: minutes of work for many."""
    rows = [(segment, np.flatnonzero(segment.present)) for segment in part.segments]
    matrix = np.concatenate([segment.index.vectors(mine) for segment, mine in rows])
    hashes = tuple(segment.hashes[row] for segment, mine in rows for row in mine.tolist())
    passages = np.concatenate([segment.passages[mine] for segment, mine in rows])
    return Segment(SemanticIndex.build(matrix, graph=True), hashes, passages)
