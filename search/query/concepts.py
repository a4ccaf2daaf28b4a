"""What a query asks for, word by word, as the articles of one language would say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from search.index.query_terms import Alternative, Concept
from search.index.vocabulary import LanguageWords
from search.query.negation import not_happened
from search.query.own_numbers import is_own_number
from search.query.synonyms import Synonyms
from search.text.analysis import Token, read, surest_terms, terms, tokens
from search.text.chatter import is_light
from search.text.folding import find_words, fold, words
from search.text.stemming import Stems
from search.translation.loan_words import loan_words
from search.translation.spoken_names import spoken_names
from search.translation.translator import Translator

MAX_CONCEPTS = 64
# A synonym is nearly as good as the word itself; so is a word that begins like what is being typed.
SYNONYM_WEIGHT = 0.8
COMPLETION_WEIGHT = 0.9
COMPLETIONS = 12
SHORTEST_PREFIX = 2
# What a dictionary leaves open: the word may be a form of another one than the likeliest.
UNSURE_WEIGHT = 0.8
# What a word was perhaps meant to be that no article has.
GUESS_WEIGHT = 0.8
# What two words are written as one, where the articles write them so.
JOINED_WEIGHT = 0.8
# A name as the articles write it, where the question writes it as it is heard.
HEARD_WEIGHT = 0.8
# Another name of the thing, for a word that the articles do not have.
LENT_WEIGHT = 0.8
# What articles call it that something did not happen, and the word itself: most texts that have it say that it did.
NAMED_WEIGHT = 0.8
DENIED_WEIGHT = 0.5
NO_GUESSES: Mapping[str, str] = MappingProxyType({})
_Ways = dict[Stems, dict[tuple[str, ...], float]]
"""By what stands for a word of the text the ways to say it, with what each is worth."""


def concepts(
    text: str,
    part: LanguageWords,
    synonyms: Synonyms | None = None,
    is_unfinished: bool = False,
    guesses: Mapping[str, str] = NO_GUESSES,
) -> list[Concept]:
    """The concepts of ``text`` for the articles of ``part``; a repeated word counts once.

    ``synonyms`` add other ways to say a word or phrase, ``guesses`` what a (folded) word may have been meant to be.
    With ``is_unfinished`` the last word may only be the beginning of one.
    """
    ways: _Ways = {}
    others = synonyms.expand(text, part.language) if synonyms else []
    joined = _joined(text, part)
    heard = spoken_names(text, part.language, part, lambda word: _has(word, part.language, part))
    lent = loan_words(text, part.language, part.language, lambda word: _has(word, part.language, part))
    unhappened = not_happened(text, part.language, part.language)
    for token in _telling(text, part.language):
        alternatives = {
            other.terms: SYNONYM_WEIGHT
            for found in others
            if found.start <= token.start and token.end <= found.end
            for other in found.alternatives
            if other.terms
        }
        alternatives |= dict.fromkeys(joined.get(token.start, ()), JOINED_WEIGHT)
        alternatives |= _as_heard(heard.get(token.start, ()), part.language)
        alternatives |= _found(lent.get(token.start, ()), part, LENT_WEIGHT)
        guess = guesses.get(fold(text[token.start : token.end]), "")
        if meant := tuple(surest_terms(guess, part.language)):  # nothing where it is a stop word
            alternatives[meant] = GUESS_WEIGHT
        alternatives |= _found(unhappened.get(token.start, ()), part, NAMED_WEIGHT)
        for stems in _said(token.ways, part):
            itself = _itself(stems, DENIED_WEIGHT if token.start in unhappened else 1.0)
            ways.setdefault(stems, itself).update(alternatives)
    return _concepts(ways, text, part, is_unfinished)


def foreign_concepts(
    text: str, part: LanguageWords, translator: Translator, is_unfinished: bool = False
) -> list[Concept]:
    """The concepts of ``text`` for the articles of ``part``, which are in another language: as they write it.

    A word counts as what it is called there, and as itself where they have it: names and numbers are the same
    everywhere. One that they neither have nor have a word for still counts, as one that is not found: how much of
    the question an article says must not look greater because little of it could be translated.
    """
    known = part.articles.frequency
    ways: _Ways = {}
    said = list(translator.translate(text, part.language))
    untranslated = {word.text for word in said if not word.ways}
    heard = spoken_names(text, translator.source, part, lambda word: word not in untranslated)
    lent = loan_words(text, translator.source, part.language, lambda word: word not in untranslated)
    unhappened = not_happened(text, translator.source, part.language)
    for word in [word for word in said if not is_light(word.text)] or said:
        translated = word.ways or _as_heard(heard.get(word.start, ()), part.language)
        translated = translated or dict.fromkeys(lent.get(word.start, ()), LENT_WEIGHT)
        if word.start in unhappened:
            translated = {way: DENIED_WEIGHT * worth for way, worth in translated.items()}
            translated |= dict.fromkeys(unhappened[word.start], NAMED_WEIGHT)
        others = {way: worth for way, worth in translated.items() if all(map(known, way))}
        likeliest_first = dict(sorted(others.items(), key=lambda other: -other[1]))
        # As its own language writes it as well: so stand the names that links in that language give.
        named = {(term,): 1.0 for term in word.terms} if word.is_one_thing else {}
        own = [stems for token in read(word.text, part.language) for stems in token.ways] or [tuple(word.terms)]
        is_code = any(map(str.isdigit, own[0][0]))
        for stems in own[:1] if likeliest_first and not is_code else _said(own, part):
            itself = {way: worth for way, worth in (_itself(stems) | named).items() if all(map(known, way))}
            ways.setdefault(stems, itself | likeliest_first or _itself(stems))
    return _concepts(ways, text, part, is_unfinished)


def _concepts(ways: _Ways, text: str, part: LanguageWords, is_unfinished: bool) -> list[Concept]:
    said = {stems: others for stems, others in ways.items() if not is_own_number(stems, part)}
    ways = said or ways
    if is_unfinished and text and text[-1].isalnum():
        *_, last = words(text) or [""]
        own = next((stems for token in tokens(last, part.language) for stems in token.ways), (last,))
        completed: dict[tuple[str, ...], float] = {(term,): COMPLETION_WEIGHT for term in _completions(last, part)}
        ways[own] = _itself(own) | completed | ways.get(own, {})
    found = [Concept(tuple(Alternative(way, worth) for way, worth in others.items())) for others in ways.values()]
    return found[:MAX_CONCEPTS]


def _joined(text: str, part: LanguageWords) -> dict[int, list[tuple[str, ...]]]:
    """By where each word of ``text`` begins what it is together with a neighbour, where these articles write the two
    as one: *log in*, *login*.
    """
    found: dict[int, list[tuple[str, ...]]] = {}
    for one, two in pairwise(find_words(text)):
        if text[one.end() : two.start()] == " " and one[0].isalpha() and two[0].isalpha():
            ways = next((token.ways[0] for token in tokens(one[0] + two[0], part.language)), ())
            said = [(stem,) for stem in ways if part.articles.frequency(stem)]
            for word in (one, two) if said else ():
                found.setdefault(word.start(), []).extend(said)
    return found


def _as_heard(names: Iterable[str], language: str) -> dict[tuple[str, ...], float]:
    return {tuple(found): HEARD_WEIGHT for name in names if (found := surest_terms(name, language))}


def _found(names: Iterable[tuple[str, ...]], part: LanguageWords, worth: float) -> dict[tuple[str, ...], float]:
    """Those of some ``names`` that these articles have, each with its ``worth``."""
    return {way: worth for way in names if all(map(part.articles.frequency, way))}


def _has(word: str, language: str, part: LanguageWords) -> bool:
    """Whether these articles have a word in any form, or it is a stop word."""
    found = terms(word, language)
    return not found or any(map(part.articles.frequency, found))


def _said(ways: Sequence[Stems], part: LanguageWords) -> Sequence[Stems]:
    """What of the ``ways`` to read one word (first whole, then its parts) asks for something: whole where these
    articles write it so, else its parts; a word of which they know nothing is one that is missing, not several. Of a
    code all count: another model shares its letters.
    """
    if len(ways) < 2 or any(map(str.isdigit, ways[0][0])):
        return ways
    known = [stems for stems in ways if any(map(part.articles.frequency, stems))]
    if not known:
        return ways[:1]
    whole, *parts = ways
    if whole not in known:
        return parts
    return [whole, *(stems for stems in parts if stems in known and not set(stems) <= set(whole))]


def _itself(stems: Stems, worth: float = 1.0) -> dict[tuple[str, ...], float]:
    return {(stem,): worth * (UNSURE_WEIGHT if place else 1.0) for place, stem in enumerate(stems)}


def _telling(text: str, language: str) -> Sequence[Token]:
    """The words of a text that say what it is about; all where none does."""
    found = read(text, language)
    return [token for token in found if not is_light(text[token.start : token.end])] or found


def _completions(prefix: str, part: LanguageWords) -> Iterator[str]:
    """The terms of the words most articles have that begin with ``prefix``."""
    if len(prefix) < SHORTEST_PREFIX:
        return
    begun = sorted(part.words.starting_with(prefix), key=part.words.frequency, reverse=True)[:COMPLETIONS]
    for word in begun:
        yield from surest_terms(word, part.language)[:1]
