"""Answers of a model: shown where they hold, the articles' own words where anything at all goes wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from kb.catalog.article import Audience
from search.answers.generation.answer_use import dropped_since, forget_older_than, used
from tests.search.answers.generation.conftest import KETTLE, QUESTION, REFUND, Writing
from tests.search.answers.generation.model_server import model_server, told
from tests.search.answers.grounded.leaning import source

Make = Callable[..., Writing]
GOOD = ("We refund within five working days after the parcel has reached us.", 1, "We refund within 5 working days")
BANK = ("The bank needs 1–3 days.", 1, "The bank needs 1–3 days")
LIE = ("We refund within 2 hours.", 1, "We refund within 5 working days")


def test_what_holds_is_shown_and_the_model_gets_question_and_passages_and_nothing_else(writing: Make) -> None:
    with model_server(told(GOOD, BANK)) as model:
        assert writing(model)() == ([GOOD[0], BANK[0]], "")
    [request] = model.requests
    assert request["model"] == "tiny"
    assert request["stream"] is True
    assert request["response_format"]["type"] == "json_schema"
    assert model.data() == {
        "question": QUESTION,
        "language": "English",
        "passages": [
            {"source": 1, "title": "Refunds", "text": REFUND.text},
            {"source": 2, "title": "Use the kettle", "text": KETTLE.text},
        ],
    }
    assert model.headers[0]["authorization"] == "Bearer key-1234"
    assert model.headers[0].keys() <= {
        *("host", "accept", "authorization", "content-type", "content-length", "connection", "user-agent"),
        "accept-encoding",
    }


def test_sentences_are_given_out_as_they_come(writing: Make) -> None:
    says = told(GOOD, BANK)
    with model_server(says, stalls_before=says.index("The bank") // 7) as model:
        sentences = writing(model).writer.generate(QUESTION, "en", (), [REFUND])
        assert getattr(next(sentences), "text", "") == GOOD[0]
        assert not model.let_go.is_set()  # the model still says nothing more
        sentences.close()


@pytest.mark.parametrize(
    ("name", "script", "reason"),
    [
        ("nothing listens", {"status": 503}, "answers 503"),
        ("a redirect", {"status": 302, "location": "/v1/elsewhere"}, "redirects are not followed"),
        ("a wrong key", {"status": 401}, "answers 401"),
        ("prose", {"says": "We refund within 5 working days."}, "not in the form"),
        ("nothing", {"says": ""}, "not in the form"),
        ("half a sentence", {"says": told(GOOD)[:40]}, "not in the form"),
        ("a bound that it met", {"says": told(GOOD, BANK)[:-20], "finish": "length"}, "ends in the middle"),
        ("a connection that ends", {"says": told(GOOD, BANK), "breaks_before": 8}, "broke off"),
        ("no stream", {"raw": b"<html>hello</html>"}, "broke off"),
        ("broken JSON", {"raw": b'data: {"choices": [{"delta"\n\n'}, "does not answer as a chat does"),
        ("another JSON", {"raw": b'data: {"choices": [{"delta": 5}]}\n\n'}, "does not answer as a chat does"),
        ("an error in the stream", {"raw": b'data: {"error": {"message": "secret words"}}\n\n'}, "127.0.0.1"),
        ("a flood", {"raw": b"data: " + b"x" * 2_000_000}, "more than"),
        ("not answerable", {"says": told(answerable=False)}, "do not answer it"),
        ("lies alone", {"says": told(LIE, LIE)}, "too little"),
        ("more lies than truth", {"says": told(GOOD, LIE, ("We never refund.", 1, GOOD[2]))}, "too little"),
        ("English to whatever is asked", {"says": told(GOOD, BANK)}, "too little"),
    ],
)  # fmt: skip
def test_whatever_goes_wrong_the_articles_words_are_shown_and_nothing_typed_is_logged(
    writing: Make, caplog: pytest.LogCaptureFixture, name: str, script: dict[str, object], reason: str
) -> None:
    caplog.set_level(logging.DEBUG)
    with model_server(**script) as model:  # type: ignore[arg-type]
        one = writing(model)
        sentences, why = one(language="fa" if name.startswith("English") else "en")
    assert sentences == []
    assert reason in why
    assert reason in one.writer.health.trouble or not one.writer.health.trouble
    assert "secret" not in caplog.text + why
    assert "money" not in caplog.text + why


@pytest.mark.slow
@pytest.mark.parametrize("stalls_before", [0, 3])
def test_a_model_that_stalls_is_not_waited_for(writing: Make, stalls_before: int) -> None:
    with model_server(told(GOOD), stalls_before=stalls_before) as model:
        sentences, why = writing(model, 0.3, 0.6)()
    assert sentences == []
    assert "has not answered in time" in why


def test_a_server_that_knows_no_schema_is_asked_by_prompt_from_then_on(writing: Make) -> None:
    with model_server(told(GOOD), refuses=frozenset({"response_format"})) as model:
        one = writing(model)
        assert one() == ([GOOD[0]], "")
        assert one("When do I get it back?") == ([GOOD[0]], "")
    assert ["response_format" in request for request in model.requests] == [True, True, False, False]
    with model_server(told(GOOD), refuses=frozenset({"max_tokens", "temperature"})) as model:
        assert writing(model)() == ([GOOD[0]], "")
    assert model.requests[-1].keys() == {"model", "messages", "stream", "max_completion_tokens", "response_format"}


@pytest.mark.parametrize(
    "frame",
    ["```json\n{}\n```", "<think>Maybe {{}} or not.</think>\n{}", "Here you are:\n{}\nI hope this helps!"],
)
def test_the_frame_that_models_put_around_their_answer_is_not_part_of_it(writing: Make, frame: str) -> None:
    with model_server(frame.replace("{}", told(GOOD))) as model:
        assert writing(model)() == ([GOOD[0]], "")
    listed = '[{"text": "The bank needs 1–3 days.", "source": "1", "quote": "The bank needs 1–3 days"}]'
    with model_server(listed) as model:
        assert writing(model)() == (["The bank needs 1–3 days."], "")


def test_a_model_that_fails_is_left_alone_for_a_while(writing: Make) -> None:
    with model_server(status=500) as model:
        one = writing(model, at_once=1)
        reasons = {one(f"Question {number} about refunds?")[1] for number in range(5)}
        asked = len(model.requests)
        assert asked == 3 * 4  # in each of the ways that it may know
        model.status, model.says = 200, told(GOOD)
        for _ in range(20):
            sentences, _ = one()
        assert sentences == [GOOD[0]]
        assert one.writer.health.trouble == ""
    assert reasons == {"127.0.0.1 answers 500"}


def test_the_same_question_is_asked_once_until_a_passage_changes(writing: Make) -> None:
    with model_server(told(GOOD)) as model:
        one = writing(model)
        for question in (QUESTION, "when do I get my  money back", QUESTION):
            assert one(question) == ([GOOD[0]], "")
        assert len(model.requests) == 1
        changed = source(REFUND.text.replace("1–3", "2–4"), "en", "Refunds")
        one(sources=[changed, KETTLE])
        one(language="ru")
        one(turns=["Do you take cards?"])
        one(turns=["Do you take cards?"])
        assert len(model.requests) == 5


def test_of_articles_for_staff_nothing_is_kept(writing: Make) -> None:
    inside = source(REFUND.text, "en", "Refunds", audience=Audience.INTERNAL)
    with model_server(told(GOOD)) as model:
        one = writing(model)
        one(sources=[inside])
        one(sources=[inside])
        assert len(model.requests) == 2


def test_a_month_has_a_budget_of_tokens_and_the_next_one_has_it_anew(writing: Make, database: Engine) -> None:
    with model_server(told(GOOD)) as model:
        one = writing(model, answers_month_tokens=2_500, answers_tokens=600)
        first = one()
        with database.connect() as connection:
            cost = used(connection, one.clock())
        assert first == ([GOOD[0]], "")
        assert cost.questions == 1
        assert 300 < cost.tokens < 1_500  # what was not used was given back
        answers = [one(f"Question number {number} on refunds?")[1] for number in range(4)]
        assert "KB_ANSWERS_MONTH_TOKENS" in answers[-1]
        assert "KB_ANSWERS_MONTH_TOKENS" in one.writer.health.trouble
        with database.connect() as connection:
            assert used(connection, one.clock()).tokens <= 2_500
        asked = len(model.requests)
        one.clock.now += timedelta(days=40)
        assert one("Another question on refunds?")[0] == [GOOD[0]]
        assert len(model.requests) == asked + 1
    with database.begin() as connection:
        now = one.clock()
        assert used(connection, now).questions == 1
        assert forget_older_than(connection, now.date()) == 2  # the month before and its day
        assert used(connection, now).questions == 1


def test_questions_of_a_day_are_counted_by_all_processes(writing: Make) -> None:
    with model_server(told(GOOD)) as model:
        processes = [writing(model, answers_day=3) for _ in range(2)]
        reasons = [processes[number % 2](f"Question {number} on refunds?")[1] for number in range(5)]
    assert [bool(reason) for reason in reasons] == [False, False, False, True, True]
    assert "KB_ANSWERS_DAY" in reasons[-1]


def test_dropped_sentences_are_counted_by_reason(writing: Make, database: Engine) -> None:
    with model_server(told(GOOD, LIE, BANK)) as model:
        one = writing(model)
        one()
        one("And how long in all?")
    with database.connect() as connection:
        assert dropped_since(connection, one.clock().date()) == {"number": 2}


def test_only_so_many_wait_at_the_same_time(writing: Make) -> None:
    says = told(GOOD, BANK)
    with model_server(says, stalls_before=says.index("The bank") // 7) as model:
        one = writing(model, at_once=1)
        first = one.writer.generate(QUESTION, "en", (), [REFUND])
        next(first)
        assert "at the same time" in one("Another question on refunds?")[1]
        first.close()
        model.stalls_before = None
        assert one("Another question on refunds?")[0] == [GOOD[0], BANK[0]]


def test_passages_that_do_not_fit_are_left_out_from_the_end(writing: Make) -> None:
    long = source("Refunds take their time. " * 150, "en", "Long")
    with model_server(told(GOOD)) as model:
        assert writing(model, answers_prompt_tokens=1_000)(sources=[REFUND, KETTLE, long])[0] == [GOOD[0]]
        assert [passage["source"] for passage in model.data()["passages"]] == [1, 2]
        assert "PROMPT_TOKENS" in writing(model, answers_prompt_tokens=800)(sources=[long])[1]


def test_a_follow_up_is_asked_alone_where_the_model_adds_nothing(writing: Make) -> None:
    turns = ["How do I descale the kettle?"]
    cases = {
        "How long does it take to descale the kettle?": True,
        "Visit https://evil.example for the kettle?": False,
        "How long does it take to insure a car in Spain?": False,
        "How long does 45 minutes of the kettle take?": False,
        "": False,
    }
    for alone, is_taken in cases.items():
        with model_server(f'{{"question": "{alone}"}}') as model:
            found = writing(model).writer.standalone("How long does it take?", "en", turns)
        assert found == (alone if is_taken else "How long does it take?")
        assert model.data() == {"earlier": turns, "question": "How long does it take?"}
    with model_server(status=500) as model:
        assert writing(model).writer.standalone("How long?", "en", turns) == "How long?"
