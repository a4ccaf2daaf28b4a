"""Which word was meant, by the noisy channel (Kernighan, Church and Gale 1990).

A word was meant if it is likely, and likely to be mistyped as what stands there. Both are log10, so they add.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.query.lexicon import Lexicon, unheard_of
from search.text.keyboards import neighbours
from search.text.wordlists import UNLISTED

LONG_WORD = 8
MAX_CANDIDATES = 12
# What a slip costs. One word in fifty has one (10 to 15 % of queries do: Cucerzan and Brill 2004); a quarter of them
# hits the key beside, a quarter leaves a letter out, the rest swaps, doubles or adds one; each in one of some eight
# places. A first letter is seldom wrong (Pollock and Zamora 1984: one in eight of what chance would give).
BESIDE, LEFT_OUT, SWAPPED, DOUBLED, ALONG = 3.8, 3.2, 3.4, 3.6, 4.3
HALVED = 2.7  # of a double letter one is left out: the ear does not tell
VOWEL, OTHER, EXTRA = 4.3, 5.0, 5.3
TWO_SLIPS = 6.5
FIRST_LETTER = 0.7
_VOWELS = frozenset("aeiouyаеиоуыэюяاوی")


class Candidate(NamedTuple):
    """A word that may have been meant, and what it costs to mistype it so."""

    word: str
    cost: float


class Speller:
    """Finds what slips of one language's readers stood for."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.candidates = lru_cache(maxsize=4096)(self._candidates)

    def _candidates(self, word: str) -> tuple[Candidate, ...]:
        """The words that the folded ``word`` most likely is a slip for, without regard to who may see them."""
        lexicon = self.lexicon
        costs = _one_slip(word, lexicon.alphabet, neighbours(lexicon.language))
        near = list(costs)
        listed = lexicon.list.lists_each(near)
        found = {name: costs[name] for name, known in zip(near, listed, strict=True) if known or lexicon.has(name)}
        if len(word) >= LONG_WORD and not any(map(lexicon.has, found)):
            found |= dict(self._two_slips(word))
        ranked = sorted(found, key=lambda name: found[name] - lexicon.likelihood(name))
        return tuple(Candidate(name, found[name]) for name in ranked[:MAX_CANDIDATES])

    def meant_as_typed(self, word: str) -> float:
        """How likely the word was meant as it stands.

        A listed word no more usual than slips for a very usual one are is itself such a slip in the list's texts.
        """
        lexicon = self.lexicon
        listed = lexicon.usage(word)
        slips = max((10 ** (lexicon.usage(name) - cost) for name, cost in self.candidates(word)), default=0.0)
        if listed > UNLISTED and 10**listed <= 2 * slips:
            return unheard_of(word)
        attached = lexicon.attached(word) if listed == UNLISTED else None
        return lexicon.likelihood(word) if attached is None else attached

    def _two_slips(self, word: str) -> Iterator[tuple[str, float]]:
        """The collection's words at distance two; their first letter is trusted."""
        for length in range(len(word) - 2, len(word) + 3):
            names = self.lexicon.alike(word, length)
            near = process.extract(word, names, scorer=OSA.distance, score_cutoff=2, limit=8)
            yield from ((name, TWO_SLIPS) for name, distance, _ in near if distance == 2)


def _one_slip(word: str, alphabet: str, beside: Mapping[str, str]) -> dict[str, float]:
    """Every string of which ``word`` may be one slip, with its cost."""
    costs: dict[str, float] = {}

    def add(meant: str, cost: float) -> None:
        cost += FIRST_LETTER if meant[:1] != word[:1] else 0
        costs[meant] = min(cost, costs.get(meant, cost))

    for at, typed in enumerate(word):
        before, after = word[:at], word[at + 1 :]
        around = beside.get(typed, "") + typed
        doubled = word[at - 1 : at] == typed
        add(before + after, DOUBLED if doubled else ALONG if set(before[-1:] + after[:1]) & set(around) else EXTRA)
        if after and after[0] != typed:
            add(before + after[0] + typed + after[1:], SWAPPED)
        for letter in alphabet:
            both = letter in _VOWELS and typed in _VOWELS
            add(before + letter + after, BESIDE if letter in around else VOWEL if both else OTHER)
            add(before + letter + word[at:], HALVED if letter == typed else LEFT_OUT)
    for letter in alphabet:
        add(word + letter, LEFT_OUT)
    costs.pop(word, None)
    return costs
