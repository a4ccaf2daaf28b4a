"""Whether a question denies something, in the languages whose ways to deny are known."""

from __future__ import annotations

import pytest

from search.query.negation import denies


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
        ("de", "nicht gekommen"),
    ],
)
def test_one_that_denies_nothing_is_none(language: str, text: str) -> None:
    assert not denies(text, language)
