"""Which passages still lack a vector."""

from __future__ import annotations

import numpy as np

from search.index.local.snapshot import Snapshot
from search.index.passages import Passage
from search.models.loaded import LoadedModel

# A model takes part in search while at most this share of its passages still lacks a vector: what is new is found
# by its words until its vectors are there, and the rest loses nothing.
MISSING_ALLOWED = 0.2


# In a small collection so many, whatever their share.
FEW_ALLOWED = 16


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
