"""Names: which texts say just the same, whatever form and order they say it in."""

from __future__ import annotations

import pytest

from search.index.names import name_keys
from tests.search.conftest import HOSTILE


@pytest.mark.parametrize(
    ("language", "name", "asked"),
    [
        ("en", "where is my order", "Where's my order?"),
        ("en", "where is my order", "wheres my order"),
        ("en", "where is my order", "where my orders is"),
        ("en", "Return an item", "how do I return the items"),
        ("en", "How to return an item", "return item"),
        ("en", "I can't sign in", "i cannot sign in"),
        ("en", "Set up Wi-Fi", "set up the wi-fi"),
        ("ru", "где мой заказ", "заказ мой где?"),
        ("ru", "Вернуть товар", "как вернуть товар"),
        ("ar", "أين طلبي", "اين طلبي؟"),
        ("ar", "إرجاع منتج", "كيف يمكنني إرجاع منتج"),
        ("fa", "لغو سفارش", "چطور سفارش را لغو کنم"),
        ("fa", "رمز را فراموش کرده‌ام", "رمز را فراموش كرده ام"),
        ("de", "Rechnung herunterladen", "Wie kann ich die Rechnung herunterladen?"),
        ("fr", "Annuler une commande", "comment annuler ma commande"),
        ("ja", "返品方法", "返品方法？"),
    ],
)
def test_texts_that_say_just_the_same_share_a_key(language: str, name: str, asked: str) -> None:
    assert name_keys(name, language) & name_keys(asked, language)


@pytest.mark.parametrize(
    ("language", "name", "other"),
    [
        ("en", "Orders", "where is my order"),
        ("en", "Sign in", "sign out"),
        ("en", "Turn on the kettle", "turn off the kettle"),
        ("en", "Return an item", "return an item without a box"),
        ("en", "It has arrived", "it hasn't arrived"),
        ("en", "How it works", "work"),
        ("en", "the shop's hours", "the shop is hours"),
        ("ru", "заказ", "где мой заказ"),
        ("fa", "سفارش", "سفارش من کجاست"),
    ],
)
def test_texts_that_differ_in_a_word_share_none(language: str, name: str, other: str) -> None:
    assert not name_keys(name, language) & name_keys(other, language)


def test_a_text_of_nothing_but_untelling_words_is_the_name_of_itself() -> None:
    assert name_keys("The", "en")
    assert name_keys("?!", "en") == frozenset()


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_has_keys_of_one_line(text: str) -> None:
    assert all(key and "\n" not in key for key in name_keys(text, "en"))
