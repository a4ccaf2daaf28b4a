"""The names in a question that it writes as they are heard, and the articles in Latin letters: пэйпал, پی‌پال, PayPal.

Only words of which the articles of the question's own language know nothing, or that no translation has, are taken
for names, and only what sounds the same to the last consonant (``search.translation.name_sounds``), of at least three
sounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from weakref import WeakKeyDictionary

from kb.language.languages import base
from search.index.vocabulary import LanguageWords, WrittenWords
from search.text.analysis import surest_terms
from search.text.folding import ZWNJ, find_words, fold
from search.text.wordlists import word_list
from search.translation.name_sounds import is_heard_as, latin_sounds, sounds_as

LEAST_SOUNDS = 3
SURE_SOUNDS = 4
"""By fewer no word is known of which something was taken off, nor one that no article has: مزاج would be a message."""
USUAL = 4.0
"""A word that its own language has so often (``search.text.wordlists``) is no name of another: попал, حافظ."""
MOST_WORDS = 30_000
"""So many Latin words of a language's articles are listened to, that it takes no longer for a hundred thousand."""
_ATTACHING = ("ar", "fa")
"""Languages that write articles, particles and owners onto a word. A stem of another tells less than the word."""
_FIRST, _AFTER = "a", "{"
_KNOWN_TO_ALL = frozenset(
    fold(name)
    for names in (
        "گوگل جوجل غوغل اندروید أندرويد تلگرام تلغرام اینستاگرام إنستغرام واتساب",
        "یوتیوب يوتيوب فیسبوک فيسبوك توییتر تويتر ویندوز ويندوز اپل مایکروسافت",
    )
    for name in names.split()
)
"""Names that are as usual in Persian and Arabic as words of their own."""
_SOUNDS: WeakKeyDictionary[WrittenWords, Mapping[str, Sequence[str]]] = WeakKeyDictionary()
"""As long as the words are there: an article that is saved makes new ones, with all that the index knows of them."""


def prepare_names(parts: Sequence[LanguageWords]) -> None:
    """Listen to the words of the articles now rather than at the first question (some 60 ms for 5,000 words)."""
    for part in parts:
        _by_sound(part.words)


def spoken_names(
    text: str, language: str, part: LanguageWords, is_known: Callable[[str], bool]
) -> Mapping[int, Sequence[str]]:
    """By where a word of ``text``, which is in ``language``, begins the Latin words (folded) of the articles of
    ``part`` that it sounds like; ``is_known`` tells words that are no names. Of two words that are one name both have
    it.
    """
    found: dict[int, Sequence[str]] = {}
    matches = list(find_words(text))
    unknown = [match for match in matches if not match[0].isascii() and not is_known(match[0])]
    for match in unknown:
        if names := _names(match[0], language, part):
            found[match.start()] = names
    for one, two in pairwise(matches):
        if one in unknown and two in unknown and text[one.end() : two.start()] == " ":
            for match in (one, two) if (names := _names(one[0] + two[0], language, part)) else ():
                found.setdefault(match.start(), names)
    return found


def _names(word: str, language: str, part: LanguageWords) -> Sequence[str]:
    return sounding_like(word, language, _by_sound(part.words))


def sounding_like(
    word: str, language: str, listed: Mapping[str, Sequence[str]], least: int = LEAST_SOUNDS
) -> Sequence[str]:
    """Those of the Latin words ``listed`` (``by_consonants``) that a word of ``language`` sounds like, as it stands
    with ``least`` sounds or more, or without what is written onto it (بالفيسبوك) with ``SURE_SOUNDS``.
    """
    written = fold(word.replace(ZWNJ, "").replace("-", ""))
    usage = word_list(language).usage
    attached = surest_terms(word, language) if base(language) in _ATTACHING else ()
    readings = dict.fromkeys(attached, SURE_SOUNDS) | {written: least}
    return list(
        dict.fromkeys(
            name
            for reading, sounds in readings.items()
            if reading in _KNOWN_TO_ALL or usage(reading) < USUAL
            for name in _heard(reading, language, listed, sounds)
        )
    )


def _heard(word: str, language: str, listed: Mapping[str, Sequence[str]], least: int) -> Iterator[str]:
    for heard in sounds_as(word, language):
        if heard.weight < least:
            continue
        for name in listed.get(heard.consonants, ()):
            if any(sound.consonants == heard.consonants and is_heard_as(sound, heard) for sound in latin_sounds(name)):
                yield name


def _by_sound(words: WrittenWords) -> Mapping[str, Sequence[str]]:
    """The Latin words of the articles by their consonants."""
    found = _SOUNDS.get(words)
    if found is None:
        letters = map(chr, range(ord(_FIRST), ord(_AFTER)))
        latin = (word for letter in letters for word in words.starting_with(letter)[: MOST_WORDS // 26])
        found = _SOUNDS[words] = by_consonants(latin)
    return found


def by_consonants(latin: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Folded words in Latin letters by the consonants that are heard; those of too few sounds are left out."""
    found: dict[str, list[str]] = {}
    for word in latin:
        for consonants in _consonants(word):
            found.setdefault(consonants, []).append(word)
    return found


@lru_cache(maxsize=50_000)
def _consonants(word: str) -> Sequence[str]:
    """What a word is listed by, nothing where it is not; most words are those of before an article was saved."""
    sounds = latin_sounds(word) if word.isascii() and word.isalpha() else ()
    return tuple(dict.fromkeys(sound.consonants for sound in sounds if sound.weight >= LEAST_SOUNDS))
