"""Finds the editors' synonyms in a query: which of its words have others that mean the same.

Words meet as in the index, by their terms: inflected forms, letter case, diacritics and Arabic or Persian letter
forms make no difference. Phrases are tried before words, the longest first, and never across punctuation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kb.catalog.synonym_file import EVERY_LANGUAGE, SynonymFile, SynonymRule
from kb.language.languages import UNSPACED, base, script_of
from search.text.analysis import terms
from search.text.folding import JOINTS, find_words, fold, words

_FIRST_UNSPACED = "\u0e00"
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """Another way to say it, as text and as index terms (none for a stop word)."""

    text: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """One word or phrase of a query that has synonyms.

    ``start`` and ``end`` are its place in the query, ``terms`` its own index terms.
    """

    start: int
    end: int
    terms: tuple[str, ...]
    alternatives: tuple[Paraphrase, ...]


class _Unit(NamedTuple):
    """A piece that is compared as a whole: a word, or one sign of a script that writes no spaces."""

    key: str
    start: int
    end: int
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    key: Key
    alternatives: tuple[Paraphrase, ...]
    exactly: frozenset[str] = frozenset()  # stop words count only as the editor wrote them: IT is not it


class Synonyms:
    """All rules of one file, made ready language by language; safe to use from many threads."""

    def __init__(self, rules: Iterable[SynonymRule]) -> None:
        self._rules = tuple(rules)
        self._tables: dict[str, dict[str, tuple[_Entry, ...]]] = {}

    def prepare(self, languages: Iterable[str]) -> None:
        """Make the tables of ``languages`` now rather than at the first query (some 40 ms for 2,000 groups)."""
        for language in languages:
            self._table(language)

    def expand(self, text: str, language: str) -> list[Expansion]:
        """The words and phrases of ``text`` that have synonyms in ``language``, from left to right."""
        table = self._table(language)
        if not table:
            return []
        units = _units(text, language)
        found: list[Expansion] = []
        after = 0
        for position, unit in enumerate(units):
            if unit.key in table and position >= after:
                for entry in table[unit.key]:
                    part = units[position : position + len(entry.key)]
                    if tuple(unit.key for unit in part) == entry.key and _is_meant(entry, part, text):
                        found.append(_expansion(entry, part))
                        after = position + len(part)
                        break
        return found

    def _table(self, language: str) -> dict[str, tuple[_Entry, ...]]:
        """The entries that count in ``language`` by the key of their first word, the longest first."""
        if (table := self._tables.get(language)) is None:
            counting = {EVERY_LANGUAGE, language, base(language)}
            table = _table_of((rule for rule in self._rules if rule.language in counting), language)
            self._tables[language] = table
        return table


@lru_cache(maxsize=4)
def synonyms_of(file: SynonymFile) -> Synonyms:
    """The synonyms of a catalog (``catalog.synonyms``), made once as long as the file does not change."""
    return Synonyms(file.rules)


def _table_of(rules: Iterable[SynonymRule], language: str) -> dict[str, tuple[_Entry, ...]]:
    entries: dict[Key, _Entry] = {}
    for rule in rules:
        finds = {text: (Paraphrase(text, tuple(terms(text, language))), _keys(text, language)) for text in rule.finds}
        for word in rule.words:
            own = _keys(word, language)
            others = tuple(alternative for alternative, keys in finds.values() if not own & keys)
            exactly = frozenset() if terms(word, language) else frozenset({word})
            for key in own if others else ():
                entries[key] = _merged(entries.get(key), _Entry(key, others, exactly))
    table: dict[str, list[_Entry]] = {}
    for entry in sorted(entries.values(), key=lambda entry: -len(entry.key)):
        table.setdefault(entry.key[0], []).append(entry)
    return {first: tuple(found) for first, found in table.items()}


def _merged(before: _Entry | None, entry: _Entry) -> _Entry:
    if before is None:
        return entry
    alternatives = tuple(dict.fromkeys((*before.alternatives, *entry.alternatives)))
    return replace(before, alternatives=alternatives, exactly=before.exactly | entry.exactly)


def _expansion(entry: _Entry, part: list[_Unit]) -> Expansion:
    own = tuple(dict.fromkeys(term for unit in part for term in unit.terms))
    return Expansion(part[0].start, part[-1].end, own, entry.alternatives)


def _is_meant(entry: _Entry, part: list[_Unit], text: str) -> bool:
    """Whether nothing but spaces or hyphens stands between the words, and stop words are written as in the entry."""
    gaps = (text[left.end : right.start] for left, right in pairwise(part))
    if not all(gap.isspace() or gap in ("", "-") for gap in gaps):
        return False
    return not entry.exactly or text[part[0].start : part[-1].end] in entry.exactly


def _keys(text: str, language: str) -> frozenset[Key]:
    """What an entry is recognised by: its words, compounds (``wi-fi``) also by their parts, and words not stemmed.

    The last because stemmers leave some endings on behind an article (Arabic teh marbuta typed as heh).
    """
    readings = {text, JOINTS.sub(" ", text)}
    stemmed = (tuple(unit.key for unit in _units(reading, language)) for reading in readings)
    return frozenset(key for key in (*stemmed, tuple(words(text))) if key)


def _units(text: str, language: str) -> list[_Unit]:
    """The pieces of a text, stop words among them: ``sign in`` is not ``sign``."""
    return [
        _Unit(key, match.start() + start, match.start() + end, own)
        for match in find_words(text)
        for key, start, end, own in _pieces(match[0], language)
    ]


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
    own = tuple(terms(word, language))
    return _Unit(own[0] if own else fold(word), start, start + len(word), own)
