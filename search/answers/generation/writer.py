"""Has a model answer a question from passages, and gives out what of it was verified, sentence by sentence.

Whatever goes wrong, the articles' own words are shown in its place: the caller is told why, and never has to wait
longer than the limits of the settings.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from kb.catalog.catalog import Catalog
from kb.core.setting_groups import AnswerSettings
from search.answers.generation.budget import AnswerBudget, Reserved
from search.answers.generation.health import ModelHealth
from search.answers.generation.kept_answers import KeptAnswers, key_of
from search.answers.generation.prompt import ANSWER_SCHEMA, QUESTION_SCHEMA, Prompt, answer_prompt, standalone_prompt
from search.answers.generation.provider import ChatServer, ProviderError
from search.answers.generation.reading import AnswerReader, asked_alone
from search.answers.generation.standalone import may_stand_for
from search.answers.generation.token_count import tokens_of
from search.answers.grounded.answer import AnswerSentence, AnswerSource, Declined
from search.answers.grounded.learning import vocabulary_of
from search.answers.grounded.nearness import Nearness
from search.answers.grounded.verify import Verified, Verifier
from search.answers.grounded.wording import AnswerVocabulary

QUESTION_TOKENS = 120
"""Of a question that is to stand alone."""


class AnswerWriter:
    """Writes the answers of one site with one model; safe to use from many threads.

    ``nearness`` gives what tells of meaning as it is now, None where nothing does. At most ``at_once`` questions are
    asked at the same time, so that the threads of the server are left for pages.
    """

    def __init__(
        self,
        server: ChatServer,
        settings: AnswerSettings,
        budget: AnswerBudget,
        catalog: Callable[[], Catalog],
        nearness: Callable[[], Nearness | None],
        at_once: int = 2,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._server, self._settings, self._budget = server, settings, budget
        self._catalog, self._nearness = catalog, nearness
        self._free = threading.BoundedSemaphore(at_once)
        self._kept = KeptAnswers(timer)
        self.health = ModelHealth(timer)
        self._vocabulary: tuple[Catalog | None, AnswerVocabulary] = (None, AnswerVocabulary())

    @property
    def most_prompt_tokens(self) -> int:
        """So many tokens one question may take."""
        return self._settings.answers_prompt_tokens

    def generate(
        self, question: str, language: str, turns: Sequence[str], sources: Sequence[AnswerSource]
    ) -> Iterator[AnswerSentence | Declined]:
        """Sentences in ``language`` that answer ``question`` from ``sources``, each verified. A ``Declined`` at the end
        takes back what was given: too little of the answer held, or it never ended.
        """
        prompt = answer_prompt(question, language, sources, self._settings.answers_prompt_tokens)
        if not prompt.sources:
            yield Declined("no passage fits into KB_ANSWERS_PROMPT_TOKENS")
            return
        key = key_of(question, language, turns, prompt.sources, self._server.name)
        if key is not None and (kept := self._kept.get(key)):
            yield from kept
            return
        reserved = self._begin(prompt, self._settings.answers_tokens)
        if isinstance(reserved, Declined):
            yield reserved
        else:
            yield from self._written(prompt, language, key, reserved)

    def standalone(self, question: str, language: str, turns: Sequence[str]) -> str:
        """``question`` with what it needs of the ``turns`` before it; as it stands where that cannot be had."""
        said = self.ask(standalone_prompt(question, language, turns), QUESTION_SCHEMA, QUESTION_TOKENS)
        if isinstance(said, Declined):
            return question
        alone = asked_alone(said)
        return alone if may_stand_for(alone, question, language, turns) else question

    def ask(self, prompt: Prompt, schema: Mapping[str, Any], most_tokens: int) -> str | Declined:
        """What the model says to ``prompt``, unread, within the same limits as an answer; why it says nothing."""
        reserved = self._begin(prompt, most_tokens)
        if isinstance(reserved, Declined):
            return reserved
        spent, said, trouble = prompt.tokens, "", ""
        try:
            with closing(self._server.stream(prompt.messages, schema, most_tokens)) as pieces:
                for piece in pieces:
                    said += piece
                    spent += tokens_of(piece)
        except ProviderError as error:
            trouble = str(error)
            self.health.failed(trouble)
        finally:
            self._free.release()
            self._budget.settle(reserved, spent, {})
        return Declined(trouble) if trouble else said

    def _begin(self, prompt: Prompt, most_tokens: int) -> Reserved | Declined:
        """A place among those who ask, and the tokens; the place is to be given back."""
        if self.health.rests:
            return Declined(self.health.trouble)
        if not self._free.acquire(blocking=False):
            return Declined("the model answers as many questions as it may at the same time")
        reserved = self._budget.take(prompt.tokens + most_tokens)
        if isinstance(reserved, str):
            self._free.release()
            self.health.tell(reserved)
            return Declined(reserved)
        return reserved

    def _written(
        self, prompt: Prompt, language: str, key: bytes | None, reserved: Reserved
    ) -> Iterator[AnswerSentence | Declined]:
        catalog = self._catalog()
        verifier = Verifier(language, prompt.sources, self._words(catalog), catalog.languages, self._nearness())
        reader, shown, spent = AnswerReader(), list[AnswerSentence](), prompt.tokens
        trouble = ""
        try:
            with closing(self._server.stream(prompt.messages, ANSWER_SCHEMA, self._settings.answers_tokens)) as pieces:
                for piece in pieces:
                    spent += tokens_of(piece)
                    for claimed in reader.feed(piece):
                        if (sentence := verifier.check(claimed)) is not None:
                            shown.append(sentence)
                            yield sentence
                    if reader.is_over:
                        break
            for claimed in reader.finish():
                if (sentence := verifier.check(claimed)) is not None:
                    shown.append(sentence)
                    yield sentence
        except ProviderError as error:
            trouble = str(error)
        finally:
            self._free.release()
            self._budget.settle(reserved, spent, {str(reason): count for reason, count in verifier.dropped.items()})
        yield from self._ended(trouble, reader, Verified(tuple(shown), verifier.dropped), key)

    def _ended(self, trouble: str, reader: AnswerReader, found: Verified, key: bytes | None) -> Iterator[Declined]:
        """What is said of the whole of an answer."""
        if trouble:
            self.health.failed(trouble)
            yield Declined(trouble)
        elif reader.is_answerable and not reader.is_whole and not reader.is_over:
            what = "ends in the middle" if found.sentences or found.dropped else "is not in the form that was asked for"
            self.health.failed(f"the answer of {self._server.host} {what}")
            yield Declined(self.health.trouble)
        else:
            self.health.succeeded()
            if not reader.is_answerable:
                yield Declined("the model says that the passages do not answer it")
            elif not found.is_enough:
                yield Declined("too little of the model's answer holds against its passages")
            elif key is not None:
                self._kept.keep(key, found.sentences)

    def _words(self, catalog: Catalog) -> AnswerVocabulary:
        known, vocabulary = self._vocabulary
        if known is not catalog:
            vocabulary = vocabulary_of(catalog)
            self._vocabulary = catalog, vocabulary
        return vocabulary
