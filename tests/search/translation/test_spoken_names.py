"""What is known of how the words of articles sound goes with them."""

from __future__ import annotations

import gc
from weakref import ref

from search.translation.spoken_names import prepare_names, spoken_names
from tests.search.index.local.words.conftest import partition


def test_an_index_that_is_replaced_is_not_kept_for_how_its_words_sound() -> None:
    part = partition("fa", "پرداخت با PayPal")
    prepare_names([part])
    assert spoken_names("پی‌پال", "fa", part, lambda _: False) == {0: ["paypal"]}
    words, passages = ref(part.words), ref(part.passages)
    del part
    gc.collect()
    assert words() is None
    assert passages() is None
