"""Finds the editors' synonyms in a query: which of its words have others that mean the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from kb.catalog.synonym_file import EVERY_LANGUAGE, SynonymFile, SynonymRule
from kb.language.languages import base
from search.text.analysis import surest_terms, terms
from search.text.phrase_table import Key, ListedPhrase, PhraseTable, phrase_keys


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


_Entry = ListedPhrase[tuple[Paraphrase, ...]]


class Synonyms:
    """All rules of one file, made ready language by language; safe to use from many threads."""

    def __init__(self, rules: Iterable[SynonymRule]) -> None:
        self._rules = tuple(rules)
        self._tables: dict[str, PhraseTable[tuple[Paraphrase, ...]]] = {}

    def prepare(self, languages: Iterable[str]) -> None:
        """Make the tables of ``languages`` now rather than at the first query (some 40 ms for 2,000 groups)."""
        for language in languages:
            self._table(language)

    def expand(self, text: str, language: str) -> list[Expansion]:
        """The words and phrases of ``text`` that have synonyms in ``language``, from left to right; the longest of
        those that overlap.
        """
        found: list[Expansion] = []
        for phrase in self._table(language).find(text):
            if not found or phrase.start >= found[-1].end:
                found.append(Expansion(phrase.start, phrase.end, phrase.terms, phrase.value))
        return found

    def _table(self, language: str) -> PhraseTable[tuple[Paraphrase, ...]]:
        """The entries that count in ``language``."""
        if (table := self._tables.get(language)) is None:
            counting = {EVERY_LANGUAGE, language, base(language)}
            table = _table_of((rule for rule in self._rules if rule.language in counting), language)
            self._tables[language] = table
        return table


@lru_cache(maxsize=4)
def synonyms_of(file: SynonymFile) -> Synonyms:
    """The synonyms of a catalog (``catalog.synonyms``), made once as long as the file does not change."""
    return Synonyms(file.rules)


def _table_of(rules: Iterable[SynonymRule], language: str) -> PhraseTable[tuple[Paraphrase, ...]]:
    entries: dict[Key, _Entry] = {}
    for rule in rules:
        finds = {
            text: (Paraphrase(text, tuple(surest_terms(text, language))), phrase_keys(text, language))
            for text in rule.finds
        }
        for word in rule.words:
            own = phrase_keys(word, language)
            others = tuple(alternative for alternative, keys in finds.values() if not own & keys)
            # Stop words count only as the editor wrote them: IT is not it.
            exactly = frozenset() if terms(word, language) else frozenset({word})
            for key in own if others else ():
                entries[key] = _merged(entries.get(key), ListedPhrase(key, others, exactly))
    return PhraseTable(language, entries.values())


def _merged(before: _Entry | None, entry: _Entry) -> _Entry:
    if before is None:
        return entry
    alternatives = tuple(dict.fromkeys((*before.value, *entry.value)))
    return replace(before, value=alternatives, exactly=before.exactly | entry.exactly)
