"""Both engines read the same texts by turns, and the table says how they compare."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.embedding import evenly, table_of, timed
from search.models.embedder import Matrix


def test_engines_take_turns_and_read_the_same() -> None:
    calls: list[tuple[str, tuple[str, ...]]] = []

    def engine(name: str, vector: Sequence[float]) -> object:
        def embed(texts: Sequence[str]) -> Matrix:
            calls.append((name, tuple(texts)))
            return np.array([vector] * len(texts), np.float32)

        return embed

    row = timed("x", engine("old", (1, 0)), engine("new", (0.6, 0.8)), list("abcde"), 2)  # type: ignore[arg-type]
    assert [name for name, _ in calls] == ["old", "new", "new", "old", "old", "new", "new", "old"]
    assert [texts for name, texts in calls[2:] if name == "old"] == [("a", "b"), ("c", "d"), ("e",)]
    assert round(row.cosine, 3) == 0.6
    assert row.ratio == row.now / row.before > 0
    lines = table_of([row], 0.25).split("\n")
    assert lines[2].startswith("| x | ")
    assert "| 0.25 |" in lines[3]


def test_texts_are_taken_from_the_first_to_the_last() -> None:
    assert evenly(list("abcdefg"), 3) == ["a", "d", "g"]
    assert evenly(list("ab"), 5) == ["a", "b"]
