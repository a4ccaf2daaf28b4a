"""Says the words of a question in the language of other articles, by all that is known of both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from typing import NamedTuple

from kb.catalog.catalog import Catalog
from kb.language.languages import base
from search.index.interface import Index
from search.text.analysis import read
from search.translation.editors_words import editors_words
from search.translation.glossary import glossary_between
from search.translation.learned import learn, learned_words

LISTED = 0.8
"""What a listed translation is worth of the word itself: words have several meanings, and lists tell none of them."""

Translated = Mapping[tuple[str, ...], float]
"""Ways to say something in another language, each as index terms, with what it is worth of the word itself."""


def prepare_glossary(languages: Iterable[str]) -> None:
    """Make the tables between ``languages`` now rather than at the first question (some 60 ms a pair)."""
    for source, target in permutations(map(base, languages), 2):
        glossary_between(source, target)


def prepare_learned(index: Index, catalog: Catalog) -> None:
    """Learn all pairs of languages now rather than at the first question (some 50 ms a pair of 26 articles)."""
    learn(index, catalog, index.sizes)


class TranslatedWord(NamedTuple):
    """A word of a question, as it stands there (at ``start``) and as index terms of its language, and how the other one
    says it; ``is_one_thing``: the terms all stand for the same.
    """

    text: str
    terms: Sequence[str]
    ways: Translated
    is_one_thing: bool = True
    start: int = 0


class Translator:
    """Translates words of the language ``source`` for the articles of an index, some of which a catalog has in both."""

    def __init__(self, index: Index, catalog: Catalog, source: str) -> None:
        self._index, self._catalog, self.source = index, catalog, source

    def translate(self, text: str, target: str) -> Iterator[TranslatedWord]:
        """The words of ``text`` that say something, as ``target`` says them; a phrase counts for each of its words."""
        source = self.source
        glossary = glossary_between(base(source), base(target))
        phrases = [*editors_words(self._catalog.synonyms, source, target).find(text), *glossary.find(text)]
        learned = learned_words(self._index, self._catalog, source, target)
        for token in read(text, source):
            ways: dict[tuple[str, ...], float] = {}
            for term in token.terms:
                for way, share in learned.get(term, {}).items():
                    ways[way,] = max(share, ways.get((way,), 0.0))
            for phrase in phrases:
                if phrase.start <= token.start and token.end <= phrase.end:
                    ways |= {way: max(LISTED, ways.get(way, 0.0)) for way in phrase.value}
            yield TranslatedWord(text[token.start : token.end], token.terms, ways, len(token.ways) == 1, token.start)
