"""What the search tells whoever writes: the editor asks for it, and knows nothing of how it is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kb.catalog.article import Article
from kb.catalog.catalog import Audiences


@dataclass(frozen=True, slots=True)
class Advice:
    """What is known of a text that is being written.

    ``found`` are the articles that its title finds now, the best first; ``alike`` those that say nearly the same;
    ``asked`` the questions of readers without a good answer so far which it would answer, with how often each was
    asked.
    """

    found: Sequence[Article] = ()
    alike: Sequence[Article] = ()
    asked: Sequence[tuple[str, int]] = ()


class WritingAdvice(Protocol):
    """Answers while somebody writes, each within a fraction of a second, with less where there is no time for more."""

    def found(self, question: str, language: str, audiences: Audiences) -> Sequence[Article]:
        """The articles that whoever asks ``question`` in ``language`` is shown, the best first: of those that whoever
        writes may see.
        """

    def on(self, article: Article, headings: Sequence[str], text: str, audiences: Audiences) -> Advice:
        """What is known of ``article`` as it stands in a form, with its headings and the words that readers see."""
