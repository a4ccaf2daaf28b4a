"""Text to index terms: stems chosen word by word, both readings of compounds, bigrams where no spaces are written.

A word is stemmed in the language of its article where that language uses the word's script, else in the most
usual language of the script: a Latin word in an Arabic article is stemmed as English.

Stemmers: Snowball (Porter 2001, snowballstem.org). Bigrams for unsegmented scripts: Nie and Ren 1999.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from kb.language.languages import UNSPACED, base, script_of
from search.text.compounds import is_compounding, parts
from search.text.folding import ARABIC_MARKS, JOINTS, MAX_WORD, find_words, fold
from search.text.stopwords import stop_words

_STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
_LANGUAGE_OF_SCRIPT = {"latin": "en", "cyrillic": "ru", "arabic": "ar", "greek": "el", "armenian": "hy"}
_LANGUAGES_OF_SCRIPT = {
    "arabic": {"ar", "fa"},
    "cyrillic": {"ru", "sr"},
    "greek": {"el"},
    "armenian": {"hy"},
    "devanagari": {"hi", "ne"},
    "tamil": {"ta"},
    "hebrew": {"yi"},
}
# Letters at a time: a "word" without end (Thai without spaces, encoded data) is read in pieces.
LONGEST = 4 * MAX_WORD
_LETTERS_AND_DIGITS = re.compile(r"[^\W\d_]{2,}|\d{2,}")

# For stemming, only what never changes a word's ending.
_STEM_LETTERS = {**dict.fromkeys("أإآٱ", "ا"), "ё": "е", "’": "'", "‘": "'", "`": "'"}
_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff\u00ad\u0640\ufe0e\ufe0f"
_stemmers = threading.local()


class Token(NamedTuple):
    """A word of a text: its index terms and where it stands, as character offsets into the text given."""

    terms: tuple[str, ...]
    start: int
    end: int


def stemmer_name(language: str) -> str | None:
    """The Snowball algorithm for a language (base code); None where its words are indexed as they are written."""
    return _STEMMERS.get(language)


def terms(text: str, language: str) -> list[str]:
    """The index terms of a text in order; stop words of ``language`` are left out."""
    return [term for token in tokens(text, language) for term in token.terms]


def tokens(text: str, language: str, possible: Callable[[str], bool] | None = None) -> Iterator[Token]:
    """The words of a text with their terms; words that are only stop words have none and are skipped, as are
    those that are not ``possible``.
    """
    code = base(language)
    for match in find_words(text):
        for start in range(match.start(), match.end(), LONGEST):
            end = min(start + LONGEST, match.end())
            if possible is not None and not possible(text[start:end]):
                continue
            if found := _terms_of(text[start:end], code):
                yield Token(found, start, end)


@lru_cache(maxsize=200_000)
def _terms_of(word: str, language: str) -> tuple[str, ...]:
    stops = stop_words(language)
    parts = [part for part in JOINTS.split(word) if part]
    if len(parts) > 4 or len(parts) == 1:
        found = [_stemmed(part, language) for part in parts if fold(part) not in stops]
        return tuple(dict.fromkeys(term for terms_ in found for term in terms_))
    if "'" in word or "’" in word:
        return _possessive(parts, language, stops)
    joined = fold("".join(parts))
    whole = () if joined in stops else _stemmed("".join(parts), language)
    split = [term for part in parts if fold(part) not in stops for term in _stemmed(part, language)]
    return tuple(dict.fromkeys((*whole, *split)))


def _possessive(parts: list[str], language: str, stops: frozenset[str]) -> tuple[str, ...]:
    """``can't`` is one word, ``l'eau`` two, ``shop's`` is ``shop``."""
    if language in ("fr", "it", "ca"):
        kept = [part for part in parts if len(part) > 1 and fold(part) not in stops]
        return tuple(term for part in kept for term in _stemmed(part, language))
    if fold("".join(parts)) in stops:
        return ()
    whole = "'".join(parts) if parts[-1].lower() == "s" else "".join(parts)
    return _stemmed(whole, language)


