"""What each audience may search: of a snapshot, the articles it may see and nothing that the others leave behind.

How rare a word is, how long texts are, what is usual among vectors, which words there are to be mistyped: all of it is
told from the articles, and would tell of those that a reader may not see. So whoever may not see all is answered from a
snapshot of what can be seen, the very one that would be built if there were nothing else. It shares what it can: texts,
vectors of large segments, and every language in which nothing is hidden.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kb.catalog.catalog import Audiences
from search.index.arrays import Ints, Mask
from search.index.local.segments import ModelVectors, assemble
from search.index.local.words.lexical import LexicalIndex, Partition
from search.models.embedder import Matrix

if TYPE_CHECKING:
    from search.index.local.snapshot import Snapshot

KEPT = 2
"""Of the newest snapshot and of the one before, which some queries still read."""
MOST_VIEWS = 8
"""So many audiences have views at a time: the public, the staff, and sets of teams that somebody is in. Whoever comes
with one more waits while theirs is made, in place of the one that was asked for longest ago.
"""


class _View(NamedTuple):
    source: Snapshot
    visible: Mask
    snapshot: Snapshot


class Views:
    """Keeps what was made for each audience; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Audiences, tuple[_View, ...]] = {}
        self._asked: dict[Audiences, int] = {}
        self._count = count()
        self._sources: deque[Snapshot] = deque(maxlen=KEPT)

    def of(self, snapshot: Snapshot, audiences: Audiences) -> Snapshot:
        """``snapshot`` as if there were only what ``audiences`` may see: itself where they may see all of it."""
        visible = snapshot.labels.mask(audiences)
        if visible.all():
            return snapshot
        self._asked[audiences] = next(self._count)
        found = self._find(snapshot, audiences)
        if found is None:
            with self._lock:  # who comes second finds it made
                found = self._find(snapshot, audiences) or self._make(snapshot, audiences, visible)
        return found.snapshot

    def _find(self, snapshot: Snapshot, audiences: Audiences) -> _View | None:
        return next((view for view in self._kept.get(audiences, ()) if view.source is snapshot), None)

    def _make(self, snapshot: Snapshot, audiences: Audiences, visible: Mask) -> _View:
        before = self._kept.get(audiences, ())
        beside = [view for views in self._kept.values() for view in views if view.source is snapshot]
        made = _View(snapshot, visible, _made(snapshot, visible, before[-1] if before else None, beside))
        if not any(source is snapshot for source in self._sources):
            self._sources.append(snapshot)
        self._kept[audiences] = (*before, made)
        self._asked[audiences] = next(self._count)  # whoever made one meanwhile forgot that it was asked for
        self._forget()
        return made

    def _forget(self) -> None:
        """Let go of snapshots that none is answered from any more, and of audiences that nobody asked for lately."""
        for audiences, views in [*self._kept.items()]:
            there = tuple(view for view in views if any(view.source is source for source in self._sources))
            if there:
                self._kept[audiences] = there
            else:
                del self._kept[audiences]
        by_use = sorted(self._kept, key=lambda one: self._asked.get(one, 0))
        for audiences in by_use[: max(0, len(by_use) - MOST_VIEWS)]:
            del self._kept[audiences]
        for audiences in [*self._asked]:
            if audiences not in self._kept:
                self._asked.pop(audiences, None)


def _made(source: Snapshot, visible: Mask, before: _View | None, beside: Sequence[_View]) -> Snapshot:
    rows = np.flatnonzero(visible)
    labels = source.labels.of(rows)
    if before is not None and _is_same(source, visible, before):
        return before.snapshot.moved(source.folder, source.language).with_labels(labels)
    passages = visible[source.article_of]
    partitions = [
        _partition(source, language, visible, passages, before, beside)
        for language, articles in source.languages.items()
        if visible[articles].any()
    ]
    entries = [source.entries[row] for row in rows.tolist()]
    view = source.limited(entries, labels, LexicalIndex(partitions))
    return view.with_models(_vectors(source, view, _places(passages)))


def _is_same(source: Snapshot, visible: Mask, before: _View) -> bool:
    """Whether nothing has changed but labels, and the folder."""
    other = before.source
    is_same_index = source.lexical is other.lexical and source.entries is other.entries
    return is_same_index and source.models is other.models and np.array_equal(visible, before.visible)


def _partition(
    source: Snapshot, language: str, visible: Mask, passages: Mask, before: _View | None, beside: Sequence[_View]
) -> Partition:
    """The partition of a language without what is not ``visible``, taken from the view ``before`` where it is the same,
    or from one ``beside`` it whose audience sees the same of this language.

    Those of a snapshot's articles and ``passages`` that are visible are marked.
    """
    part, shown = source.lexical.of(language), visible[source.languages[language]]
    if shown.all():
        return part
    if before is not None and before.source.lexical.partition(language) is part:
        shown_before = before.visible[before.source.languages[language]]
        if np.array_equal(shown, shown_before):
            return before.snapshot.lexical.of(language)
    for view in beside:
        if np.array_equal(shown, view.visible[source.languages[language]]):
            return view.snapshot.lexical.of(language)
    return Partition(
        language,
        part.articles.kept(shown),
        part.passages.kept(passages[source.passage_rows(language)]),
        part.words.kept(shown),
        part.names.kept(shown),
    )


def _vectors(source: Snapshot, view: Snapshot, moved: Ints) -> dict[str, ModelVectors]:
    """The vectors of what ``view`` has; ``moved`` gives for each passage of ``source`` its row there (-1: none)."""
    found = {}
    for name, vectors in source.models.items():
        parts = [
            assemble(part.language, part.segments, moved, view.passage_rows(part.language), _no_hash, _nothing)
            for part in vectors.parts
            if part.language in view.languages
        ]
        shown = ModelVectors(vectors.fingerprint, parts, len(view.passages), vectors.recipe)
        if shown.count:
            found[name] = shown
    return found


def _places(shown: Mask) -> Ints:
    """For each row its number among those shown; -1 where it is not."""
    return np.where(shown, np.cumsum(shown) - 1, -1)


def _no_hash(_: int) -> bytes:
    """Every vector is where it was; what has none is looked for nowhere."""
    return b""


def _nothing(_: Sequence[bytes]) -> Mapping[bytes, Matrix]:
    return {}
