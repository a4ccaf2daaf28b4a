"""Words that a question has from English, and what the articles call the same things: الباسوورد is كلمة المرور there.

Readers write such words as they hear them, in no one spelling (باسورد, اكاونت, емейл), where articles have a word of
their own. What no article has is looked for in ``loan_words.tsv`` and by how it sounds
(``search.translation.name_sounds``) among the English names of the glossary, and stands for all names of that thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from kb.language.languages import base
from search.text.analysis import read, surest_terms
from search.text.folding import fold
from search.translation.dictionary import Ways
from search.translation.glossary import things_by_word
from search.translation.listed_rows import read_rows
from search.translation.spoken_names import SURE_SOUNDS, by_consonants, sounding_like

_FILE = Path(__file__).with_name("loan_words.tsv")


def prepare_loan_words() -> None:
    """Listen to the glossary now rather than at the first question."""
    _english()
    _listed()


def loan_words(text: str, source: str, target: str, is_known: Callable[[str], bool]) -> Mapping[int, Ways]:
    """By where a word of ``text``, which is in ``source``, begins what articles in ``target`` may call the same thing,
    as index terms; ``is_known`` tells words that need no other name.
    """
    found = {}
    for token in read(text, source):
        word = text[token.start : token.end]
        if not word.isascii() and not is_known(word):
            names = (name for english in _lent_by(word, source) for name in _called(english, base(target)))
            if others := dict.fromkeys(name for name in names if not set(name) <= set(token.terms)):
                found[token.start] = tuple(others)
    return found


def _lent_by(word: str, source: str) -> Iterator[str]:
    """The English words of the glossary that ``word`` is."""
    listed = _listed().get(base(source), {})
    for reading in (fold(word), *surest_terms(word, source)):
        if reading in listed:
            yield listed[reading]
            return
    yield from sounding_like(word, source, _english(), SURE_SOUNDS)


@lru_cache(maxsize=4096)
def _called(english: str, language: str) -> Ways:
    """What the things of an English name are called in a language."""
    names = (name for thing in things_by_word()[english] for name in thing.get(language, ()))
    return tuple(dict.fromkeys(way for name in names if (way := tuple(dict.fromkeys(surest_terms(name, language))))))


@lru_cache(maxsize=1)
def _english() -> Mapping[str, Sequence[str]]:
    """The English words of the glossary by how they sound."""
    return by_consonants(things_by_word())


@lru_cache(maxsize=1)
def _listed() -> Mapping[str, Mapping[str, str]]:
    """By language the English word of each that is listed, folded."""
    found: dict[str, dict[str, str]] = {}
    for row in read_rows(_FILE):
        for language in row.keys() - {"en"}:
            found.setdefault(language, {}).update((fold(form), row["en"]) for form in row[language].split(", "))
    return found
