"""Finds the products that a query names: by a code, however it is written, by name or by another word for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kb.brand.brand import EVERY_LANGUAGE
from kb.catalog.products import ProductFile
from kb.language.languages import base
from search.text.analysis import terms
from search.text.folding import find_words, fold
from search.text.phrase_table import FoundPhrase, Key, ListedPhrase, PhraseTable, phrase_keys

_Ids = frozenset[str]


def named_products(file: ProductFile, text: str, language: str) -> frozenset[str]:
    """The ids of the products of ``file`` that ``text`` in ``language`` names."""
    if not file:
        return frozenset()
    said = frozenset(terms(text, language))
    by_code = (id_ for code, id_ in _codes(file).items() if code in said)
    by_name = (id_ for phrase in _longest(_names(file, language), text) for id_ in phrase.value)
    return frozenset((*by_code, *by_name))


def without_products(file: ProductFile, text: str, language: str) -> str:
    """``text`` in ``language`` without the names and codes of products that it names."""
    if not file:
        return text
    codes = _codes(file)
    spans = [(found.start, found.end) for found in _longest(_names(file, language), text)]
    spans += [match.span() for match in find_words(text) if fold("".join(filter(str.isalnum, match[0]))) in codes]
    left, end = [], 0
    for start, stop in sorted(spans):
        left.append(text[end : max(start, end)])
        end = max(stop, end)
    return " ".join("".join((*left, text[end:])).split())


def _longest(names: PhraseTable[_Ids], text: str) -> Iterator[FoundPhrase[_Ids]]:
    """What is named from left to right; of names that overlap the longest: a hand blender is no blender."""
    end = 0
    for phrase in names.find(text):
        if phrase.start >= end:
            end = phrase.end
            yield phrase


@lru_cache(maxsize=4)
def _codes(file: ProductFile) -> dict[str, str]:
    """The products by their codes as the index joins them: ``cb200`` for ``CB-200``."""
    return {fold("".join(filter(str.isalnum, code))): product.id for product in file.products for code in product.codes}


@lru_cache(maxsize=64)
def _names(file: ProductFile, language: str) -> PhraseTable[_Ids]:
    found: dict[Key, _Ids] = {}
    for product in file.products:
        counting = dict.fromkeys((language, base(language), EVERY_LANGUAGE))
        for name in (name for code in counting for name in product.names(code)):
            for key in phrase_keys(name, language):
                found[key] = found.get(key, frozenset()) | {product.id}
    return PhraseTable(language, (ListedPhrase(key, ids) for key, ids in found.items() if key))
