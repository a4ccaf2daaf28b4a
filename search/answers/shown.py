"""An answer as the page shows it: quotations as they stand in their articles, addresses, and what can be copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from markupsafe import Markup

from kb.catalog.shown_days import Days
from kb.core.roles import Action
from kb.core.text import MAX_QUERY_CHARACTERS, one_line
from kb.site.site import Site
from search.answers.composing.shape import AnswerChoice, AnswerPart, ChoiceKind, ComposedAnswer
from search.answers.grounded.answer import AnswerSentence, AnswerSource
from search.answers.room import AnswersRoom
from search.questions.sentences import within
from search.results.as_html import quotation

MAX_CONTACT = 1_500
"""Characters of a conversation that a message to a person begins with."""
MOST_CARRIED = 3_000
"""Characters of an address; unless it is told otherwise, nginx takes 8 KB for it from a browser, and 4 KB for all
headers of an answer that leads there. A letter that is not Latin takes six."""


@dataclass(frozen=True, slots=True)
class ShownPart:
    """What one article says, and when it was last reviewed."""

    part: AnswerPart
    quotation: Markup
    reviewed_on: date | None


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A sentence that was written, with the numbers of its sources, from 1."""

    sentence: AnswerSentence
    numbers: Sequence[int]


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """A question and its answer.

    ``recorded`` is what it is called where it is kept; ``turns`` are the questions so far, this one last; ``copied`` is
    the answer with its sources as plain text, ``contact_text`` what a message to a person may begin with.
    """

    answer: ComposedAnswer
    recorded: str | None
    parts: Sequence[ShownPart]
    written: Sequence[ShownSentence]
    sources: Sequence[AnswerSource]
    choices: Sequence[tuple[AnswerChoice, str]]
    turns: Sequence[str]
    copied: str
    contact_text: str
    may_flag: bool


def shown_turn(room: AnswersRoom, composed: ComposedAnswer, recorded: str | None, language: str) -> ShownTurn:
    """The answer on a page in ``language``."""
    site, asked = room.site, composed.asked
    sources = [citation.source for citation in composed.citations]
    numbers = {source.url: number for number, source in enumerate(sources, start=1)}
    written = [
        ShownSentence(one, sorted({numbers[citation.source.url] for citation in one.citations}))
        for one in composed.generated
    ]
    parts = [] if written else [_shown(room, part) for part in composed.parts]
    turns = (*asked.turns, _turn(site, composed, language))
    return ShownTurn(
        *(composed, recorded, parts, written, sources),
        [
            (choice, address(language, asked.text, asked.turns, (choice.kind, choice.value)))
            for choice in composed.choices
        ],
        turns,
        copied=_copied(site, composed, sources),
        contact_text="\n".join(turns)[:MAX_CONTACT],
        may_flag=room.flag is not None and site.person().may(Action.ANSWER),
    )


def address(language: str, text: str, turns: Sequence[str], chosen: tuple[ChoiceKind, str] | None = None) -> str:
    """Where a question stands, with what was ``chosen`` for it; of a long conversation the last questions, and of a
    question that is too long its beginning.
    """
    more: dict[str, Any] = {"choose": ":".join(chosen)} if chosen else {}
    kept = list(turns)
    while True:
        place = url_for("answers.page", language=language, q=text, before=kept, **more)
        if len(place) <= MOST_CARRIED or not (kept or text):
            return place
        if kept:
            del kept[0]
        else:
            text = within(text, len(text) * MOST_CARRIED // len(place))


def _shown(room: AnswersRoom, part: AnswerPart) -> ShownPart:
    article = part.hit.article
    text = quotation(part.hit, room.site.rendered(article).html)
    return ShownPart(part, text, Days.of(article, room.clock().date()).reviewed_on)


def _turn(site: Site, composed: ComposedAnswer, language: str) -> str:
    """The question as the next one sees it: with the product that was chosen for it."""
    kind, value = composed.asked.chosen or (None, "")
    product = site.catalog.products.by_id.get(value) if kind is ChoiceKind.PRODUCT else None
    text = f"{composed.asked.text} ({product.name.any(language)})" if product else composed.asked.text
    return one_line(text, MAX_QUERY_CHARACTERS)


def _copied(site: Site, composed: ComposedAnswer, sources: Sequence[AnswerSource]) -> str:
    """The answer as plain text, with its sources by whole addresses below."""
    said = "\n".join(sentence.text for sentence in composed.sentences)
    told = [f"{source.article.title}: {site.root()}{source.url}" for source in sources]
    return "\n\n".join(filter(None, (said, "\n".join(told))))
