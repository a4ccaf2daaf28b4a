"""What a question denies, and what articles call that it did not happen, in the languages whose ways are known."""

from __future__ import annotations

import pytest

from search.query.concepts import DENIED_WEIGHT, NAMED_WEIGHT, concepts
from search.query.negation import denied_stretches, denies, not_happened
from search.text.analysis import surest_terms
from tests.search.index.local.words.conftest import partition


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the parcel has not come"),
        ("en", "my parcel hasn’t been delivered"),
        ("en-GB", "It doesn't work"),
        ("ru", "Посылка ещё не пришла"),
        ("ar", "لم تصل الشحنة"),
        ("ar", "الشحنة ما وصلت"),
        ("fa", "سفارشم نمی‌رسد"),
        ("fa", "خاموش نمیشه"),
        ("fa", "مرسوله نیامد"),
        ("fa", "سفارشم نرسیده"),
        ("fa", "کد نبود"),
        ("en", "no code arrived"),
        ("ar", "الطرد مو واصل"),
        ("ru", "кода нету"),
    ],
)
def test_a_question_that_denies_something_is_told(language: str, text: str) -> None:
    assert denies(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "parcel came damaged"),
        ("en", ""),
        ("ru", "посылка пришла"),
        ("ar", "ما هي مدة التوصيل"),
        ("fa", "سفارشم رسید"),
        ("fa", "نوشتن نظر"),
        ("fa", "نشانی نادرست"),
        ("de", "nicht gekommen"),
    ],
)
def test_one_that_denies_nothing_is_none(language: str, text: str) -> None:
    assert not denies(text, language)


@pytest.mark.parametrize(
    ("language", "text", "denied"),
    [
        ("en", "my parcel has not yet come to me at all", ["yet come to"]),
        ("ru", "посылка не пришла", ["пришла"]),
        ("ar", "لم يتم توصيل الطرد بعد", ["يتم توصيل الطرد"]),
        ("fa", "بسته تحویل داده نشد", ["بسته تحویل داده نشد"]),
        ("fa", "مرسوله نیامد چه کنم", ["مرسوله نیامد"]),
        ("ru", "посылки нет", []),
        ("en", "the parcel came", []),
    ],
)
def test_what_is_denied_stands_behind_the_word_that_denies_and_in_persian_before_it(
    language: str, text: str, denied: list[str]
) -> None:
    assert [text[start:end] for start, end in denied_stretches(text, language)] == denied


def called(text: str, source: str, target: str) -> set[tuple[str, ...]]:
    """What articles in ``target`` call what ``text`` says did not happen."""
    return {name for names in not_happened(text, source, target).values() for name in names}


def said(name: str, language: str) -> tuple[str, ...]:
    return tuple(surest_terms(name, language))


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "my parcel hasn't come", "delay"),
        ("en", "order not received", "track"),
        ("ru", "посылка так и не пришла", "задерживаться"),
        ("ru", "не доставили заказ", "отследить"),
        ("ar", "لم تصل الشحنة", "تأخير"),
        ("ar", "الطرد ما وصل", "تتبع"),
        ("fa", "مرسوله نیامد", "رهگیری"),
        ("fa", "سفارشم نرسیده", "تأخیر"),
        ("fa", "تحویل داده نشد", "مفقود"),
        ("en", "the card was not accepted", "declined"),
        ("ru", "блендер не работает", "неисправность"),
        ("ar", "الخلاط لا يعمل", "عطل"),
        ("fa", "همزن کار نمی‌کند", "خرابی"),
        ("en", "they have not shipped it", "processing"),
        ("ru", "плата не определяется", "отсутствовать"),
    ],
)
def test_what_did_not_happen_has_the_names_that_articles_give_it(language: str, text: str, name: str) -> None:
    assert said(name, language) in called(text, language, language)


def test_articles_in_another_language_have_their_own_names_for_it() -> None:
    assert ("delay",) in called("посылка не пришла", "ru", "en")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the parcel has come"),
        ("ru", "посылка пришла повреждённой"),
        ("fa", "مرسوله رسید"),
        ("ar", "وصلت الشحنة"),
        ("en", "I do not like the colour"),
        ("de", "das Paket ist nicht gekommen"),
    ],
)
def test_what_happened_and_what_is_of_no_such_kind_has_none(language: str, text: str) -> None:
    assert called(text, language, language) == set()


def test_what_is_denied_counts_less_than_what_articles_call_it() -> None:
    """Most articles that have the word say that it happened."""
    russian = partition("ru", "посылка пришла повреждённой", "посылка задерживается")
    asked = concepts("посылка не пришла", russian)
    worth = {way.terms: way.weight for concept in asked for way in concept.alternatives}
    assert worth[said("пришла", "ru")] == DENIED_WEIGHT
    assert worth[said("задерживается", "ru")] == NAMED_WEIGHT
    assert worth[said("посылка", "ru")] == 1.0
