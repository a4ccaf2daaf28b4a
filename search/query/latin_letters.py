"""A whole query in Arabic or Persian that was written in Latin letters, as it was meant.

Nearly any word has the consonants of some Arabic one, so what tells is the whole: words that the collection itself has
say most, longer ones more than short ones, digits used as letters much; words without any reading speak against it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from search.index.vocabulary import LanguageWords
from search.query.wrong_keyboard import STRANGE, Likelihood
from search.text.keyboards import own_letters
from search.text.latinised import ARTICLES, LANGUAGES, Latinised, Meant, has_digit_letters
from search.text.wordlists import usual_words

# What a word says, by how many of its consonants agree (the last: so many or more): one that the collection has, and
# one that the language at large has; digits as letters; a word without a reading, and a short one. And what is enough.
# Set on fifty queries of our own: none of 47 in other languages and of names reached it, 22 of 32 that were meant did.
KNOWN = (0.0, 0.1, 0.5, 1.2, 2.2, 3.0)
USUAL = (0.0, 0.1, 0.1, 0.3, 0.8, 1.5)
DIGITS = 1.5
UNREAD, UNREAD_SHORT, SHORT = -1.5, -0.3, 2
ENOUGH = 2.1
# How usual words of the language at large must be to be meant (Zipf scale).
LEAST_USUAL = 3.5
# The collection's own words come before all others that sound alike.
KNOWN_FIRST = 10.0
# So many of the letters may be of words that the Latin language of the page knows as usual (Zipf scale).
FAMILIAR, MOST_FAMILIAR = 4.0, 0.4
MAX_WORDS = 40
_WORD = re.compile(r"[a-z0-9']+(?:-[a-z0-9']+)*", re.IGNORECASE)
Readers = Callable[[str], Latinised]
"""The words of a language by their sounds."""
Has = Callable[[str, str], bool]
"""Whether the collection has a word of a language that the reader may see."""


def words_by_sound(language: str, part: LanguageWords | None) -> Latinised:
    """The words of a language at large and of a collection's ``part`` by how they sound in Latin letters."""
    own = dict.fromkeys(part.words.terms, 0.0) if part else {}
    return Latinised(language, own, _usual_by_sound(language))


@lru_cache(maxsize=len(LANGUAGES))
def _usual_by_sound(language: str) -> Latinised:
    """Those of the language at large: the same whatever article is saved, and made in a second or two."""
    return Latinised(language, usual_words(language, LEAST_USUAL))


def in_own_letters(
    text: str, languages: Sequence[str], latin: str, readers: Readers, has: Has, likelihood: Likelihood
) -> str | None:
    """``text`` in the letters of one of ``languages``, None where it was not meant so.

    ``latin`` is the language that Latin letters are taken for; ``likelihood`` as in ``on_another_keyboard``.
    """
    typed = [word for word in _WORD.findall(text.lower()) if not _is_model(word)]
    letters = sum(map(len, typed))
    if not typed or len(typed) > MAX_WORDS or not text.isascii():
        return None
    likely = [likelihood(latin, word) for word in typed]
    strange = sum(len(word) * zipf for word, zipf in zip(typed, likely, strict=True)) < STRANGE * letters
    known = sum(len(word) for word, zipf in zip(typed, likely, strict=True) if zipf >= FAMILIAR)
    if not strange or known > MOST_FAMILIAR * letters:
        return None
    found = [
        (*_converted(text, code, readers(code), has, lambda word: likelihood(latin, word) >= STRANGE), -place)
        for place, code in enumerate(languages)
        if code in LANGUAGES
    ]
    score, converted, _ = max(found, key=lambda one: (one[0], one[2]), default=(0.0, "", 0))
    return converted if score >= ENOUGH else None


def _converted(
    text: str, language: str, reader: Latinised, has: Has, is_latin: Callable[[str], bool]
) -> tuple[float, str]:
    """How much speaks for a language, and the text in its letters but for names and models."""
    score = 0.0

    def likely(candidate: str) -> float:
        return reader.usual(candidate) + (KNOWN_FIRST if has(candidate, language) else 0.0)

    def read(match: re.Match[str]) -> str:
        nonlocal score
        word = match[0].lower()
        if _is_model(word):
            return match[0]
        meant = reader.meant(word, likely)
        if meant is None:
            if not is_latin(word):
                score += UNREAD if len(word) > SHORT else UNREAD_SHORT
            return match[0]
        score += _says(meant, is_known=has(meant.word, language)) + (DIGITS if has_digit_letters(word) else 0.0)
        return meant.word

    if language == "ar":
        text = _ARTICLE.sub("", text)
    converted = _WORD.sub(read, text)
    return score, own_letters(converted, language)


def _is_model(word: str) -> bool:
    return any(map(str.isdigit, word)) and not has_digit_letters(word)


def _says(meant: Meant, *, is_known: bool) -> float:
    says = KNOWN if is_known else USUAL
    return says[min(meant.consonants, len(says) - 1)]


_ARTICLE = re.compile(rf"(?<![a-z0-9'])(?:{'|'.join(sorted(ARTICLES))})[\s-]+(?=[a-z])", re.IGNORECASE)
