"""Whether two questions ask the same: by their words, the editors' synonyms and spelling, and by meaning.

Rather two topics than one wrong: of questions in one language that share words, those that differ in one ("cancel my
order", "change my order") are as near in meaning as those that ask the same, so they have to be nearer than others.
What was measured is in docs/decisions/0057.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.catalog.synonym_file import SynonymRule
from kb.language.languages import base
from search.text.analysis import surest_terms

NEAR_ACROSS_LANGUAGES = 0.87
NEAR_IN_OTHER_WORDS = 0.89
NEAR_WITH_SHARED_WORDS = 0.94
"""Cosines from which on questions ask the same: of two languages; of one, without a word in common; with one."""
NEAR_IN_WORDS = 0.6
"""The share of words in common (Jaccard) from which on they do where no model tells."""
SHORTEST_SLIP = 6
_EVERYWHERE = "all"
_DOUBLED = re.compile(r"(\w)\1")
_BRITISH = ((re.compile(r"our(?=s?\b|ed\b|ing\b|ful\b|ite)"), "or"), (re.compile(r"is(?=e[sdr]?\b|ing\b|ation)"), "iz"))
"""What English writes in two ways: colour and color, organise and organize."""


@dataclass(frozen=True)
class AskedWords:
    """A question as it is compared: what it says, word by word, with its language and its numbers and codes."""

    folded: str
    language: str
    said: frozenset[str]
    codes: frozenset[str]

    def says_the_same(self, other: AskedWords) -> bool:
        """Whether both have the same words, but for a slip in one."""
        if self.folded == other.folded:
            return True
        if self.language != other.language or self.codes != other.codes or not self.said:
            return False
        mine, theirs = self.said - other.said, other.said - self.said
        if len(mine) == len(theirs) == 1:
            return is_slip(*mine, *theirs)
        return not mine and not theirs

    def asks_the_same(self, other: AskedWords, cosine: float | None) -> bool:
        """Whether both are one topic; ``cosine`` is that of their vectors, None where there are none."""
        if self.says_the_same(other):
            return True
        if self.codes != other.codes:
            return False
        if cosine is None:
            return self.overlap(other) >= NEAR_IN_WORDS
        if self.language != other.language:
            return cosine >= NEAR_ACROSS_LANGUAGES
        return cosine >= (NEAR_WITH_SHARED_WORDS if self.said & other.said else NEAR_IN_OTHER_WORDS)

    def overlap(self, other: AskedWords) -> float:
        """The share of the words of both that they have in common (Jaccard)."""
        return len(self.said & other.said) / (len(self.said | other.said) or 1)


class QuestionReading:
    """Reads questions with the synonyms of ``rules``; those that are found one way only are no other words for it."""

    def __init__(self, rules: Iterable[SynonymRule]) -> None:
        self._rules = [rule for rule in rules if not rule.is_one_way]
        self._phrases: dict[str, Mapping[tuple[str, ...], str]] = {}

    def read(self, query: str, folded: str, language: str) -> AskedWords:
        """A question by its words."""
        terms = _terms(query, language)
        codes = frozenset(term for term in terms if any(letter.isdigit() for letter in term))
        return AskedWords(folded, base(language), frozenset(self._named(terms, language)), codes)

    def _named(self, terms: list[str], language: str) -> Iterable[str]:
        """The terms, each phrase that has synonyms by the name of its group."""
        phrases = self._phrases.get(language)
        if phrases is None:
            phrases = self._phrases[language] = dict(self._of(language))
        longest = max(map(len, phrases), default=0)
        place = 0
        while place < len(terms):
            sizes = range(min(longest, len(terms) - place), 0, -1)
            size = next((size for size in sizes if tuple(terms[place : place + size]) in phrases), 0)
            yield phrases[tuple(terms[place : place + size])] if size else terms[place]
            place += size or 1

    def _of(self, language: str) -> Iterable[tuple[tuple[str, ...], str]]:
        for number, rule in enumerate(self._rules):
            if rule.language in (_EVERYWHERE, base(language)):
                for word in rule.words:
                    if phrase := tuple(_terms(word, language)):
                        yield phrase, f"={number}"


def is_slip(one: str, other: str) -> bool:
    """Whether two longer words differ by letters doubled or not, or by two neighbours that changed places."""
    if min(len(one), len(other)) < SHORTEST_SLIP:
        return False
    if _DOUBLED.sub(r"\1", one) == _DOUBLED.sub(r"\1", other):
        return True
    if len(one) != len(other):
        return False
    places = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    first, second = places
    return one[first] == other[second] and one[second] == other[first]


def _terms(text: str, language: str) -> list[str]:
    if base(language) == "en":
        text = text.casefold()
        for written, also in _BRITISH:
            text = written.sub(also, text)
    return surest_terms(text, language)
