"""What a query asks for, word by word, as the articles of one language would say it."""

from __future__ import annotations

from collections.abc import Iterator

from search.index.query_terms import Alternative, Concept
from search.index.vocabulary import LanguageWords
from search.query.synonyms import Synonyms
from search.text.analysis import Token, terms, tokens
from search.text.chatter import is_light
from search.text.folding import words

MAX_CONCEPTS = 64
# A synonym is nearly as good as the word itself; so is a word that begins like what is being typed.
SYNONYM_WEIGHT = 0.8
COMPLETION_WEIGHT = 0.9
COMPLETIONS = 12
SHORTEST_PREFIX = 2


def concepts(
    text: str, part: LanguageWords, synonyms: Synonyms | None = None, is_unfinished: bool = False
) -> list[Concept]:
    """The concepts of ``text`` for the articles of ``part``; a repeated word counts once.

    ``synonyms`` add other ways to say a word or phrase. With ``is_unfinished`` the last word may only be the
    beginning of one.
    """
    ways: dict[str, dict[tuple[str, ...], float]] = {}
    others = synonyms.expand(text, part.language) if synonyms else []
    for token in _telling(text, part.language):
        alternatives = {
            other.terms: SYNONYM_WEIGHT
            for found in others
            if found.start <= token.start and token.end <= found.end
            for other in found.alternatives
            if other.terms
        }
        for term in token.terms:
            ways.setdefault(term, {(term,): 1.0}).update(alternatives)
    if is_unfinished and text and text[-1].isalnum():
        *_, last = words(text) or [""]
        own = next(iter(terms(last, part.language)), last)
        completed: dict[tuple[str, ...], float] = {(term,): COMPLETION_WEIGHT for term in _completions(last, part)}
        ways[own] = {(own,): 1.0} | completed | ways.get(own, {(own,): 1.0})
    found_concepts = [
        Concept(tuple(Alternative(terms_, weight) for terms_, weight in alternatives.items()))
        for alternatives in ways.values()
    ]
    return found_concepts[:MAX_CONCEPTS]


def _telling(text: str, language: str) -> list[Token]:
    """The words of a text that say what it is about; all where none does."""
    found = list(tokens(text, language))
    return [token for token in found if not is_light(text[token.start : token.end])] or found


def _completions(prefix: str, part: LanguageWords) -> Iterator[str]:
    """The terms of the words most articles have that begin with ``prefix``."""
    if len(prefix) < SHORTEST_PREFIX:
        return
    begun = sorted(part.words.starting_with(prefix), key=part.words.frequency, reverse=True)[:COMPLETIONS]
    for word in begun:
        yield from terms(word, part.language)[:1]
