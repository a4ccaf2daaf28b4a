"""Which words translate each other, from texts that do: IBM Model 1 in both directions. Pure functions over numbers.

Model 1 with an empty word: Brown, Della Pietra, Della Pietra and Mercer 1993, "The mathematics of statistical machine
translation", section 4.1. A pair counts by the geometric mean of both directions: each word must be explained by the
other (the agreement of Liang, Taskar and Klein 2006, here after training instead of within it).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from search.index.arrays import Floats, Ints

ITERATIONS = 5
DOUBT = 0.5
"""Occurrences of every word that nothing explains, so that two words that met once by chance are not sure."""


class WordPairs(NamedTuple):
    """Words that translate each other, by number: ``first[n]`` and ``second[n]`` as surely as ``share[n]`` (0 to 1)."""

    first: Ints
    second: Ints
    share: Floats


def align(first: Sequence[Ints], second: Sequence[Ints]) -> WordPairs:
    """The pairs of words that meet in texts of which ``first[n]`` and ``second[n]`` translate each other; each text is
    the numbers of its words, each once.
    """
    if not any(len(a) * len(b) for a, b in zip(first, second, strict=True)):
        none = np.zeros(0, np.int64)
        return WordPairs(none, none, np.zeros(0, np.float32))
    sizes = [len(a) * len(b) for a, b in zip(first, second, strict=True)]
    text = np.repeat(np.arange(len(sizes)), sizes)
    one = np.concatenate([np.repeat(a, len(b)) for a, b in zip(first, second, strict=True)])
    two = np.concatenate([np.tile(b, len(a)) for a, b in zip(first, second, strict=True)])
    width = int(two.max()) + 1
    names, pair = np.unique(one * width + two, return_inverse=True)
    ones, twos = np.divmod(names, width)
    there, back = _explained(text, two, pair, ones), _explained(text, one, pair, twos)
    return WordPairs(ones, twos, np.sqrt(there * back).astype(np.float32))


def _explained(text: Ints, word: Ints, pair: Ints, by: Ints) -> Floats:
    """How likely each pair's one word is said as the other.

    One number a meeting: its ``text``, the ``word`` to be explained, and its ``pair``; ``by`` has each pair's word
    that explains.
    """
    _, first, token = np.unique(text * (int(word.max()) + 1) + word, return_index=True, return_inverse=True)
    words = word[first]  # of each token, which is a word in a text
    share, empty = np.ones(len(by)), np.ones(int(word.max()) + 1)
    for _ in range(ITERATIONS):
        weight, unexplained = share[pair], empty[words]
        whole = np.bincount(token, weight) + unexplained
        counts = np.bincount(pair, weight / whole[token], len(by))
        share = counts / (np.bincount(by, counts) + DOUBT)[by]
        left = np.bincount(words, unexplained / whole, len(empty))
        empty = left / left.sum()
    return np.asarray(share)
