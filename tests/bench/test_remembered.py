"""Vectors are computed once, and found again by the next run."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench.remembered import loaded_once
from search.models.embedder import Model
from tests.conftest import BagOfWords

TEXTS = ["reset the password", "descale the kettle", "reset the password"]


def test_texts_are_embedded_once_and_come_back_in_their_order(embedder: BagOfWords) -> None:
    remembered = loaded_once(Model("bag", None, lambda: embedder)).load()
    vectors = remembered.embed_passages(TEXTS)
    assert np.array_equal(vectors, embedder.embed_queries(TEXTS))
    assert np.array_equal(remembered.embed_passages(TEXTS), vectors)
    assert sorted(embedder.passages_embedded) == sorted(set(TEXTS))
    assert (remembered.fingerprint, remembered.dimension) == (embedder.fingerprint, embedder.dimension)


def test_the_next_run_finds_them_in_the_folder(tmp_path: Path, embedder: BagOfWords) -> None:
    first = loaded_once(Model("bag", None, lambda: embedder), tmp_path).load()
    vectors = first.embed_passages(TEXTS)
    again = BagOfWords()
    second = loaded_once(Model("bag", None, lambda: again), tmp_path).load()
    assert np.array_equal(second.embed_passages(TEXTS), vectors)
    assert again.passages_embedded == []


def test_what_readers_type_and_what_articles_say_are_kept_apart(tmp_path: Path) -> None:
    class Prompted(BagOfWords):
        def embed_queries(self, texts):  # type: ignore[no-untyped-def]
            return super().embed_queries([f"question {text}" for text in texts])

    remembered = loaded_once(Model("bag", None, Prompted), tmp_path).load()
    passages, queries = remembered.embed_passages(TEXTS[:1]), remembered.embed_queries(TEXTS[:1])
    assert not np.array_equal(passages, queries)
    assert np.array_equal(queries, Prompted().embed_queries(TEXTS[:1]))
