"""A writer over a few passages, a real database, and a model server of our own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from kb.catalog.catalog import Catalog
from kb.core.setting_groups import AnswerSettings
from kb.storage.database import connect
from search.answers.generation.budget import AnswerBudget
from search.answers.generation.chat_server import OpenAIServer
from search.answers.generation.writer import AnswerWriter
from search.answers.grounded.answer import AnswerSentence, AnswerSource, Declined
from tests.clock import NOON, Clock
from tests.conftest import with_tables
from tests.search.answers.generation.model_server import ModelServer
from tests.search.answers.grounded.leaning import source

REFUND = source(
    "We refund within 5 working days after the parcel has reached us. The bank needs 1–3 days.", "en", "Refunds"
)
KETTLE = source("Fill the kettle before you switch it on. Do not open the lid while it boils.", "en", "Use the kettle")
QUESTION = "When do I get my money back?"
CATALOG = Catalog({}, {}, frozenset(), (), "en")


@dataclass
class Writing:
    """A writer, and what it wrote."""

    writer: AnswerWriter
    clock: Clock

    def __call__(
        self,
        question: str = QUESTION,
        sources: Sequence[AnswerSource] = (REFUND, KETTLE),
        language: str = "en",
        turns: Sequence[str] = (),
    ) -> tuple[list[str], str]:
        """The sentences that stay, and why there are no more."""
        kept: list[AnswerSentence] = []
        why = ""
        for one in self.writer.generate(question, language, turns, sources):
            if isinstance(one, Declined):
                kept, why = [], one.reason
            else:
                kept.append(one)
        return [sentence.text for sentence in kept], why


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    engine = connect(with_tables(tmp_path / "kb.sqlite"))
    yield engine
    engine.dispose()


@pytest.fixture
def writing(database: Engine) -> Callable[..., Writing]:
    """Makes a writer that asks a model server; its timer goes on by a second each time somebody looks."""

    def make(model: ModelServer, first: float = 5.0, whole: float = 10.0, at_once: int = 2, **limits: int) -> Writing:
        clock = Clock(NOON)
        settings = replace(AnswerSettings(), **limits)
        budget = AnswerBudget(database, settings, clock)
        server = OpenAIServer(model.url, "tiny", "key-1234", first, whole)
        seconds = itertools.count()
        writer = AnswerWriter(
            server, settings, budget, lambda: CATALOG, lambda: None, at_once, lambda: float(next(seconds))
        )
        return Writing(writer, clock)

    return make
