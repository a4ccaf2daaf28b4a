"""How usual a word is in its language, known from outside the collection: the evidence that a word is no slip.

The lists come in the package ``wordfreq`` (Speer 2022; 45 languages, Wikipedia, subtitles, news, books and the web up
to 2021). They are kept as sorted arrays of hashes, twelve bytes a word, since only membership and frequency are asked.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from kb.language.languages import base
from search.text.folding import fold

Zipf = NDArray[np.float32]
UNLISTED = 0.0
"""The Zipf value of a word that no list has: rarer than one in a thousand million."""

AT_ONCE = 20_000
"""Words that are folded together: all of them at once would take a quarter of a gigabyte for a moment."""

_LISTED_AS = {"no": "nb", "nn": "nb", "sr": "sh", "hr": "sh", "bs": "sh"}


class WordList:
    """The words of a language, folded, with their frequency on the Zipf scale (log10 of uses in 10⁹ words; 3 rare)."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        """``groups``: the words used once in 10^(n/100), for n from 0 on."""
        values = np.repeat(9 - np.arange(len(groups)) / 100, [len(group) for group in groups])
        words = chain.from_iterable(groups)
        parts = [_hashes(part) for part in iter(lambda: list(islice(words, AT_ONCE)), [])]
        hashes = np.concatenate([np.zeros(0, np.int64), *parts])
        # The first of equal ones is the most usual: the groups come in that order.
        self._hashes, first = np.unique(hashes, return_index=True)
        self._sorted = self._hashes.data
        self._zipf: Zipf = values[first].astype(np.float32)

    def __len__(self) -> int:
        return len(self._hashes)

    def usage(self, word: str) -> float:
        """The frequency of one (folded) word, ``UNLISTED`` where it is not listed."""
        wanted = hash(word)
        place = bisect_left(self._sorted, wanted)
        return float(self._zipf[place]) if place < len(self) and self._sorted[place] == wanted else UNLISTED

    def zipf(self, words: Sequence[str]) -> Zipf:
        """The same for many words at once."""
        if not len(self._hashes):
            return np.full(len(words), UNLISTED, np.float32)
        wanted = np.fromiter(map(hash, words), np.int64, len(words))
        places = np.minimum(np.searchsorted(self._hashes, wanted), len(self._hashes) - 1)
        return np.where(self._hashes[places] == wanted, self._zipf[places], np.float32(UNLISTED))


def _hashes(words: Sequence[str]) -> NDArray[np.int64]:
    """The hash of each word, folded."""
    text = unicodedata.normalize("NFKC", "\n".join(words))
    folded = text.translate({ord(c): fold(c) for c in set(text) if c != "\n"}).split("\n")
    return np.fromiter(map(hash, folded), np.int64, len(folded))


NO_WORDS = WordList([])


@lru_cache(maxsize=64)
def word_list(language: str) -> WordList:
    """The list of a language, read when it is first wanted (up to two seconds); empty where there is none."""
    import wordfreq  # late: half a second that a start need not wait for

    code = _LISTED_AS.get(base(language), base(language))
    path = wordfreq.available_languages("best").get(code)
    return WordList(wordfreq.read_cBpack(path) if path else [])


@lru_cache(maxsize=64)
def usual_list(language: str, least: float) -> WordList:
    """The words of a language that are at least so usual (Zipf scale): some ten thousand, read in some 50 ms."""
    import wordfreq

    path = wordfreq.available_languages("small").get(_LISTED_AS.get(base(language), base(language)))
    groups = wordfreq.read_cBpack(path) if path else []
    return WordList(groups[: round(100 * (9 - least)) + 1])


def usual_words(language: str, least: float) -> dict[str, float]:
    """The folded words of a language that are at least so usual (Zipf scale), with how usual they are."""
    import wordfreq

    path = wordfreq.available_languages("small").get(_LISTED_AS.get(base(language), base(language)))
    found: dict[str, float] = {}
    for place, group in enumerate(wordfreq.read_cBpack(path) if path else []):
        if (zipf := 9 - place / 100) < least:
            break
        for word in map(fold, group):
            found.setdefault(word, zipf)  # the most usual of those that are folded alike
    return found
