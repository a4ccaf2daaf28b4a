"""How far search is: which models have read enough to rank, and why another does not take part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.engine.state import State
from search.index.interface import BuiltIndex, IndexSize
from search.index.missing import enough
from search.models.embedder import Model, makeshift_of
from search.models.progress import EmbeddingJob


@dataclass(frozen=True, slots=True)
class Readiness:
    """What ``/readyz`` and ``kb index`` tell: the mode, why it is not hybrid, what is indexed, what is being read."""

    mode: str
    reasons: dict[str, str]
    articles: int
    passages: int
    models: tuple[str, ...]
    embedding: EmbeddingJob | None = None


def readiness_of(state: State, embedding: EmbeddingJob | None = None) -> Readiness:
    """What can be told of a state, and of the texts that are being read."""
    snapshot = state.snapshot
    mode = "starting" if snapshot is None else "hybrid" if state.ready else "lexical"
    size = snapshot.size if snapshot else IndexSize(0, 0)
    trouble = state.reranker.trouble if state.reranker else ""
    reasons = {**state.reasons, **({"reranker": trouble} if trouble else {})}
    return Readiness(mode, reasons, *size, tuple(sorted(state.ready)), embedding)


def with_snapshot(state: State, snapshot: BuiltIndex, models: Sequence[Model], old: Sequence[Model] = ()) -> State:
    """``state`` with a newer snapshot, and which models can rank it; of ``old`` ones it is not told why they cannot."""
    reasons = {model.name: _reason_against(model, state, snapshot) for model in (*models, *old)}
    ready = frozenset(name for name, reason in reasons.items() if reason is None)
    told = {model.name: reason for model in models if (reason := reasons[model.name] or _makeshift(model, state))}
    return replace(state, snapshot=snapshot, ready=ready, reasons=told)


def _makeshift(model: Model, state: State) -> str:
    loaded = state.models.get(model.name)
    return makeshift_of(loaded.embedder) if loaded else ""


def _reason_against(model: Model, state: State, snapshot: BuiltIndex) -> str | None:
    """Why a model does not take part in ranking; None where it does."""
    loaded = state.models.get(model.name)
    vectors = snapshot.models.get(model.name)
    if loaded is None:
        return state.reasons.get(model.name, f"the model {model.name} is being loaded")
    is_another = vectors is not None and vectors.fingerprint != loaded.embedder.fingerprint
    if is_another or not enough(snapshot, loaded):  # without any vector it is ready where there is nothing to read
        failed = state.reasons.get(model.name, "")
        return failed if "failed" in failed else f"the texts are being embedded with the model {model.name}"
    return None
