"""Learns, whenever what can be searched has changed, how near articles of this collection are to their own titles."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from cachetools import LRUCache

from kb.catalog.article import PUBLIC_ONLY
from kb.catalog.catalog import Catalog
from search.engine.yardstick import yardsticks
from search.index.interface import BuiltIndex
from search.models.embedder import Matrix
from search.models.loaded import LoadedModel
from search.service.showing import Showing

logger = logging.getLogger(__name__)

# Vectors of titles that are kept: those of a few models and languages.
KEPT_TITLES = 4_000
AT_ONCE = 8


class Measuring:
    """Keeps the yardsticks of what is shown; from public articles alone, so that they tell nothing of others."""

    def __init__(self, showing: Showing) -> None:
        self._showing = showing
        self._titles: LRUCache[tuple[str, str], Matrix] = LRUCache(KEPT_TITLES)
        self._measured: tuple[BuiltIndex, frozenset[str]] | None = None

    def measure(self, catalog: Catalog) -> None:
        """Measure what is shown now, where it is not that which was measured last."""
        state = self._showing.state
        if state.snapshot is None or self._measured == (state.snapshot, state.ready):
            return
        public = state.snapshot.seen_by(PUBLIC_ONLY)
        found = {}
        for name in state.ready:
            loaded = state.models[name]
            try:
                found[name] = yardsticks(public, catalog, loaded, partial(self._embedded, loaded))
            except Exception:  # a model that fails on a title is told where it fails on a text
                logger.exception("the model %s could not be asked for titles", name)
        self._showing.swap(lambda current: replace(current, yardsticks=found))
        self._measured = state.snapshot, state.ready

    def _embedded(self, loaded: LoadedModel, titles: Sequence[str]) -> list[Matrix]:
        """The vectors of ``titles`` as questions."""
        place = loaded.embedder.fingerprint
        missing = [title for title in dict.fromkeys(titles) if (place, title) not in self._titles]
        for start in range(0, len(missing), AT_ONCE):
            some = missing[start : start + AT_ONCE]
            self._titles.update(
                zip(((place, title) for title in some), loaded.embedder.embed_queries(some), strict=True)
            )
        return [self._titles[place, title] for title in titles]
