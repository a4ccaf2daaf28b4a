"""A real server with a real model (llama.cpp, 135 million parameters): the wire holds, and its useless answers do not.

Not among the usual tests: ``make real-model`` fetches both packages (127 MB) and runs these.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from kb.core.setting_groups import AnswerSettings
from search.answers.composing.shape import AskedQuestion, ComposedAnswer
from search.answers.generation.answer_use import dropped_since, used
from search.answers.generation.budget import AnswerBudget
from search.answers.generation.chat_server import OpenAIServer
from search.answers.generation.prompt import ANSWER_SCHEMA
from search.answers.generation.provider import ProviderError
from search.answers.generation.writer import AnswerWriter
from search.answers.grounded.answer import AnswerSentence, AnswerSource, ComposedBy, Declined
from search.answers.service import AnswerService
from tests.clock import NOON, Clock
from tests.search.answers.generation.conftest import CATALOG
from tests.search.answers.grounded.leaning import source
from tests.servers import ROOT

PACKAGES = ROOT / ".venv-real-model"
SERVER = Path(__file__).parent / "real_model_server.py"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PACKAGES.is_dir(), reason="`make real-model` fetches the model and runs these"),
]
PATIENCE = 120
SUNDAY = "Do you deliver on Sunday?"
SHOP = (
    source("We deliver from Monday to Saturday.", "en", "Delivery"),
    source("A card costs 20 euros.", "en", "Cards"),
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where it answers."""
    log = tmp_path_factory.mktemp("model") / "log"
    environment = {**os.environ, "PYTHONPATH": str(PACKAGES)}
    with log.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, str(SERVER)], env=environment, stdout=subprocess.PIPE, stderr=written, text=True
        )
    try:
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        assert said.startswith("http://127.0.0.1:"), log.read_text()
        yield said
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def is_busy(address: str) -> bool:
    with urllib.request.urlopen(f"{address}/slots", timeout=PATIENCE) as response:
        return any(slot["is_processing"] for slot in json.load(response))


def is_free_again(address: str) -> bool:
    """Whether it soon is, long before it would have written all that it may."""
    end = time.monotonic() + 20
    while is_busy(address):
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


@pytest.fixture
def writer(address: str, database: Engine) -> Callable[..., AnswerWriter]:
    def make(first: float = PATIENCE, whole: float = PATIENCE, **limits: int) -> AnswerWriter:
        settings = replace(AnswerSettings(), answers_tokens=160, answers_prompt_tokens=900, **limits)
        server = OpenAIServer(f"{address}/v1", "any", "", first, whole)
        budget = AnswerBudget(database, settings, Clock(NOON))
        return AnswerWriter(server, settings, budget, lambda: CATALOG, lambda: None, at_once=1)

    return make


def written(
    writer: AnswerWriter, question: str = SUNDAY, sources: Sequence[AnswerSource] = SHOP
) -> list[AnswerSentence | Declined]:
    return list(writer.generate(question, "en", (), sources))


def test_it_takes_our_schema_and_of_what_it_says_nothing_is_shown_that_stands_nowhere(
    writer: Callable[..., AnswerWriter], database: Engine
) -> None:
    one = writer()
    refund = source("We refund within 5 working days.", "en", "Refunds")
    questions = ((SUNDAY, SHOP), ("What does a gift card cost?", SHOP[1:]), ("When do I get my money back?", [refund]))
    declined = 0
    for question, sources in questions:
        for said in written(one, question, sources):
            if isinstance(said, Declined):
                declined += 1
            else:
                [citation] = said.citations
                assert citation.quote in citation.source.text
    assert declined  # most of its quotes are titles, or are made up
    assert one.health.told() == "ok"  # it answers in the form that was asked for
    with database.connect() as connection:
        assert dropped_since(connection, NOON.date()).get("quote", 0) >= 1
        assert 300 < used(connection, NOON).tokens < 3 * 1_060


def test_readers_get_the_articles_own_words_in_place_of_what_it_says(
    writer: Callable[..., AnswerWriter], shop: Flask
) -> None:
    parts = shop.extensions["kb"]
    service = AnswerService(parts.engine, lambda: parts.site.catalog, writer())
    asked = AskedQuestion("How long does a refund to a card take?", "en", may_generate=True)
    *_, answer = service.told(asked)
    assert isinstance(answer, ComposedAnswer)
    assert answer.composed_by is ComposedBy.ARTICLES
    assert answer.declined
    assert "five working days" in answer.sentences[0].text


def test_who_leaves_in_the_middle_frees_the_place_there(address: str, writer: Callable[..., AnswerWriter]) -> None:
    server = OpenAIServer(f"{address}/v1", "any", "", PATIENCE, PATIENCE)
    pieces = server.stream([{"role": "user", "content": "Write a very long story."}], ANSWER_SCHEMA, 2_000)
    next(pieces)
    assert is_busy(address)
    pieces.close()
    assert is_free_again(address)
    assert "in time" not in str(written(writer()))  # whoever comes next is answered


@pytest.mark.parametrize(("first", "whole"), [(0.01, 5.0), (PATIENCE, PATIENCE + 0.3)], ids=["first word", "in all"])
def test_it_is_waited_for_as_long_as_the_settings_say_and_left_alone_after(
    address: str, first: float, whole: float
) -> None:
    server = OpenAIServer(f"{address}/v1", "any", "", first, whole)
    with pytest.raises(ProviderError, match="has not answered in time"):
        for _ in server.stream([{"role": "user", "content": "Write a very long story."}], ANSWER_SCHEMA, 2_000):
            pass
    assert is_free_again(address)
