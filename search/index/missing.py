"""Which passages still lack a vector."""

from __future__ import annotations

from search.index.interface import BuiltIndex
from search.index.passages import Passage
from search.models.loaded import LoadedModel

# A model takes part in search while at most this share of its passages still lacks a vector: what is new is found
# by its words until its vectors are there, and the rest loses nothing.
MISSING_ALLOWED = 0.2
# In a small collection so many, whatever their share.
FEW_ALLOWED = 16


def lacking(index: BuiltIndex, loaded: LoadedModel) -> list[Passage]:
    """The passages that the model serves and that have no vector of it in ``index``."""
    model = loaded.model
    found = index.lacking(model.name, loaded.embedder.fingerprint, model.reads)
    return [passage for passage in found if model.serves(passage.text, passage.language)]


def enough(index: BuiltIndex, loaded: LoadedModel) -> bool:
    """Whether a model has vectors for nearly all passages it serves, so that it may take part in ranking."""
    missing = len(lacking(index, loaded))
    vectors = index.models.get(loaded.model.name)
    count = vectors.count if vectors else 0
    return missing == 0 or (count > 0 and missing <= max(MISSING_ALLOWED * (count + missing), FEW_ALLOWED))
