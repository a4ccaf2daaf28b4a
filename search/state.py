"""What can be searched at one moment: the snapshot, the loaded models, and why a model does not take part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from search.embedding import Embedder, Matrix, Model
from search.results import Mode
from search.snapshot import Snapshot

QUERY_CACHE = 2_000


class LoadedModel:
    """A model that is ready, with the vectors of recent queries."""

    def __init__(self, model: Model, embedder: Embedder) -> None:
        self.model = model
        self.embedder = embedder
        self.query_vector: Callable[[str], Matrix] = lru_cache(QUERY_CACHE)(self._embed)

    def _embed(self, text: str) -> Matrix:
        vector: Matrix = self.embedder.embed_queries([text])[0]
        return vector


@dataclass(frozen=True)
class State:
    """What can be searched right now. ``ready`` names the models whose vectors are complete enough to rank;
    ``reasons`` tells, by model, why another does not take part.
    """

    snapshot: Snapshot | None = None
    models: Mapping[str, LoadedModel] = field(default_factory=dict)
    ready: frozenset[str] = frozenset()
    reasons: Mapping[str, str] = field(default_factory=dict)


def mode_of(state: State, used: Sequence[str], failed: Mapping[str, str] | None = None) -> tuple[Mode, str | None]:
    """The mode of an answer that ``used`` these models, and why it is not hybrid."""
    if used or (state.ready and not failed):
        return "hybrid", None
    reasons = [*(failed or {}).values(), *state.reasons.values()]
    return "lexical", reasons[0] if reasons else "no embedding model is ready"
