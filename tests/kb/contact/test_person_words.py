"""Questions for a person, in the languages of the interface, and questions that only sound like them."""

from __future__ import annotations

import pytest

from kb.contact.person_words import asks_for_person


@pytest.mark.parametrize(
    "question",
    [
        "human", "I want to talk to a real person!", "Phone number", "what are your opening hours?", "contact",
        "live chat", "are you open today", "customer service", "e-mail address",
        "оператор", "Как связаться с поддержкой", "номер телефона", "часы работы", "Хочу поговорить с живым человеком",
        "شماره تلفن", "ساعت کاری", "می\u200cخواهم با پشتیبانی صحبت کنم", "اپراتور", "شمارهٔ تماس", "پشتيباني",
        "رقم الهاتف", "أريد التحدث مع موظف", "اريد التحدث مع موظف", "ساعات العمل", "خدمة العملاء", "كيف أتّصل بكم",
    ],
)  # fmt: skip
def test_who_asks_for_a_person_is_understood(question: str) -> None:
    assert asks_for_person(question)


@pytest.mark.parametrize(
    "question",
    [
        "", "   ", "?!", "change my phone number", "how do I open it", "order number", "the number", "delivery hours",
        "does the kettle call for descaling", "help " * 13,
        "изменить номер телефона", "часы доставки", "режим",
        "تغییر شماره تلفن", "ساعت تحویل", "شماره سفارش",
        "تغيير رقم الهاتف", "رقم الطلب", "ساعات التوصيل",
    ],
)  # fmt: skip
def test_a_question_about_something_else_is_none_for_a_person(question: str) -> None:
    assert not asks_for_person(question)
