"""An answer and what it leans on: the one shape that page, stream, JSON, desk and bench show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kb.catalog.article import Article
from search.index.passages import Passage
from search.results.results import url_of


class ComposedBy(StrEnum):
    """Who put the sentences together."""

    ARTICLES = "articles"
    """They stand in the articles, word by word."""
    MODEL = "model"
    """A language model wrote them; what is left was verified against the articles."""


@dataclass(frozen=True, slots=True)
class AnswerSource:
    """A passage that an answer may lean on: ``text`` is all that may be said of it, plain text, a block a line."""

    article: Article
    passage: Passage
    text: str

    @property
    def url(self) -> str:
        """The address of its section, without the words to mark."""
        return url_of(self.passage)


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence stands: ``quote`` is letter by letter in the text of its ``source``."""

    source: AnswerSource
    quote: str


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """What is told, as plain text in one ``language``, and where the articles say so: never without a citation."""

    text: str
    language: str
    citations: Sequence[Citation]


@dataclass(frozen=True, slots=True)
class Declined:
    """Why whoever was asked for sentences gives none, in a word for the log and the figures."""

    reason: str


class SentenceWriter(Protocol):
    """Writes sentences from sources, each verified before it is given out."""

    def generate(
        self, question: str, language: str, turns: Sequence[str], sources: Sequence[AnswerSource]
    ) -> Iterator[AnswerSentence | Declined]:
        """Sentences in ``language`` that answer ``question``, the last of a conversation whose earlier ones are
        ``turns``; each cites some of the ``sources``.

        Raises nothing: whatever goes wrong, it declines, which takes back what it gave before. It keeps to its own
        limits of time; an end without a sentence means that the articles' own words are shown.
        """

    def standalone(self, question: str, language: str, turns: Sequence[str]) -> str:
        """``question`` with what it needs of the ``turns`` before it; as it stands where that cannot be had."""
