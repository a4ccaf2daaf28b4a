"""Answers for programs: whole and as a stream, bounded, and public whoever asks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb.core.settings import Settings
from kb.web.rate_limit import MinuteLimit
from search.answers.api import events_of
from search.answers.composing.shape import AskedQuestion
from search.answers.grounded.answer import AnswerSentence, AnswerSource, Citation, ComposedBy
from search.answers.log.recorder import AnswerRecorder
from search.answers.room import A_DAY, OF_ONE, AnswersRoom
from search.answers.service import AnswerService
from search.answers.streams import Places
from tests.clock import NOON
from tests.conftest import Collection, open_site


def post(reader: FlaskClient, body: Any, **more: Any) -> TestResponse:
    return reader.post("/api/v1/answers", json=body, **more)


def test_an_answer_has_sentences_with_their_sources(reader: FlaskClient) -> None:
    answer = post(reader, {"question": "How long does a refund to a card take?", "language": "en"}).get_json()
    assert answer["answered"] is True
    assert answer["composed_by"] == "articles"
    [sentence] = answer["sentences"]
    [source] = sentence["sources"]
    assert source["key"] == "returns/refund-times"
    assert source["url"] == "/en/articles/returns/refund-times#refund-to-a-card"
    assert source["quote"] == sentence["text"]
    assert "ask_back" not in answer


def test_asked_back_the_choice_is_sent_again(reader: FlaskClient) -> None:
    question = "How do I remove limescale?"
    [choice] = [one for one in post(reader, {"question": question}).get_json()["ask_back"] if one["label"] == "Toaster"]
    answer = post(reader, {"question": question, "chosen": choice["chosen"]}).get_json()
    assert {one["key"] for sentence in answer["sentences"] for one in sentence["sources"]} == {
        "products/descale-toaster"
    }


def test_a_conversation_keeps_its_topic(reader: FlaskClient) -> None:
    body = {"question": "and for the blender?", "conversation": ["remove limescale from the kettle"]}
    assert post(reader, body).get_json()["meant"] == "remove limescale from the blender"


def test_a_stream_gives_the_same_by_sentences_and_no_proxy_keeps_it(reader: FlaskClient) -> None:
    body = {"question": "How can I cancel an order?", "language": "en"}
    streamed = post(reader, body, headers={"Accept": "text/event-stream"})
    assert streamed.mimetype == "text/event-stream"
    assert streamed.headers["X-Accel-Buffering"] == "no"
    assert "no-transform" in streamed.headers["Cache-Control"]
    events = [one.split("\ndata: ") for one in streamed.text.strip().split("\n\n")]
    assert [name for name, _ in events] == ["event: sentence"] * 3 + ["event: answer"]
    whole = post(reader, body).get_json()
    assert json.loads(events[-1][1]) == whole
    assert [json.loads(data) for _, data in events[:-1]] == whole["sentences"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ([], "JSON object"),
        ({}, "question"),
        ({"question": " "}, "question"),
        ({"question": 7}, "question"),
        ({"question": "x" * 2_001}, "2001 characters"),
        ({"question": "refund", "conversation": "kettle"}, "conversation"),
        ({"question": "refund", "chosen": {"kind": "colour", "value": "red"}}, "chosen"),
        ({"question": "refund", "language": "tlh"}, "language"),
    ],
)
def test_what_cannot_be_read_is_told(reader: FlaskClient, body: Any, told: str) -> None:
    response = post(reader, body)
    assert response.status_code == 400
    assert told in response.get_json()["detail"]


def test_a_body_is_bounded(reader: FlaskClient) -> None:
    assert post(reader, {"question": "refund", "conversation": ["x" * 40_000]}).status_code == 413


@pytest.mark.slow
def test_internal_articles_answer_nobody_here(reader: FlaskClient) -> None:
    answer = post(reader, {"question": "goodwill vouchers for angry customers"})
    assert "Goodwill" not in json.dumps({**answer.get_json(), "question": "", "meant": ""})


def test_one_client_asks_so_often_a_minute(collection: Collection, tmp_path: Any) -> None:
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data")
    collection.write("en/one.md", title="One")
    app: Flask = open_site(settings, models=[], clock=lambda: NOON)
    try:
        reader = app.test_client()
        codes = [post(reader, {"question": "one"}).status_code for _ in range(OF_ONE + 1)]
        assert codes == [200] * OF_ONE + [429]
    finally:
        app.extensions["kb"].close()


@dataclass
class Slow:
    """Writes two sentences, one after the other."""

    def generate(
        self, question: str, language: str, turns: Sequence[str], sources: Sequence[AnswerSource]
    ) -> Iterator[AnswerSentence]:
        for text in ("Five days.", "To your card."):
            yield AnswerSentence(text, language, (Citation(sources[0], sources[0].text[:10]),))


def test_who_finds_no_place_gets_the_articles_own_words_at_once(shop: Flask) -> None:
    parts = shop.extensions["kb"]
    service = AnswerService(parts.engine, lambda: parts.site.catalog, Slow())
    limit = MinuteLimit(1, 1, lambda: NOON)
    recorder = AnswerRecorder(None, lambda: NOON)
    daily = MinuteLimit(5, 30, lambda: NOON, A_DAY)
    room = AnswersRoom(parts.site, service, lambda: NOON, limit, Places(3), daily, recorder, parts.recorder)
    asked = AskedQuestion("How long does a refund to a card take?", "en", may_generate=True)
    with shop.test_request_context("/api/v1/answers", method="POST", environ_base={"REMOTE_ADDR": "10.0.0.1"}):
        first = room.streamed(asked, events_of)
        events = first.iter_encoded()
        assert b"Five days." in next(events)  # each sentence when it is written
        second = room.streamed(asked, events_of)
        assert b"five working days" in second.get_data()
        assert room.whole(asked).composed_by is ComposedBy.ARTICLES
        assert b"To your card." in next(events)
        first.close()  # also where somebody leaves in the middle
        assert room.whole(asked).composed_by is ComposedBy.MODEL
        assert b"Five days." in room.streamed(asked, events_of).get_data()
        assert room.whole(asked).composed_by is ComposedBy.ARTICLES  # nor who had as many as a reader has in a day


def test_two_threads_stay_free_for_everybody_else() -> None:
    places = Places(4)
    assert [places.take() for _ in range(3)] == [True, True, False]
    places.give_back()
    assert places.take()
    assert not Places(1).take()
