"""Which questions are in a language that the collection has no article in."""

from __future__ import annotations

import pytest

from search.query.another_language import is_in_another_language

USUAL = frozenset(
    [
        "order",
        "status",
        "password",
        "kettle",
        "retard",
        "mon",
        "est",
        "la",
        "un",
        "article",
        "comment",
        "passwort",
        "résumé",
        "cancel",
    ]
)


def is_foreign(text: str, *languages: str) -> bool:
    return is_in_another_language(text.split(), languages or ("en",), USUAL.__contains__)


@pytest.mark.parametrize(
    "text",
    [
        "jak zwrócić towar",
        "wie kann ich die Ware zurückgeben",
        "wo ist mein Paket",
        "ma commande est en retard",
        "bouilloire qui fuit",
        "la cafetera gotea",
        "no puedo iniciar sesión",
        "waar is mijn pakket",
        "şifremi unuttum",
        "zwrócić",
        "Bestellung kostenlos",
        "cancelar pedido",
        "siparişi iptal",
        "скасувати замовлення",
    ],
)
def test_letters_and_function_words_of_another_language_tell_it(text: str) -> None:
    assert is_foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        "where is my oder",
        "oder status",
        "oder",
        "pasword rcovery",
        "my résumé kettel",
        "cancle my order plase",
        "kettle la",
        "kettle vergessen",
        "retrun itme",
        "tarck pracel",
        "возврат товра",
    ],
)
def test_slips_that_look_like_words_of_another_language_are_slips(text: str) -> None:
    assert not is_foreign(text)


def test_usual_words_of_another_language_tell_nothing_where_it_has_articles() -> None:
    assert is_foreign("kostenlos bestellen", "en")
    assert not is_foreign("kostenlos bestellen", "en", "de")


def test_a_language_of_the_collection_is_none_other() -> None:
    assert is_foreign("wo ist mein Paket zurück")
    assert not is_foreign("wo ist mein Paket zurück", "en", "de")


def test_letters_tell_nothing_beside_a_language_whose_letters_are_not_known() -> None:
    assert is_foreign("päällä äänetön", "en")
    assert not is_foreign("päällä äänetön", "en", "fi")


def test_letters_of_two_keyboards_of_one_script_tell_nothing() -> None:
    assert not is_foreign("گزينه كتاب", "ar")
