"""What is known of one language's words: those of the collection, and those of the language at large."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from kb.language.languages import script_of, scripts
from search.index.vocabulary import Vocabulary
from search.text.analysis import terms
from search.text.keyboards import neighbours
from search.text.stopwords import stop_words
from search.text.wordlists import NO_WORDS, UNLISTED, WordList, word_list

# Half of what readers type is taken from the collection's words, half from the language's.
SHARE = 0.5
FAMILIAR = 3.5
"""A word this usual is never a slip: no other could be so much likelier that it was meant."""
ATTACHING = 2.5
_PREFIXES = {
    "ar": ("وبال", "ولل", "فال", "کال", "وال", "بال", "لل", "ال", "و", "ب", "ل", "ف", "ک", "س"),
    "fa": ("نمی", "می", "بی", "ب", "ن"),
}
_ENDINGS = {
    "ar": ("هما", "هم", "ها", "نا", "کم", "ک", "ه", "ی", "ات", "ون", "ین"),
    "fa": (
        "هایمان",
        "هایتان",
        "هایشان",
        "هایی",
        "هایم",
        "هایت",
        "هایش",
        "های",
        "ها",
        "ترین",
        "تر",
        "مان",
        "تان",
        "شان",
        "ام",
        "ات",
        "اش",
        "ای",
        "ید",
        "یم",
        "ند",
        "م",
        "ی",
    ),
}


class Lexicon:
    """One language's words, folded, and how likely readers type them.

    Likelihoods are on the Zipf scale: log10 of uses in 10⁹ words, so 6 is usual and 3 rare.
    """

    def __init__(
        self,
        language: str,
        words: Vocabulary | None = None,
        stems: Vocabulary | None = None,
        *,
        is_listed: bool = True,
    ) -> None:
        """``words`` and ``stems`` are the collection's in this language, None where it has none; not ``is_listed``:
        the language at large is not asked.
        """
        self.language = language
        self._is_listed = is_listed
        self._words, self._stems = words, stems
        self.usage = lru_cache(maxsize=16384)(self._usage)

    def knows(self, word: str, folded: str) -> bool:
        """Whether the collection has the word in any form, or it is a function word."""
        if self.has(folded) or folded in stop_words(self.language):
            return True
        return self._stems is not None and any(map(self._stems.frequency, terms(word, self.language)))

    def has(self, folded: str) -> bool:
        """Whether the collection has just this word."""
        return self._words is not None and self._words.frequency(folded) > 0

    def likelihood(self, folded: str, *, collection: bool = True) -> float:
        """How likely a reader types this word; a word nobody knows is the less likely the longer it is.

        ``collection``: whether what the collection says may be used.
        """
        zipf = self.usage(folded)
        if collection and self._words is not None and (count := self._words.frequency(folded)):
            return math.log10(SHARE * 1e9 * count / self._total + (1 - SHARE) * 10**zipf)
        return zipf if zipf > UNLISTED else unheard_of(folded)

    def attached(self, folded: str) -> float | None:
        """How likely a word is that Arabic or Persian attach particles or pronouns to; None where it is not one."""
        bare = [word for word in _bare(folded, self.language) if self.has(word) or self.usage(word) >= FAMILIAR]
        return max(map(self.likelihood, bare)) - ATTACHING if bare else None

    @cached_property
    def alphabet(self) -> str:
        """The letters its words are made of."""
        seen = set().union(*self._words.terms[::7][:5000]) if self._words else set()
        own = {letter for letter in seen if script_of(letter) in scripts(self.language)}
        return "".join(sorted(own | set(neighbours(self.language))))

    def alike(self, folded: str, length: int) -> Sequence[str]:
        """The collection's words of ``length`` letters with the first letter of ``folded``."""
        return self._drawers.get((folded[0], length), ())

    @cached_property
    def _drawers(self) -> Mapping[tuple[str, int], list[str]]:
        found: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._words.terms if self._words else ():
            if word and not any(character.isdigit() for character in word):
                found[word[0], len(word)].append(word)
        return found

    @cached_property
    def _total(self) -> int:
        return sum(map(self._words.frequency, self._words.terms)) if self._words else 0

    def prepare(self) -> None:
        """Read the list of the language at large, which takes a second or two the first time."""
        self.list.usage("")

    @property
    def list(self) -> WordList:
        """The words of the language at large."""
        return word_list(self.language) if self._is_listed else NO_WORDS

    def _usage(self, folded: str) -> float:
        """The Zipf frequency in the language at large."""
        return self.list.usage(folded)


def unheard_of(folded: str) -> float:
    """How likely a reader types just this word though nobody knows it: the less the longer it is."""
    return -0.5 - 0.25 * max(0, len(folded) - 5)


def _bare(folded: str, language: str) -> Iterator[str]:
    """The word without a prefix, without an ending, without both, where three letters are left."""
    starts = ["", *(prefix for prefix in _PREFIXES.get(language, ()) if folded.startswith(prefix))]
    ends = ["", *(ending for ending in _ENDINGS.get(language, ()) if folded.endswith(ending))]
    for start in starts:
        for end in ends:
            word = folded[len(start) : len(folded) - len(end)]
            if word != folded and len(word) >= 3:
                yield word
