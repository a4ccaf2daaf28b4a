"""Which passages still lack a vector."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from search.index.interface import BuiltIndex
from search.index.passages import Passage
from search.models.loaded import LoadedModel

# A model takes part in search while at most this share of its passages still lacks a vector: what is new is found
# by its words until its vectors are there, and the rest loses nothing.
MISSING_ALLOWED = 0.2
# In a small collection so many, whatever their share.
FEW_ALLOWED = 16


def each_lacking(index: BuiltIndex, loaded: LoadedModel) -> Iterator[Passage]:
    """The passages that the model serves and that have no vector of it in ``index``, each read when it is asked for."""
    model = loaded.model
    found = index.lacking(model.name, loaded.embedder.fingerprint, model.reads)
    return (passage for passage in found if model.serves(passage.text, passage.language))


def lacking(index: BuiltIndex, loaded: LoadedModel) -> list[Passage]:
    """All of them."""
    return list(each_lacking(index, loaded))


def has_many_lacking(index: BuiltIndex, loaded: LoadedModel, many: int) -> bool:
    """Whether they are more than ``many``; no more than that are read to tell."""
    return sum(1 for _ in islice(each_lacking(index, loaded), many + 1)) > many


def enough(index: BuiltIndex, loaded: LoadedModel) -> bool:
    """Whether a model has vectors for nearly all passages it serves, so that it may take part in ranking."""
    missing = sum(1 for _ in each_lacking(index, loaded))
    vectors = index.models.get(loaded.model.name)
    count = vectors.count if vectors else 0
    return missing == 0 or (count > 0 and missing <= max(MISSING_ALLOWED * (count + missing), FEW_ALLOWED))
