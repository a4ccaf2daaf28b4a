"""The names in a question that it writes as they are heard, and the articles in Latin letters: пэйпал, پی‌پال, PayPal.

Only words of which the articles of the question's own language know nothing, or that no translation has, are taken
for names, and only what sounds the same to the last consonant (``search.translation.name_sounds``), of at least three
sounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from weakref import WeakKeyDictionary

from search.index.vocabulary import LanguageWords, WrittenWords
from search.text.folding import ZWNJ, find_words, fold
from search.text.wordlists import word_list
from search.translation.name_sounds import is_heard_as, latin_sound, sounds_as

LEAST_SOUNDS = 3
USUAL = 4.0
"""A word that its own language has so often (``search.text.wordlists``) is no name of another: попал, حافظ."""
MOST_WORDS = 30_000
"""So many Latin words of a language's articles are listened to, that it takes no longer for a hundred thousand."""
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
    heard = fold(word.replace(ZWNJ, "").replace("-", ""))
    if heard not in _KNOWN_TO_ALL and word_list(language).usage(heard) >= USUAL:
        return []
    return list(dict.fromkeys(_heard(heard, language, part)))


def _heard(word: str, language: str, part: LanguageWords) -> Iterator[str]:
    for heard in sounds_as(word, language):
        if heard.weight < LEAST_SOUNDS:
            continue
        for name in _by_sound(part.words).get(heard.consonants, ()):
            sound = latin_sound(name)
            if sound and is_heard_as(sound, heard):
                yield name


def _by_sound(words: WrittenWords) -> Mapping[str, Sequence[str]]:
    """The Latin words of the articles by their consonants."""
    found = _SOUNDS.get(words)
    if found is None:
        found = _SOUNDS[words] = _listened_to(words)
    return found


def _listened_to(words: WrittenWords) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for letter in map(chr, range(ord(_FIRST), ord(_AFTER))):
        for word in words.starting_with(letter)[: MOST_WORDS // 26]:
            if consonants := _consonants(word):
                found.setdefault(consonants, []).append(word)
    return found


@lru_cache(maxsize=50_000)
def _consonants(word: str) -> str:
    """What a word is listed by, nothing where it is not; most words are those of before an article was saved."""
    sound = latin_sound(word) if word.isascii() and word.isalpha() else None
    return sound.consonants if sound and sound.weight >= LEAST_SOUNDS else ""
