"""Finds listed words and phrases in a text, whatever form they are written in.

Words meet as in the index, by their terms: inflected forms, letter case, diacritics and Arabic or Persian letter
forms make no difference. Phrases are tried before words, the longest first, and never across punctuation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from kb.language.languages import UNSPACED, script_of
from search.text.analysis import surest_terms
from search.text.folding import JOINTS, find_words, fold, words

_FIRST_UNSPACED = "\u0e00"
Key = tuple[str, ...]
"""What a phrase is recognised by, unit by unit."""
T = TypeVar("T")


class _Unit(NamedTuple):
    """A piece that is compared as a whole: a word, or one sign of a script that writes no spaces."""

    key: str
    start: int
    end: int
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedPhrase(Generic[T]):
    """A word or phrase with what a list says of it; ``exactly``: it counts only as written so (empty: in any form)."""

    key: Key
    value: T
    exactly: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FoundPhrase(Generic[T]):
    """A listed phrase in a text: ``start`` and ``end`` are its place, ``terms`` its own index terms."""

    start: int
    end: int
    terms: tuple[str, ...]
    value: T


class PhraseTable(Generic[T]):
    """The words and phrases that are listed in one language; immutable."""

    def __init__(self, language: str, phrases: Iterable[ListedPhrase[T]]) -> None:
        self._language = language
        by_first: dict[str, list[ListedPhrase[T]]] = {}
        for phrase in sorted(phrases, key=lambda phrase: -len(phrase.key)):
            by_first.setdefault(phrase.key[0], []).append(phrase)
        self._by_first = {first: tuple(found) for first, found in by_first.items()}

    def find(self, text: str) -> Iterator[FoundPhrase[T]]:
        """Every listed phrase of ``text`` from left to right, at each place the longest first; they overlap."""
        units = _units(text, self._language) if self._by_first else ()
        for position, unit in enumerate(units):
            for phrase in self._by_first.get(unit.key, ()):
                part = units[position : position + len(phrase.key)]
                if tuple(unit.key for unit in part) == phrase.key and _is_meant(phrase.exactly, part, text):
                    own = tuple(dict.fromkeys(term for unit in part for term in unit.terms))
                    yield FoundPhrase(part[0].start, part[-1].end, own, phrase.value)


def phrase_keys(text: str, language: str) -> frozenset[Key]:
    """What a phrase is recognised by: its words, compounds (``wi-fi``) also by their parts, and words not stemmed.

    The last because stemmers leave some endings on behind an article (Arabic teh marbuta typed as heh).
    """
    readings = {text, JOINTS.sub(" ", text)}
    stemmed = (tuple(unit.key for unit in _units(reading, language)) for reading in readings)
    return frozenset(key for key in (*stemmed, tuple(words(text))) if key)


def _is_meant(exactly: frozenset[str], part: Sequence[_Unit], text: str) -> bool:
    """Whether nothing but spaces or hyphens stands between the words, and what counts only as written is so."""
    gaps = (text[left.end : right.start] for left, right in pairwise(part))
    if not all(gap.isspace() or gap in ("", "-") for gap in gaps):
        return False
    return not exactly or text[part[0].start : part[-1].end] in exactly


@lru_cache(maxsize=64)  # several tables are asked about one text
def _units(text: str, language: str) -> tuple[_Unit, ...]:
    """The pieces of a text, stop words among them: ``sign in`` is not ``sign``."""
    return tuple(
        _Unit(key, match.start() + start, match.start() + end, own)
        for match in find_words(text)
        for key, start, end, own in _pieces(match[0], language)
    )


@lru_cache(maxsize=50_000)
def _pieces(word: str, language: str) -> tuple[_Unit, ...]:
    """A word whole; each sign of an unspaced script alone, what stands between them as words."""
    if max(word) < _FIRST_UNSPACED:
        return (_unit(word, 0, language),)
    found: list[_Unit] = []
    run = 0
    for place, character in enumerate(word):
        if script_of(character) in UNSPACED:
            found += [_unit(word[run:place], run, language), _unit(character, place, language)]
            run = place + 1
    return tuple(unit for unit in (*found, _unit(word[run:], run, language)) if unit.key)


def _unit(word: str, start: int, language: str) -> _Unit:
    own = tuple(surest_terms(word, language))
    return _Unit(own[0] if own else fold(word), start, start + len(word), own)
