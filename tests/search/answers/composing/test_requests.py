"""What is asked of a person is told from what is asked of the articles."""

from __future__ import annotations

import pytest

from search.answers.composing.requests import request_of
from search.answers.composing.shape import RequestKind

DO = [
    "delete my account for me",
    "cancel my order",
    "Can you cancel my order please?",
    "I want to cancel my order",
    "ألغوا طلبي",
    "احذف حسابي من فضلك",
    "هل يمكنكم إلغاء طلبي",
    "سفارشم رو لغو کنید",
    "میشه سفارشمو لغو کنید",
    "отмените мой заказ",
    "удалите мой аккаунт",
]
LOOK_UP = [
    "what is my order's status",
    "What's the status of my order?",
    "where is my parcel",
    "when will my parcel arrive",
    "أين طلبي",
    "سفارشم کجاست",
    "وضعیت سفارشم",
    "где мой заказ",
    "Подскажите статус моего заказа",
]
DANGER = ["my kettle is on fire", "I got an electric shock from the mixer", "بوی گاز میاد", "аэрогриль загорелся"]
ASKED_OF_ARTICLES = [
    "how do I cancel my order",
    "Can I cancel my order?",
    "where can I change my address",
    "كيف ألغي طلبي",
    "چطور سفارشم رو لغو کنم",
    "как отменить заказ",
    "white smoke from the air fryer",
    "fire the water boils too fast",
]


@pytest.mark.parametrize(
    ("questions", "kind"),
    [
        (DO, RequestKind.DO),
        (LOOK_UP, RequestKind.LOOK_UP),
        (DANGER, RequestKind.DANGER),
        (ASKED_OF_ARTICLES, None),
    ],
)
def test_what_is_asked_of_whom(questions: list[str], kind: RequestKind | None) -> None:
    assert {question: request_of(question) for question in questions} == dict.fromkeys(questions, kind)