def _stemmed(word: str, language: str) -> tuple[str, ...]:
    return tuple(term for run in _runs(unicodedata.normalize("NFKC", word)) for term in _stemmed_run(run, language))


def _runs(word: str) -> list[str]:
    """The word, cut where writing without spaces begins or ends: ``iPhone手机`` is two."""
    if word.isascii():
        return [word] if word else []
    runs: list[str] = []
    last = False
    for character in word:
        script = script_of(character)
        unspaced = script in UNSPACED if script else last and not character.isdigit()
        if runs and unspaced == last:
            runs[-1] += character
        else:
            runs.append(character)
        last = unspaced
    return runs


def _stemmed_run(word: str, language: str) -> tuple[str, ...]:
    script = script_of(word[0]) or next(filter(None, map(script_of, word)), None)
    if script in UNSPACED:
        folded = fold(word)
        return tuple(folded[i : i + 2] for i in range(len(folded) - 1)) or (folded,)
    own = _stemmer_language(script, language)
    algorithm = _STEMMERS.get(own)
    plain = ARABIC_MARKS.sub("", word.casefold())
    plain = "".join(_STEM_LETTERS.get(c, c) for c in plain if c not in _INVISIBLE)
    if any(character.isdigit() for character in plain):
        return _model_number(fold(word))
    if algorithm is None:
        return _bounded(fold(word))
    whole = _stem(algorithm, plain) or fold(word)
    cut = [_stem(algorithm, part) for part in _parts_as_written(plain, own)] if is_compounding(own) else []
    return tuple(term for stem in dict.fromkeys((whole, *cut)) for term in _bounded(stem))


def _parts_as_written(word: str, language: str) -> tuple[str, ...]:
    """The parts of a compound with their own letters, which the stemmer needs."""
    folded = fold(word)
    cut = parts(folded, language)
    return (word[: len(cut[0])], word[-len(cut[1]) :]) if cut and len(word) == len(folded) else cut


def _stem(algorithm: str, word: str) -> str:
    return fold(_stemmer(algorithm).stemWord(_spell_for(algorithm, word))).replace("'", "")


def _model_number(folded: str) -> tuple[str, ...]:
    """``CB200`` whole and as ``CB`` and ``200``, so that all ways of writing it meet; ``E4`` only whole."""
    parts = _LETTERS_AND_DIGITS.findall(folded)
    split = parts if len(parts) > 1 and "".join(parts) == folded else []
    return tuple(term for part in (folded, *split) for term in _bounded(part))


def _bounded(term: str) -> tuple[str, ...]:
    return (term[:MAX_WORD],) if term else ()


def _stemmer_language(script: str | None, language: str) -> str:
    """The article's language where it is written in this script; else the script's most usual one."""
    if script == "latin":
        others = {code for codes in _LANGUAGES_OF_SCRIPT.values() for code in codes} - {"sr"}
        return "en" if language in others or language not in _STEMMERS else language
    if script is None:
        return language
    fitting = _LANGUAGES_OF_SCRIPT.get(script, set())
    return language if language in fitting else _LANGUAGE_OF_SCRIPT.get(script, "")


def _spell_for(algorithm: str, word: str) -> str:
    if algorithm == "arabic":
        return word.translate({0x06CC: "ي", 0x06A9: "ك"})
    if algorithm == "persian":
        return word.translate({0x064A: "ی", 0x0643: "ک", 0x0649: "ی", 0x0629: "ه"})
    return word


def _stemmer(algorithm: str) -> snowballstemmer.stemmer:
    """One stemmer a thread: they keep the word they work on."""
    found = getattr(_stemmers, algorithm, None)
    if found is None:
        found = snowballstemmer.stemmer(algorithm)
        setattr(_stemmers, algorithm, found)
    return found
