"""What is asked of the articles and what is answered: the shape that page, stream and JSON show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.catalog.article import PUBLIC_ONLY, ArticleId
from kb.catalog.catalog import Audiences
from search.answers.grounded.answer import AnswerSentence, Citation, ComposedBy
from search.results.results import Hit


class AnswerOutcome(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    ASKED_BACK = "asked_back"
    """What it is about must be chosen first."""
    REFUSED = "refused"
    """The articles do not surely answer it."""
    NOTHING_ASKED = "nothing_asked"
    """There is no question in it."""
    LATE = "late"
    """The index or a model is not there yet: asking again may give an answer."""


class RequestKind(StrEnum):
    """What is asked of whoever answers, and not of the articles."""

    DO = "do"
    """To do something for the customer: cancel an order, delete an account."""
    LOOK_UP = "look_up"
    """To look up something of the customer's: the state of an order, of a refund."""
    DANGER = "danger"
    """Somebody may be in danger."""


class ChoiceKind(StrEnum):
    """What a choice narrows the question to."""

    PRODUCT = "product"
    CATEGORY = "category"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """One of those that are offered when asking back; ``value`` is the id, path or key, ``label`` in ``language``."""

    kind: ChoiceKind
    value: str
    label: str
    language: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question and who asks it.

    ``language`` is that of the page; ``turns`` are what they asked before, the oldest first; ``chosen`` is what they
    chose when they were asked back. ``may_generate``: somebody waits for a better answer than the articles' own words.
    """

    text: str
    language: str
    audiences: Audiences = PUBLIC_ONLY
    turns: Sequence[str] = ()
    chosen: tuple[ChoiceKind, str] | None = None
    may_generate: bool = False


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """What one article says, as its own words; ``question`` is the one it answers, where there are several.

    ``is_foreign``: it is not in the asker's language.
    """

    hit: Hit
    sentences: Sequence[AnswerSentence]
    is_foreign: bool
    question: str = ""


@dataclass(frozen=True, slots=True)
class ComposedAnswer:
    """What is answered to one question of a conversation.

    ``meant`` is what it was taken to ask, with what the turns before it add; ``language`` is the asker's. There are
    ``parts`` or, where a model wrote them, ``sentences`` alone. ``unanswered`` are those of several questions that the
    articles do not answer; ``nearest`` articles, also where there is no answer. ``declined`` says why there is no
    model's.
    """

    asked: AskedQuestion
    outcome: AnswerOutcome
    language: str
    meant: str = ""
    request: RequestKind | None = None
    parts: Sequence[AnswerPart] = ()
    generated: Sequence[AnswerSentence] = ()
    choices: Sequence[AnswerChoice] = ()
    unanswered: Sequence[str] = ()
    nearest: Sequence[Hit] = ()
    confidence: float = 0.0
    declined: str = ""

    @property
    def is_answered(self) -> bool:
        """Whether the articles answer it."""
        return self.outcome is AnswerOutcome.ANSWERED

    @property
    def composed_by(self) -> ComposedBy:
        """Who put the sentences together."""
        return ComposedBy.MODEL if self.generated else ComposedBy.ARTICLES

    @property
    def sentences(self) -> Sequence[AnswerSentence]:
        """All that is told, in order."""
        return self.generated or [sentence for part in self.parts for sentence in part.sentences]

    @property
    def citations(self) -> list[Citation]:
        """One for each place that is cited, in the order of the sentences."""
        found: dict[str, Citation] = {}
        for citation in (one for sentence in self.sentences for one in sentence.citations):
            found.setdefault(citation.source.url, citation)
        return list(found.values())

    @property
    def cited(self) -> list[ArticleId]:
        """The articles that it leans on."""
        return list(dict.fromkeys(citation.source.article.id for citation in self.citations))
