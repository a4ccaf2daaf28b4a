"""Helpers."""

from __future__ import annotations

from collections.abc import Callable

from kb.language.languages import guess
from search.questions.question import DeskQuestion, find_question
from search.text.analysis import terms

LANGUAGES = ("en", "ar", "fa", "ru", "de")


# What the articles of these tests talk about.
KNOWN = {
    "en": "kettle switch off water boils password reset refund parcel warranty cover blade coffee machine E4 CB-200",
    "ar": "كلمة المرور حسابي رابط الغلاية الضمان",
    "fa": "رمز عبور حساب بسته سفارش",
    "ru": "чайник пароль посылка деньги возврат",
    "de": "Wasserkocher Kalk",
}


def detected(text: str) -> str:
    return guess(text, "en", LANGUAGES)


def rarity(language: str) -> Callable[[str], float]:
    known = set(terms(KNOWN.get(language, ""), language))
    return lambda term: 2.0 if term in known else 0.0


def asked(message: str, subject: str = "") -> DeskQuestion:
    return find_question(message, subject, detected, rarity)


def question(message: str, subject: str = "") -> str:
    return asked(message, subject).question
