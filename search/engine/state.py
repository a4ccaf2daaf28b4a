"""What can be searched at one moment: the snapshot, the loaded models, and why a model does not take part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from search.engine.reordering import Reranker
from search.index.interface import BuiltIndex
from search.models.loaded import LoadedModel
from search.results.results import Mode


@dataclass(frozen=True)
class State:
    """What can be searched right now. ``ready`` names the models whose vectors are complete enough to rank;
    ``reasons`` tells, by model, why another does not take part. ``reranker`` has the last word on the first hits.
    ``yardsticks`` tell, by model and language, how near an article is to its own title.
    """

    snapshot: BuiltIndex | None = None
    models: Mapping[str, LoadedModel] = field(default_factory=dict)
    ready: frozenset[str] = frozenset()
    reasons: Mapping[str, str] = field(default_factory=dict)
    reranker: Reranker | None = None
    yardsticks: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def mode_of(state: State, used: Sequence[str], failed: Mapping[str, str] | None = None) -> tuple[Mode, str | None]:
    """The mode of an answer that ``used`` these models, and why it is not hybrid."""
    if used or (state.ready and not failed):
        return "hybrid", None
    reasons = [*(failed or {}).values(), *state.reasons.values()]
    return "lexical", reasons[0] if reasons else "no embedding model is ready"
