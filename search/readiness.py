"""How far search is: which models have read enough to rank, and why another does not take part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from search.embedding import Model
from search.embedding_watch import EmbeddingJob
from search.passages import Passage
from search.snapshot import Snapshot
from search.state import LoadedModel, State

# A model takes part in search while at most this share of its passages still lacks a vector: what is new is found
# by its words until its vectors are there, and the rest loses nothing.
MISSING_ALLOWED = 0.2
# In a small collection so many, whatever their share.
FEW_ALLOWED = 16


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
    articles = len(snapshot.entries) if snapshot else 0
    passages = len(snapshot.passages) if snapshot else 0
    return Readiness(mode, dict(state.reasons), articles, passages, tuple(sorted(state.ready)), embedding)


def lacking(snapshot: Snapshot, loaded: LoadedModel) -> list[Passage]:
    """The passages that the model serves and that have no vector of it in ``snapshot``."""
    vectors = snapshot.models.get(loaded.model.name)
    is_lacking = np.ones(len(snapshot.passages), bool)
    if vectors is not None and vectors.fingerprint == loaded.embedder.fingerprint:
        is_lacking[:] = False
        is_lacking[vectors.missing] = True
    for language in snapshot.languages:  # asked at every change: whole languages are passed over at once
        if not loaded.model.reads(language):
            is_lacking[snapshot.passage_rows(language)] = False
    passages = (snapshot.passages[row] for row in np.flatnonzero(is_lacking).tolist())
    return [p for p in passages if loaded.model.serves(p.text, p.language)]


def enough(snapshot: Snapshot, loaded: LoadedModel) -> bool:
    """Whether a model has vectors for nearly all passages it serves, so that it may take part in ranking."""
    missing = len(lacking(snapshot, loaded))
    vectors = snapshot.models.get(loaded.model.name)
    count = vectors.count if vectors else 0
    return missing == 0 or (count > 0 and missing <= max(MISSING_ALLOWED * (count + missing), FEW_ALLOWED))


def with_snapshot(state: State, snapshot: Snapshot, models: Sequence[Model], old: Sequence[Model] = ()) -> State:
    """``state`` with a newer snapshot, and which models can rank it; of ``old`` ones it is not told why they cannot."""
    reasons = {model.name: _reason_against(model, state, snapshot) for model in (*models, *old)}
    ready = frozenset(name for name, reason in reasons.items() if reason is None)
    told = {model.name: reason for model in models if (reason := reasons[model.name]) is not None}
    return replace(state, snapshot=snapshot, ready=ready, reasons=told)


def _reason_against(model: Model, state: State, snapshot: Snapshot) -> str | None:
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
