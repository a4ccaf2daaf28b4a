"""Arabic words without what is written onto them: article, particles, pronouns, number; broken plurals by a list.

Light stemming (Larkey, Ballesteros and Connell 2007) takes off what looks like an affix. Here a list of how usual
words are decides whether it is one: the ``ب`` of ``بطاقة`` is none, since ``البطاقة`` is a word. All words are folded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

Usage = Callable[[str], float]
"""How usual a folded word is, on the Zipf scale; 0 where it is not listed."""

_SHORTEST = 3
# What the affix costs: log10 of how much rarer a word is with it than without.
_ARTICLES = {"ال": -1.5, "وال": -1.0, "بال": -1.0, "کال": 0.0, "فال": 0.0, "لل": -1.0, "ولل": -0.5, "وبال": -0.5}
_PARTICLES = {"و": 0.8, "ف": 1.0, "ب": 0.8, "ل": 0.8, "ک": 1.2, "وب": 1.2, "ول": 1.2}
_NUMBERS = {"ات": -1.0, "ون": 1.0, "ین": 0.0, "ان": 1.0, "تین": 0.0, "تان": 0.5}
_PRONOUNS = {"ی": 0.3, "ک": 0.3, "نا": 0.5, "کم": 0.3, "هم": 0.5, "ها": 0.3, "هما": 0.5, "کن": 0.5, "هن": 0.5}
_ACCUSATIVE, _ACCUSATIVE_COST = "ا", 0.5
"""How an indefinite object is written: ``حسابا`` of ``حساب``."""
_FEMININE = "ه"
_HIDDEN = 0.7
"""How much likelier a ``ت`` before a pronoun is a ``ة``."""
# ``ال`` before a word tells that it is a noun as it stands, unless it is so rare with it that it was a slip.
_A_NOUN, _A_SLIP = 2.0, 2.5


class _Reading(NamedTuple):
    base: str
    cost: float


def stem(word: str, usage: Usage, fold: Callable[[str], str], *, is_bare: bool = False) -> str:
    """What all forms of the noun ``word`` (folded) have in common; ``fold`` folds the words of the list of plurals.

    ``is_bare``: its last letter is an ``ا`` as it was typed, without the hamza of ``شراء``, which folding takes away.
    """
    plurals = broken_plurals(fold)
    best, value = word, usage(word)
    for reading in _readings(word, usage, is_bare):
        base = plurals.get(reading.base, reading.base)
        worth = max(usage(reading.base), usage(base)) - reading.cost
        if worth > value and usage(reading.base) > 0:
            best, value = reading.base, worth
    if not value:
        best = _lightly(word)
    best = plurals.get(best, best)
    return best[:-1] if len(best) > _SHORTEST and best.endswith(_FEMININE) else best


def _readings(word: str, usage: Usage, is_bare: bool) -> Iterator[_Reading]:
    """Each way to take the word apart, with what it costs."""
    for rest, cost in _without_prefixes(word, _is_noun(word, usage)):
        if rest != word:
            yield _Reading(rest, cost)
        if is_bare and rest.endswith(_ACCUSATIVE) and len(rest) > _SHORTEST:
            yield _Reading(rest[:-1], cost + _ACCUSATIVE_COST)
        for ending, price in (*_NUMBERS.items(), *_PRONOUNS.items()):
            if rest.endswith(ending):
                bare, paid = rest[: -len(ending)], cost + price
                found = _owned(bare, paid) if ending in _PRONOUNS else _numbered(bare, paid)
                yield from (reading for reading in found if len(reading.base) >= _SHORTEST)


def _is_noun(word: str, usage: Usage) -> bool:
    with_article = usage("ال" + word)
    return with_article >= _A_NOUN and with_article >= usage(word) - _A_SLIP


def _owned(bare: str, cost: float) -> Iterator[_Reading]:
    """What stands before a pronoun: ``ة`` and the hamza of ``عملاء`` are written otherwise there."""
    yield _Reading(bare, cost)
    if bare.endswith("ت"):
        yield _Reading(bare[:-1] + _FEMININE, cost - _HIDDEN)
    if bare.endswith("ات"):
        yield from _numbered(bare[:-2], cost + _NUMBERS["ات"])
    if bare.endswith("ای"):
        yield _Reading(bare[:-1], cost)


def _numbered(bare: str, cost: float) -> Iterator[_Reading]:
    """What a plural or dual is of: a word in ``ة`` loses it."""
    yield _Reading(bare, cost)
    yield _Reading(bare + _FEMININE, cost)


def _without_prefixes(word: str, is_noun: bool) -> Iterator[tuple[str, float]]:
    yield word, 0.0
    if is_noun:
        return
    for prefix, cost in (*_ARTICLES.items(), *_PARTICLES.items()):
        if word.startswith(prefix) and len(word) - len(prefix) >= (2 if prefix == "ال" else _SHORTEST):
            yield word[len(prefix) :], cost


def _lightly(word: str) -> str:
    """By looks alone, for words that nobody has listed."""
    for prefix in sorted(_ARTICLES, key=len, reverse=True):
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST:
            word = word[len(prefix) :]
            break
    for ending in ("ات", "ون", "ین", "ها", "ی"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word


@cache
def broken_plurals(fold: Callable[[str], str]) -> Mapping[str, str]:
    """The singular of each broken plural that is listed, both folded."""
    lines = (files(__package__) / "broken_plurals.txt").read_text("utf-8").splitlines()
    pairs = (line.partition(":")[::2] for line in lines if ":" in line and not line.startswith("#"))
    return {fold(plural): fold(singular) for singular, plurals in pairs for plural in plurals.split()}
