"""What the editors' synonyms say across languages: groups for all languages, and groups that share a name.

A group of Arabic words and one of English words that both hold ``CB-200`` name the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kb.catalog.synonym_file import EVERY_LANGUAGE, SynonymFile, SynonymRule
from kb.language.languages import base
from search.text.folding import fold
from search.translation.dictionary import Dictionary, Listed


@lru_cache(maxsize=64)
def editors_words(file: SynonymFile, source: str, target: str) -> Dictionary:
    """What the synonyms of a catalog say from one language into another."""
    return Dictionary(source, target, _things(file, source, target))


def _things(file: SynonymFile, source: str, target: str) -> Iterator[Listed]:
    for rule in _of(file, EVERY_LANGUAGE):
        yield Listed(rule.words, rule.finds)
    others = [(_names(rule), rule) for rule in _of(file, target)]
    for rule in _of(file, source):
        names = _names(rule)
        for other_names, other in others:
            if names & other_names:
                yield Listed(rule.words, other.finds)


def _of(file: SynonymFile, language: str) -> list[SynonymRule]:
    return [rule for rule in file.rules if rule.language in (language, base(language))]


def _names(rule: SynonymRule) -> frozenset[str]:
    return frozenset(map(fold, (*rule.words, *rule.finds)))
