"""The words of a question as another language says them, by everything that is known."""

from __future__ import annotations

import pytest

from kb.catalog.article import PUBLIC_ONLY
from search.translation.translator import LISTED, TranslatedWord, Translator
from tests.search.conftest import Searchable


def translated(searchable: Searchable, text: str, source: str, target: str) -> list[TranslatedWord]:
    snapshot = searchable.service.state.snapshot
    assert snapshot is not None
    translator = Translator(snapshot.seen_by(PUBLIC_ONLY), searchable.library.catalog, source)
    return list(translator.translate(text, target))


def test_a_phrase_is_said_for_each_of_its_words_beside_what_they_say_alone(bilingual: Searchable) -> None:
    gift, card = translated(bilingual, "gift cards", "en", "ru")
    assert (gift.text, card.text, card.terms) == ("gift", "cards", ("card",))
    assert gift.ways["подарочн", "карт"] == card.ways["подарочн", "карт"] == LISTED
    assert ("карт",) in card.ways
    assert ("карт",) not in gift.ways


def test_what_the_collection_teaches_counts_as_surely_as_it_does(bilingual: Searchable) -> None:
    (word,) = translated(bilingual, "the zorp", "en", "ru")
    assert max(word.ways.values()) > 0.5


def test_function_words_are_not_translated_and_unknown_ones_have_no_ways(bilingual: Searchable) -> None:
    (word,) = translated(bilingual, "how do I xyzzy", "en", "ru")
    assert (word.text, word.ways) == ("xyzzy", {})


@pytest.mark.parametrize(
    ("text", "language", "key"),
    [
        ("откуда пятна", "ru", "only/english"),
        ("my kettle", "en", "only/russian"),
    ],
)
def test_an_article_of_one_language_is_found_from_the_other_by_words(
    bilingual: Searchable, text: str, language: str, key: str
) -> None:
    assert key in bilingual.found(text, language)


def test_an_article_is_found_by_what_links_of_another_language_call_it_and_no_longer_when_they_are_gone(
    searchable: Searchable,
) -> None:
    searchable.write("en/only.md", "Something in English.", title="Something")
    searchable.write("fa/other.md", "به [گلدان‌های شکسته](only.md) نگاه کنید.", title="دیگر")
    searchable.index()
    assert searchable.found("گلدان شکسته", "fa") == ["only", "other"]
    searchable.write("fa/other.md", "چیزی نیست.", title="دیگر")
    searchable.index()
    assert "only" not in searchable.found("گلدان شکسته", "fa")
