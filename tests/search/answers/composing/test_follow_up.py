"""Which questions go on with the one before, and what they mean then."""

from __future__ import annotations

import pytest

from kb.catalog.products import NO_PRODUCTS
from search.answers.composing.follow_up import goes_on, may_go_on, meant

GO_ON = [
    "and for the blender?",
    "what about the kettle",
    "and outside Europe?",
    "وللخلاط؟",
    "وماذا عن الخلاط؟",
    "و برای مخلوط‌کن؟",
    "برای کتری چطور؟",
    "а для блендера?",
    "и сколько ждать?",
]
MAY_GO_ON = [
    "how long does that take?",
    "is it free?",
    "كم يستغرق ذلك؟",
    "چقدر طول می‌کشه؟",
    "сколько это займёт?",
    "how long?",
    "متى؟",
]
STAND_ALONE = [
    "how do I reset my password",
    "Where is the serial number of the kettle?",
    "كيف أعيد تعيين كلمة المرور",
    "چطور رمز عبورم را عوض کنم",
    "как вернуть товар",
    "как часто чистить кофемашину",
    "How long does a refund take?",
    "and now I would like to know from you in all detail how long a refund to my bank account takes",
]


@pytest.mark.parametrize("question", GO_ON)
def test_a_question_that_begins_so_goes_on(question: str) -> None:
    assert goes_on(question)


@pytest.mark.parametrize("question", MAY_GO_ON)
def test_a_question_that_says_that_may_go_on(question: str) -> None:
    assert may_go_on(question)
    assert not goes_on(question)


@pytest.mark.parametrize("question", STAND_ALONE)
def test_a_question_that_says_what_it_is_about_stands_alone(question: str) -> None:
    assert not may_go_on(question)


def test_the_topic_is_that_of_the_last_question_that_had_one() -> None:
    turns = ("How do I return a parcel?", "and outside Europe?")
    whole = meant("how long does that take?", turns, NO_PRODUCTS, "en")
    assert whole == "How do I return a parcel outside Europe how long does that take"
    assert meant("reset my password", turns, NO_PRODUCTS, "en") == "reset my password"


def test_without_a_question_before_it_stands_as_it_is() -> None:
    assert meant("and for the blender?", (), NO_PRODUCTS, "en") == "and for the blender?"


def test_a_conversation_is_never_longer_than_a_query() -> None:
    assert len(meant("how long does that take?", ("word " * 200,), NO_PRODUCTS, "en")) <= 500
