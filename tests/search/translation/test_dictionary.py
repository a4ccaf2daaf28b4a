"""Words and phrases of one language as another says them."""

from __future__ import annotations

from search.translation.dictionary import Dictionary, Listed

RUSSIAN = Dictionary(
    "en",
    "ru",
    [Listed(["gift card"], ["подарочная карта"]), Listed(["card"], ["карта", "карточка"]), Listed(["a"], ["и"])],
)


def said(text: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {text[found.start : found.end]: found.value for found in RUSSIAN.find(text)}


def test_a_phrase_is_said_with_all_its_words_and_its_words_as_well() -> None:
    assert said("my gift cards") == {
        "gift cards": (("подарочн", "карт"),),
        "cards": (("карт",), ("карточк",)),
    }


def test_a_function_word_has_no_translation() -> None:
    assert said("a the and") == {}
