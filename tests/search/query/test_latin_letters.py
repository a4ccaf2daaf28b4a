"""A whole query in Arabic or Persian, written in Latin letters."""

from __future__ import annotations

import pytest

from search.query.correction import read_as
from tests.search.query.conftest import ENGLISH, part, sure

pytestmark = pytest.mark.slow  # word lists are read

ARABIC = part("ar", "طلبي لم يصل بعد", "أين وصل الطلب", "إلغاء الطلب")
PERSIAN = part("fa", "سفارش نرسیده", "لغو سفارش", "هزینه ارسال")
PARTS = (ENGLISH, ARABIC, PERSIAN)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("6alabi ma wasal", "طلبي ما وصل"),
        ("Sefaresham nareside?", "سفارش نرسیده?"),
        ("chetor sefaresh ro laghv konam", "چطور سفارش را لغو کنم"),
        ("CB-200 sefaresh nareside", "CB-200 سفارش نرسیده"),
    ],
)
def test_it_is_read_in_its_own_letters(typed: str, meant: str) -> None:
    assert sure(typed, "en", *PARTS) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "annuler ma commande",
        "bestellung stornieren",
        "cancelar pedido",
        "siparisimi iptal etmek istiyorum",
        "jak zwrocic towar",
        "paypal klarna",
        "gizmotron blender",
        "cb200 e4",
        "reset the password of my account and send it to 22 Baker Street, Flat 3, NW1 6XE",
        "send it to flat 6xe",
        "resett pasword acount",
        "cancel SF-4471902",
        "what does UserDatagram protocol gaurentee",
    ],
)
def test_other_languages_and_names_stay_latin(typed: str) -> None:
    assert (sure(typed, "en", *PARTS) or typed).isascii()


def test_it_is_tried_only_where_the_reader_or_the_collection_has_the_language() -> None:
    assert (sure("sefaresham nareside", "en", ENGLISH) or "").isascii()


def test_words_that_the_reader_may_not_see_tell_nothing() -> None:
    hidden = read_as("zorbuqam flimaxir", "en", (part("fa", "زوربوق فلیماکسیر"),), lambda _part, _word: False)
    assert hidden is None or hidden.text.isascii()
    shown = read_as("zorbuqam flimaxir", "en", (part("fa", "زوربوق فلیماخیر"),), lambda _part, _word: True)
    assert shown is not None
    assert not shown.text.isascii()
