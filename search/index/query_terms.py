"""What a query asks for, as the index understands it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Alternative(NamedTuple):
    """One way to say something: all of ``terms`` together, worth ``weight`` of what the reader wrote (0 to 1)."""

    terms: tuple[str, ...]
    weight: float


class Concept(NamedTuple):
    """One thing a query asks for: a document has it by whichever of the alternatives scores best; the first is
    what the reader wrote.
    """

    alternatives: tuple[Alternative, ...]

    @classmethod
    def of(cls, term: str) -> Concept:
        """A term and nothing else."""
        return cls((Alternative((term,), 1.0),))


Wanted = Mapping[str, Sequence[Concept]]
"""The concepts of a query by language of the articles, each as that language would write them."""
