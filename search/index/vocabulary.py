"""What words a collection has: what the reading of queries needs of an index."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Protocol


class Vocabulary(Protocol):
    """The words or index terms of the articles in one language."""

    @property
    def terms(self) -> Sequence[str]:
        """All of them, in code point order."""

    def frequency(self, term: str) -> int:
        """In how many articles one occurs."""


class WrittenWords(Vocabulary, Protocol):
    """Words as written, folded but not stemmed."""

    def starting_with(self, prefix: str) -> Sequence[str]:
        """Those that begin with ``prefix``, in code point order."""


class IndexTerms(Vocabulary, Protocol):
    """Words as they are indexed, stemmed."""

    def idf(self, term: str) -> float:
        """How rare a term is; those that no article has are the rarest."""


class LanguageWords(Hashable, Protocol):
    """What words the articles of one language have; equal to another while these are the same articles."""

    @property
    def language(self) -> str:
        """Its code."""

    @property
    def words(self) -> WrittenWords:
        """Words as written."""

    @property
    def articles(self) -> IndexTerms:
        """Index terms."""
