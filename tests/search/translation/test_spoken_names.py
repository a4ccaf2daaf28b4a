"""What is known of how the words of articles sound goes with them."""

from __future__ import annotations

import gc
from weakref import ref

from search.translation.spoken_names import prepare_names, spoken_names
from tests.search.index.local.words.conftest import partition


def test_a_name_is_heard_below_what_is_written_onto_it() -> None:
    part = partition("ar", "صفحتنا على Facebook")
    assert spoken_names("بالفيسبوك", "ar", part, lambda _: False) == {0: ["facebook"]}


def test_of_a_word_in_russian_its_stem_is_no_name() -> None:
    """коллект stands below no collect call."""
    part = partition("ru", "collect call")
    assert spoken_names("коллективом", "ru", part, lambda _: False) == {}


def test_an_index_that_is_replaced_is_not_kept_for_how_its_words_sound() -> None:
    part = partition("fa", "پرداخت با PayPal")
    prepare_names([part])
    assert spoken_names("پی‌پال", "fa", part, lambda _: False) == {0: ["paypal"]}
    words, passages = ref(part.words), ref(part.passages)
    del part
    gc.collect()
    assert words() is None
    assert passages() is None
