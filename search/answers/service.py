"""Answers a question of a conversation: understands it, asks the engine, composes, asks back or says that it cannot.

Whoever writes better sentences than the articles' own words is handed in (``SentenceWriter``); the articles' own words
stand wherever there is none, or it declines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from kb.catalog.catalog import Catalog
from kb.core.text import MAX_QUERY_CHARACTERS
from search.answers.composing.asking_back import choices, titles_of
from search.answers.composing.composing import (
    FoundFor,
    answering,
    answering_chosen,
    composed_of,
    is_worth_writing,
    the_chosen,
)
from search.answers.composing.follow_up import chosen_reading, meant, own_words, without_opening
from search.answers.composing.parts_of_question import questions_in
from search.answers.composing.requests import request_of
from search.answers.composing.shape import AnswerOutcome, AskedQuestion, ChoiceKind, ComposedAnswer
from search.answers.grounded.answer import AnswerSentence, AnswerSource, Declined, SentenceWriter
from search.answers.grounded.sources import sources_of
from search.engine.engine import Engine
from search.query.products import named_products
from search.questions.languages import language_of
from search.questions.question import searchable
from search.questions.sentences import within
from search.results.results import SearchRequest
from search.text.chatter import says_nothing
from search.text.folding import find_words

HITS, HITS_TO_CHOOSE = 10, 50
MOST_TURNS = 6
"""Earlier questions that are looked at."""
MOST_SOURCES, OF_LAST_TURN = 12, 3
MOST_WORDS_OF_FOLLOW_UP = 8


class AnswerService:
    """Answers the questions of one site's readers; safe to use from many threads."""

    def __init__(self, engine: Engine, catalog: Callable[[], Catalog], writer: SentenceWriter | None = None) -> None:
        self._engine, self._catalog, self._writer = engine, catalog, writer

    @property
    def can_write(self) -> bool:
        """Whether anybody writes better sentences than the articles' own words."""
        return self._writer is not None

    def answer(self, asked: AskedQuestion) -> ComposedAnswer:
        """The whole answer."""
        *_, last = self.told(asked)
        assert isinstance(last, ComposedAnswer)
        return last

    def told(self, asked: AskedQuestion) -> Iterator[AnswerSentence | ComposedAnswer]:
        """The sentences of the answer as they come, and at last the whole of it, which counts."""
        composed = self.from_articles(asked)
        written: list[AnswerSentence] = []
        is_taken_back = False
        for one in self._written(asked, composed):
            if isinstance(one, Declined):
                composed = replace(composed, declined=one.reason)
                is_taken_back, written = bool(written), []
            else:
                written.append(one)
                yield one
        if written:
            composed = replace(
                composed, outcome=AnswerOutcome.ANSWERED, generated=tuple(written), unanswered=(), choices=()
            )
        elif not is_taken_back:  # else what was told first does not count, and the whole says what does
            yield from composed.sentences
        yield composed

    def from_articles(self, asked: AskedQuestion) -> ComposedAnswer:
        """The answer in the articles' own words."""
        catalog = self._catalog()
        language = language_of(asked.text, catalog, asked.language)
        request = request_of(asked.text)
        if says_nothing(asked.text) or not any(map(str.isalnum, asked.text)):
            return ComposedAnswer(asked, AnswerOutcome.NOTHING_ASKED, language, request=request)
        found = self._found(asked, language, catalog)
        composed = replace(composed_of(asked, found, language), request=request)
        if len(found) > 1 or asked.chosen is not None or composed.outcome is AnswerOutcome.LATE:
            return composed
        options = titles_of(found[0].either) or choices(found[0].results, found[0].question, catalog)
        if not options:
            return composed
        return replace(composed, outcome=AnswerOutcome.ASKED_BACK, choices=options, parts=())

    def _found(self, asked: AskedQuestion, language: str, catalog: Catalog) -> list[FoundFor]:
        """What is found for each question in what was asked; those that one article answers are one."""
        parts = questions_in(asked.text, language, lambda code: self._engine.rarity(code, asked.audiences))
        if len(parts) == 1:
            return [self._one(parts[0], asked, language, catalog)]
        apart: dict[str, FoundFor] = {}
        for part in parts:
            one = self._search(part, asked, language)
            apart.setdefault(one.best, one)
        if len(apart) > 1:
            return list(apart.values())
        return [self._search(within(searchable(asked.text), MAX_QUERY_CHARACTERS), asked, language)]

    def _one(self, question: str, asked: AskedQuestion, language: str, catalog: Catalog) -> FoundFor:
        """What is found for one question, taken with the topic of the conversation where it goes on with that.

        "And how do I cancel an order?" may go on or begin anew: what is found tells.
        """
        whole = meant(question, asked.turns[-MOST_TURNS:], catalog.products, language)
        with_topic = self._search(searchable(whole), asked, language)
        if (rewritten := self._standalone(question, asked, language)) not in (question, whole):
            written = self._search(searchable(rewritten), asked, language)
            with_topic = max(with_topic, written, key=lambda one: one.results.confidence)
        if whole == question:
            return with_topic
        if asked.chosen is not None:
            alone = self._search(without_opening(question), asked, language)
            return max(with_topic, alone, key=lambda one: (bool(one.hits), one.results.confidence))
        own = own_words(question, language, self._engine.rarity(language, asked.audiences))
        is_swap = bool(named_products(catalog.products, question, language))
        return chosen_reading(
            with_topic, lambda: self._search(without_opening(question), asked, language), own, language, is_swap=is_swap
        )

    def _standalone(self, question: str, asked: AskedQuestion, language: str) -> str:
        """A short question of a conversation as the writer would ask it alone."""
        is_short = sum(1 for _ in find_words(question)) <= MOST_WORDS_OF_FOLLOW_UP
        if self._writer is None or not (asked.may_generate and asked.turns and is_short):
            return question
        return self._writer.standalone(question, language, asked.turns[-MOST_TURNS:])

    def _search(self, question: str, asked: AskedQuestion, language: str) -> FoundFor:
        kind, value = asked.chosen or (None, None)
        found = self._engine.search(
            SearchRequest(
                question,
                language,
                asked.audiences,
                product=value if kind is ChoiceKind.PRODUCT else None,
                category=value if kind is ChoiceKind.CATEGORY else None,
                limit=HITS_TO_CHOOSE if kind is ChoiceKind.ARTICLE else HITS,
                sections=self._writer is not None and asked.may_generate,
            )
        )
        if kind is ChoiceKind.ARTICLE:
            return FoundFor(question, found, the_chosen(found, value or ""))
        return FoundFor(question, found, answering(found) if kind is None else answering_chosen(found))

    def _written(self, asked: AskedQuestion, composed: ComposedAnswer) -> Iterator[AnswerSentence | Declined]:
        """What the writer says, where there is one and somebody waits for it."""
        is_worth_it = (
            composed.request is None
            and composed.outcome in (AnswerOutcome.ANSWERED, AnswerOutcome.REFUSED)
            and is_worth_writing(composed.meant, composed.confidence)
        )
        if self._writer is None or not (asked.may_generate and is_worth_it):
            return
        found = sources_of([*(part.hit for part in composed.parts), *composed.nearest])
        sources = [*found[: MOST_SOURCES - OF_LAST_TURN], *self._of_last_turn(asked, composed.language)]
        yield from self._writer.generate(composed.meant, composed.language, asked.turns[-MOST_TURNS:], _once(sources))

    def _of_last_turn(self, asked: AskedQuestion, language: str) -> list[AnswerSource]:
        """What the question before found, which the next one may still be about."""
        if not asked.turns:
            return []
        found = self._engine.search(SearchRequest(searchable(asked.turns[-1]), language, asked.audiences, limit=HITS))
        return sources_of(found.hits)[:OF_LAST_TURN]


def _once(sources: Sequence[AnswerSource]) -> list[AnswerSource]:
    """Each section once, the first first."""
    found: dict[tuple[str, str], AnswerSource] = {}
    for source in sources:
        found.setdefault((source.url, source.text), source)
    return list(found.values())
