"""What the search tells whoever writes: the editor asks for it, and knows nothing of how it is found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from kb.catalog.article import Article


class WritingAdvice(Protocol):
    """Answers while somebody writes, each within a fraction of a second, with less where there is no time for more."""

    def found(self, question: str, language: str) -> Sequence[Article]:
        """The articles that whoever asks ``question`` in ``language`` is shown, the best first."""
