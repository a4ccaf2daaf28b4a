"""What others who answer by a model are known to get wrong, each by its name.

That everything arrives in one burst behind nginx is in ``tests/test_answers_behind_nginx.py``.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from search.answers.composing.shape import AskedQuestion, ComposedAnswer
from search.answers.grounded.answer import ComposedBy
from search.answers.service import AnswerService
from tests.search.answers.generation.conftest import KETTLE, QUESTION, REFUND, Writing
from tests.search.answers.generation.model_server import model_server, told
from tests.search.answers.grounded.leaning import source

Make = Callable[..., Writing]
REFUND_SAID = "We refund within 5 working days after the parcel has reached us."
KETTLE_SAID = "Fill the kettle before you switch it on."


@pytest.mark.parametrize("number", [1, 2])
def test_citations_of_the_question_before(writing: Make, number: int) -> None:
    """The model goes on citing what it was given for refunds, by the number or by the words it had there."""
    with model_server([told((REFUND_SAID, 1, REFUND_SAID)), told((REFUND_SAID, number, REFUND_SAID))]) as model:
        one = writing(model)
        assert one(QUESTION, sources=[REFUND, KETTLE])[0] == [REFUND_SAID]
        sentences, why = one("How do I use the kettle?", sources=[KETTLE], turns=[QUESTION])
    assert sentences == []
    assert "too little" in why


def test_citations_of_the_wrong_document(writing: Make) -> None:
    with model_server(told((REFUND_SAID, 2, REFUND_SAID), (REFUND_SAID, 1, KETTLE_SAID))) as model:
        assert writing(model)()[0] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fa", "وجه را حداکثر ۵ روز کاری پس از رسیدن مرسوله برمی‌گردانیم."),
        ("ar", "نعيد المبلغ خلال 5 أيام عمل من وصول الطرد إلينا."),
        ("ru", "Мы вернём деньги в течение 5 рабочих дней."),
    ],
)
def test_a_reply_in_english_to_whatever_was_asked(writing: Make, language: str, text: str) -> None:
    own = source(text, language, "Refunds")
    with model_server([told((REFUND_SAID, 1, text)), told((text, 1, text))]) as model:
        one = writing(model)
        assert one("question one of four words", sources=[own], language=language)[0] == []
        assert one("question two of four words", sources=[own], language=language)[0] == [text]


@pytest.mark.parametrize(
    "promise",
    [
        "I have forwarded your question to a colleague, we refund within 5 working days.",
        "I will connect you with an agent, we refund within 5 working days.",
        "Your ticket has been created, we refund within 5 working days.",
        "A colleague will contact you, we refund within 5 working days.",
    ],
)
def test_a_hand_over_that_is_promised_and_not_done(writing: Make, promise: str) -> None:
    with model_server(told((promise, 1, "We refund within 5 working days"))) as model:
        assert writing(model)()[0] == []


def test_the_first_follow_up_is_not_rewritten(writing: Make, shop: Flask) -> None:
    parts = shop.extensions["kb"]
    whole = "How long does a refund to a card take?"
    fact = "A refund to a card takes five working days from the day on which the parcel reaches our warehouse."
    with model_server([f'{{"question": "{whole}"}}', told((fact, 1, fact))]) as model:
        service = AnswerService(parts.engine, lambda: parts.site.catalog, writing(model).writer)
        asked = AskedQuestion("and to a card?", "en", turns=("How long does a refund take?",), may_generate=True)
        *_, answer = service.told(asked)
    assert isinstance(answer, ComposedAnswer)
    assert model.data(0) == {"earlier": ["How long does a refund take?"], "question": "and to a card?"}
    assert {"refund", "card"} <= set(model.data(1)["question"].split())  # as it is written, or joined by us
    assert (answer.composed_by, answer.sentences[0].text) == (ComposedBy.MODEL, fact)
