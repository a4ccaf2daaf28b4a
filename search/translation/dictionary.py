"""The listed translations of one language's words and phrases into another language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from search.text.analysis import surest_terms
from search.text.phrase_table import FoundPhrase, Key, ListedPhrase, PhraseTable, phrase_keys

Ways = tuple[tuple[str, ...], ...]
"""Several ways to say the same, each as index terms."""


class Listed(NamedTuple):
    """Some ``names`` of a thing in one language, and what it is called in another."""

    names: Sequence[str]
    others: Sequence[str]


class Dictionary:
    """Finds words and phrases of the language ``source`` and says them in ``target``; immutable."""

    def __init__(self, source: str, target: str, things: Iterable[Listed]) -> None:
        found: dict[Key, dict[tuple[str, ...], None]] = {}
        for names, others in things:
            ways = dict.fromkeys(way for other in others if (way := tuple(dict.fromkeys(surest_terms(other, target)))))
            for name in names if ways else ():
                for key in phrase_keys(name, source) if surest_terms(name, source) else ():
                    found.setdefault(key, {}).update(ways)
        self._table = PhraseTable(source, (ListedPhrase(key, tuple(ways)) for key, ways in found.items()))

    def find(self, text: str) -> Iterator[FoundPhrase[Ways]]:
        """The words and phrases of ``text`` that are listed; they overlap."""
        return self._table.find(text)
