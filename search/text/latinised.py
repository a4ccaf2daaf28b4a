"""Arabic and Persian written in Latin letters ("6alabi ma wasal", "sefaresham nareside"), word by word in their own.

There is no one spelling: short vowels are written or not, one Latin letter stands for several, digits for what Latin
has no letter for. So words are compared by their consonants, sounds that Latin does not tell apart being one, and of
those that agree the one is taken whose long vowels stand where vowels are written, the more usual first.

Letters as in Yaghan 2008 ("Arabizi": A Contemporary Style of Arabic Slang) and the habits of Persian chats.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

LANGUAGES = ("ar", "fa")
ARTICLES = frozenset({"el", "al", "il"})
"""The Arabic article where it stands apart."""

MAX_READINGS = 16
# Consonants that Latin letters do not tell apart are written as one; vowels, and what stands for them, as nothing.
_ARABIC = dict(
    zip("بپتطثسصجچحهخدذزظژرشغقفکگلمنض", "bpttsssjchhxdzzzyrʃqqfkglmnd", strict=True),
)
_PERSIAN = {**_ARABIC, "ض": "z"}
_VOWELS = frozenset("اویع")
_LATIN: Mapping[str, tuple[str, ...]] = {
    **{letter: (letter,) for letter in "bptsjhdzrfklmnqgx"},
    **{
        sign: (sound,)
        for sign, sound in zip(("5", "6", "7", "8", "sh", "kh", "gh", "ch", "zh"), "xthqʃxqcy", strict=True)
    },
    "9": ("s", "q"),
    "c": ("k", "s"),
    "th": ("s", "z"),
    "dh": ("z", "d"),
}
_ARABIC_HABITS: Mapping[str, tuple[str, ...]] = {"g": ("j", "q"), "p": ("b",), "ch": ("ʃ",), "k": ("k", "q")}
_SIGN = re.compile(r"sh|kh|gh|ch|zh|th|dh|[a-z2356789']")
_LATIN_VOWELS = frozenset("aeiouywv23'")
_LONG = (("ee", "i"), ("oo", "u"), ("ou", "u"), ("aa", "a"))
# How a long vowel is written, and what is written for one alone.
_HEARD = {"ا": "aeo2", "و": "ouwv", "ی": "iye", "ع": "3aeiou'", "ه": "aeh"}
_CLEAR = (("3", "ع"), ("w", "و"), ("v", "و"), ("y", "ی"))
# What is attached to a word, in Latin letters, to be left out where the whole word is unknown.
_ENDINGS = {
    "ar": ("i", "ek", "ak", "ik", "kom", "kum", "ha", "hom", "na", "et", "at", "een", "oh", "o", "y", "e"),
    "fa": (
        *("ameshoon", "hatoon", "hamoon", "etoon", "emoon", "eshoon", "haye", "haro", "ham", "hash", "ash", "esh"),
        *("am", "em", "et", "at", "ro", "ha", "ye", "im", "id", "in", "an", "and", "ast", "i", "e", "o"),
    ),
}
_PREFIXES = {
    "ar": ("wal", "bel", "bil", "lel", "lil", "al", "el", "il", "w", "b", "l"),
    "fa": ("nemi", "mi", "be", "na"),
}
# A word of one consonant is meant only where it is one of the most usual of all (Zipf scale).
SHORT_WORD_USUAL = 5.5
LEAST_CONSONANTS = 2
SHORTEST_ADVERB = 4
# A long vowel that is not written, one written as another, one more that is written, and the most of all that is no
# other word.
UNWRITTEN, MISSED, DOUBLE, SPARE, LEFT_OUT = 1.0, 0.7, 0.6, 0.4, 0.5
MOST_COST = 1.0
_DIGIT_LETTERS = re.compile(r"(?=.*\d)(?=.*[a-z].*[a-z])(?:[a-z]|[235679](?!\d))+")


class Meant(NamedTuple):
    """A word as it was meant; ``consonants`` is how many agree: the more, the less it is by chance."""

    word: str
    consonants: int


class _Sounds(NamedTuple):
    """The consonants of a word, and the vowels before, between and after them."""

    consonants: str
    vowels: Sequence[str]


class Latinised:
    """The words of one language by their consonants."""

    def __init__(self, language: str, words: Mapping[str, float], beside: Latinised | None = None) -> None:
        """``words`` are folded, each with how usual it is in the language at large (Zipf scale); ``beside`` has other
        words of the same language that are known as well, and says how usual those are that both have.
        """
        self._language = language
        self._usual: dict[str, float] = {}
        self._beside = beside
        self._letters = _PERSIAN if language == "fa" else _ARABIC
        found: dict[str, list[str]] = defaultdict(list)
        for word, usual in words.items():
            if beside is not None and word in beside:
                continue
            for consonants in self._spoken(word):
                if len(consonants) >= LEAST_CONSONANTS or usual >= SHORT_WORD_USUAL:
                    found[consonants].append(word)
                    self._usual[word] = usual
        self._by_consonants = {consonants: tuple(words) for consonants, words in found.items()}

    def __contains__(self, word: str) -> bool:
        return word in self._usual or (self._beside is not None and word in self._beside)

    def usual(self, word: str) -> float:
        """How usual one of its words is."""
        return self._beside.usual(word) if self._beside is not None and word in self._beside else self._usual[word]

    def meant(self, word: str, likely: Callable[[str], float]) -> Meant | None:
        """What ``word`` (small Latin letters, with digits for letters) stands for; None where it is unknown.

        ``likely`` tells of words that sound alike which comes first; one that may not be given has 0. Of a word that
        is known only without what is attached to it, that part is given.
        """
        if found := self._whole(word, likely):
            return found
        for ending in ("", *_ENDINGS[self._language]):
            for prefix in ("", *_PREFIXES[self._language]):
                bare = word.removesuffix(ending).removeprefix(prefix)
                is_cut = word == f"{prefix}{bare}{ending}" and bare != word
                if is_cut and (found := self._whole(bare, likely)) and found.consonants > LEAST_CONSONANTS:
                    return found
        return None

    def _whole(self, word: str, likely: Callable[[str], float]) -> Meant | None:
        found = [
            (-cost, first, candidate, len(read.consonants))
            for read in _latin(word, self._language)
            for candidate in self._sounding(read.consonants)
            if (cost := _cost(read.vowels, self._sounds(candidate).vowels)) <= MOST_COST
            and (first := likely(candidate)) > 0
        ]
        if not found:
            return None
        *_, best, consonants = max(found)
        return Meant(best, consonants)

    def _sounding(self, consonants: str) -> Sequence[str]:
        own = self._by_consonants.get(consonants, ())
        return (*own, *self._beside._sounding(consonants)) if self._beside is not None else own

    def _spoken(self, word: str) -> Iterator[str]:
        """The consonants of a word, once more as it is spoken; none where it has other letters."""
        if all(letter in self._letters or letter in _VOWELS for letter in word):
            consonants = self._sounds(word).consonants
            yield consonants
            if self._language == "ar" and "ث" in word:  # many say t
                yield self._sounds(word.replace("ث", "ت")).consonants

    def _sounds(self, word: str) -> _Sounds:
        consonants: list[str] = []
        vowels = [""]
        for place, letter in enumerate(word):
            is_silent = letter == "ه" and 0 < place == len(word) - 1
            if letter in _VOWELS or is_silent:
                vowels[-1] += letter
            else:
                consonants.append(self._letters[letter])
                vowels.append("")
        return _Sounds("".join(consonants), vowels)


def has_digit_letters(word: str) -> bool:
    """Whether digits stand among small letters as letters do: in ``7abibi``, not in ``CB200`` or ``e4``."""
    return bool(_DIGIT_LETTERS.fullmatch(word))


@lru_cache(maxsize=4096)
def _latin(word: str, language: str) -> Sequence[_Sounds]:
    """The consonants that a Latin word may have, with the vowels written around them."""
    for written, one in _LONG:
        word = word.replace(written, one)
    if language == "ar" and word.endswith("an") and len(word) > SHORTEST_ADVERB:
        word = word[:-1]  # shukran, abadan: the n is heard and not written
    signs = _SIGN.findall(word)
    if not word or sum(map(len, signs)) != len(word):
        return ()
    habits = _ARABIC_HABITS if language == "ar" else {}
    choices: list[Sequence[str]] = []
    vowels = [""]
    last = ""
    for place, sign in enumerate(signs):
        is_silent = sign == "h" and place == len(signs) - 1 and last in ("a", "e")
        if sign in _LATIN_VOWELS or is_silent:
            vowels[-1] += sign
        elif sign != last:  # doubled consonants are one
            choices.append(tuple(dict.fromkeys((*habits.get(sign, ()), *_LATIN[sign]))))
            vowels.append("")
        last = sign
    return tuple(_Sounds("".join(way), vowels) for way in islice(product(*choices), MAX_READINGS))


def _cost(written: Sequence[str], own: Sequence[str]) -> float:
    """How badly the vowels that are written fit the long ones of a word."""
    *inner, last = own
    last = "ا" if last == "ی" and written[-1] == "a" else last  # 3ala, mata: a at the end is written with either
    is_left_out = written[-1] in ("a", "i", "u", "o") and not last
    return sum(map(_misfit, written, (*inner, last))) + (LEFT_OUT if is_left_out else 0.0)


def _misfit(written: str, own: str) -> float:
    if not own:
        return 0.0 if len(written) <= 1 and written not in ("w", "v", "y", "3") else DOUBLE
    if not written:
        return UNWRITTEN
    missed = sum(not set(_HEARD[letter]) & set(written) for letter in own)
    spare = sum((letter in written) != (sign in own) for letter, sign in _CLEAR[:1])
    spare += sum(letter in written and sign not in own for letter, sign in _CLEAR[1:])
    return MISSED * missed + SPARE * spare
