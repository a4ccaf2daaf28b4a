"""The desk: from a customer's message to the articles that answer each of its questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from kb.language.languages import main_script, scripts
from kb.site.site import Site
from search.desk.ready_replies import ANSWERS, read_replies
from search.desk.suggestions import Suggestion, suggestion
from search.engine.engine import Engine
from search.questions.languages import language_of
from search.questions.question import DeskQuestion, find_question, searchable, sentences_of
from search.results.results import FITS, Results, SearchRequest

LIMIT = 5
LIMIT_OF_SEVERAL = 3
"""Articles of a question, and of each where there are several."""

_WORD_OPERATORS = re.compile(r"\b(?:AND|OR|NOT)\b")


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """One question of a message and the articles for it; ``confidence`` is that of a search (0 to 1)."""

    question: str
    results: Results
    suggestions: Sequence[Suggestion]
    confidence: float

    @property
    def fits(self) -> bool:
        """Whether an article fits well."""
        return bool(self.suggestions) and self.confidence >= FITS


@dataclass(frozen=True, slots=True)
class Answer:
    """What the desk found for each question of a message; ``parts`` is empty where nothing was asked.

    ``language`` is the customer's. ``complete`` is False where asking again may better the answer, ``is_to_come`` tells
    that what is missing comes by itself.
    """

    language: str
    parts: Sequence[AnsweredQuestion] = ()
    complete: bool = True
    is_to_come: bool = False

    @property
    def question(self) -> str:
        """All that is asked."""
        return searchable(" ".join(part.question for part in self.parts))

    @property
    def fits(self) -> bool:
        """Whether an article fits well to any of the questions."""
        return any(part.fits for part in self.parts)

    @property
    def confidence(self) -> float:
        """That of the question that is answered best."""
        return max((part.confidence for part in self.parts), default=0.0)

    @property
    def suggestions(self) -> Sequence[Suggestion]:
        """The best of all questions in turn, those that fit first, no article twice: for who shows one list."""
        lists = [part.suggestions for part in sorted(self.parts, key=lambda part: not part.fits)]
        rounds = (one for row in zip_longest(*lists) for one in row if one is not None)
        return list({one.article.id: one for one in reversed(list(rounds))}.values())[::-1][:LIMIT]


class OneWait:
    """The searches for one message: where a model was late for one, the others do not wait for it as well."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.complete, self.is_to_come = True, False

    def search(self, request: SearchRequest) -> Results:
        """Answer ``request``, as ``Engine.search``."""
        found = self._engine.search(replace(request, waits=not self.is_to_come))
        self.complete &= found.complete
        self.is_to_come |= found.is_to_come
        return found


class Desk:
    """Answers messages of one site's customers."""

    def __init__(self, site: Site, engine: Engine) -> None:
        self._site = site
        self._engine = engine

    def ask(self, message: str, subject: str = "", language: str | None = None) -> DeskQuestion:
        """The questions in ``message``; ``language`` is the customer's where somebody knows it."""
        audiences = self._site.audiences()
        return find_question(
            message,
            subject,
            lambda text: language or self.language_of(text),
            lambda code: self._engine.rarity(code, audiences),
        )

    def answer(self, asked: DeskQuestion) -> Answer:
        """The articles for who asks on this request that answer each question best, the customer's language first.

        Raises:
            QueryError: a question is too long.

        """
        if not asked.question:
            return Answer(asked.language)
        searches = OneWait(self._engine)
        if asked.told_apart:
            parts = [self._best_of(part, asked, searches) for part in asked.parts]
        else:
            parts = _of_their_own([self._answered(part, asked, LIMIT_OF_SEVERAL, searches) for part in asked.parts])
            parts = parts if len(parts) > 1 else [self._answered(asked.question, asked, LIMIT, searches)]
        language = parts[0].results.language if parts[0].results.searched_for else asked.language
        return Answer(language, parts, searches.complete, searches.is_to_come)

    def language_of(self, text: str) -> str:
        """The language of ``text``, by its script, its small words, else statistics."""
        return language_of(text, self._site.catalog)

    def _best_of(self, question: str, asked: DeskQuestion, searches: OneWait) -> AnsweredQuestion:
        """A question of a list as it stands or with what the list is about, whichever is answered better."""
        alone = self._answered(question, asked, LIMIT_OF_SEVERAL, searches)
        if not asked.context:
            return alone
        within = self._answered(searchable(f"{asked.context} {question}"), asked, LIMIT_OF_SEVERAL, searches)
        return replace(max(alone, within, key=lambda one: one.confidence), question=question)

    def _answered(self, question: str, asked: DeskQuestion, limit: int, searches: OneWait) -> AnsweredQuestion:
        request = SearchRequest(
            _WORD_OPERATORS.sub(lambda match: match[0].lower(), question),
            asked.language,
            audiences=self._site.audiences(),
            limit=limit,
            query_language=self._language_of_question(question, asked),
        )
        results = searches.search(request)
        if (meant := results.searched_for) and main_script(meant) != main_script(question):
            # In Latin letters what is of another language: nobody can tell it from the message.
            language = self.language_of(meant)
            request = replace(request, text=meant, language=language, query_language=language)
            results = replace(searches.search(request), searched_for=meant)
        replies = read_replies(
            self._site.settings.articles_dir, request.language or "", self._site.catalog.default_language
        )
        of_one = [reply for reply in replies if not reply.has(ANSWERS)]
        suggestions = [suggestion(self._site, hit, of_one) for hit in results.hits]
        return AnsweredQuestion(question, results, suggestions, _confidence(request, results, searches))

    def _language_of_question(self, question: str, asked: DeskQuestion) -> str | None:
        """The customer's, told from the whole message, where the question can be in it; else the engine guesses."""
        is_written = main_script(question) in scripts(asked.language)
        return asked.language if is_written and asked.language in self._site.catalog.languages else None


def _confidence(request: SearchRequest, results: Results, searches: OneWait) -> float:
    """That of the whole question, else of the first of its sentences that something fits.

    Confidence is made for the short questions of a search: of forty messages (bench/desk.py) 21 fit as a whole
    and all so; of eight that no article answers none and one.
    """
    best = results.confidence
    for sentence in sentences_of(request.text):
        if best >= FITS:
            break
        best = max(best, searches.search(replace(request, text=sentence)).confidence)
    return best


def _of_their_own(parts: Sequence[AnsweredQuestion]) -> list[AnsweredQuestion]:
    """The questions that are matters of their own; one that the same article answers is joined to that before."""
    apart: dict[str, AnsweredQuestion] = {}
    for part in parts:
        first = part.suggestions[0].article.key if part.suggestions else part.question
        same = apart.get(first)
        apart[first] = replace(same, question=searchable(f"{same.question} {part.question}")) if same else part
    return list(apart.values())
