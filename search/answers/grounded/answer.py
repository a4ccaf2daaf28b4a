"""An answer and what it leans on: the one shape that page, stream, JSON, desk and bench show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

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
