"""What a data folder has of index and vectors, for commands that only tell: nothing is built, no model is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from search.index.interface import BuiltIndex, KeptVectors
from search.index.passages import Passage
from search.models.chosen.choice import model_of
from search.models.embedder import Model
from search.service.handover import MakeModel, is_made_as

Missing = Callable[[str, Sequence[bytes]], set[bytes]]
"""Which texts have no vector of a model yet, by its fingerprint and their hashes."""


class KeptIndex:
    """The newest ``index``, None where there is none, and what is known of vectors."""

    def __init__(
        self,
        index: BuiltIndex | None,
        missing: Missing,
        dimension: Callable[[str], int],
        make: MakeModel = model_of,
    ) -> None:
        self._index, self._missing, self._make = index, missing, make
        self.dimension_of = dimension
        """The length of a model's vectors by its fingerprint; 0 where there are none."""

    @property
    def models(self) -> Mapping[str, KeptVectors]:
        """The vectors in the index, by the name of their model."""
        return self._index.models if self._index else {}

    def models_of_before(self) -> list[tuple[str, Model]]:
        """The models in the index that can be made again, by the name they have there."""
        return [(name, self._make(vectors.recipe)) for name, vectors in self.models.items() if vectors.recipe]

    def fingerprint_of(self, model: Model) -> str:
        """That of the vectors of ``model`` in the index; empty where there are none."""
        for name, vectors in self.models.items():
            if is_made_as(vectors.recipe, name, model):
                return vectors.fingerprint
        return ""

    def passages(self, model: Model | None = None) -> list[Passage]:
        """The passages of the index, or those that ``model`` serves."""
        if self._index is None:
            return []
        served = (lambda _: True) if model is None else model.reads
        found = self._index.lacking("", "", served)  # a name that no model has: all of them
        return [one for one in found if model is None or model.serves(one.text, one.language)]

    def read_by(self, model: Model, fingerprint: str) -> tuple[int, int]:
        """How many passages have a vector of ``model``, and how many it serves."""
        hashes = [passage.text_hash for passage in self.passages(model)]
        if not fingerprint:
            return 0, len(hashes)
        missing = self._missing(fingerprint, hashes)
        return sum(text_hash not in missing for text_hash in hashes), len(hashes)
