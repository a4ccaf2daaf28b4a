"""One word to what stands for all its forms: by the dictionary of its language where there is one, and by Snowball.

Snowball (Porter 2001, snowballstem.org) cuts endings. It cannot bring back what changes within a word, and does not
know what is written onto Arabic and Persian ones. Where a dictionary leaves it open, a word has several stems: texts
are indexed under all of them, and a query is content with any.

A word is stemmed in the language of its article where that language uses the word's script, else in the most
usual language of the script: a Latin word in an Arabic article is stemmed as English.
"""

from __future__ import annotations

import threading
from functools import lru_cache

from Stemmer import Stemmer

from search.text.compounds import is_compounding, parts
from search.text.folding import ARABIC_MARKS, MAX_WORD, fold
from search.text.stems import arabic, english, persian, russian
from search.text.wordlists import word_list

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
# For stemming, only what never changes a word's ending.
_STEM_LETTERS = {**dict.fromkeys("أإآٱ", "ا"), "ё": "е", "’": "'", "‘": "'", "`": "'"}
_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff\u00ad\u0640\ufe0e\ufe0f"
_stemmers = threading.local()
KEPT = 4096
"""Words whose stems are kept: a question is read in each language of the articles, and stems of a Latin word are the
same in three of four."""

Stems = tuple[str, ...]
"""What stands for a word, the surest first: any of them will do."""


def stemmer_name(language: str) -> str | None:
    """The Snowball algorithm for a language (base code); None where its words are indexed as they are written."""
    return _STEMMERS.get(language)


def stems_of(word: str, script: str | None, language: str) -> tuple[Stems, ...]:
    """The stems of a word of one script, and of the parts of a compound; none where nothing is left of it."""
    return _stems_of(word, _stemmer_language(script, language))


@lru_cache(maxsize=KEPT)
def is_denied_verb(word: str, language: str) -> bool:
    """Whether a word (folded, without half-spaces) is a verb that says by its form that something is not done: نیامد.

    False in languages (base codes) that deny by words of their own.
    """
    return language == "fa" and persian.denies(word, fold)


@lru_cache(maxsize=KEPT)
def _stems_of(word: str, own: str) -> tuple[Stems, ...]:
    algorithm = _STEMMERS.get(own)
    if algorithm is None:
        return (way,) if (way := bounded(fold(word))) else ()
    plain = ARABIC_MARKS.sub("", word.casefold())
    plain = "".join(_STEM_LETTERS.get(c, c) for c in plain if c not in _INVISIBLE)
    found = [_of_word(plain, own, algorithm)]
    if is_compounding(own):
        found += [(_stem(algorithm, part),) for part in _parts_as_written(plain, own)]
    return tuple(dict.fromkeys(way for stems in found if (way := bounded(*stems))))


def bounded(*stems: str) -> Stems:
    """Those that are something, each once and no longer than is indexed."""
    return tuple(dict.fromkeys(stem[:MAX_WORD] for stem in stems if stem))


def _of_word(plain: str, language: str, algorithm: str) -> Stems:
    folded = fold(plain)
    if language == "ar":
        noun = arabic.stem(folded, word_list("ar").usage, fold, is_bare=plain.endswith("ا"))
        return noun, _stem(algorithm, plain)  # which cuts verbs better
    if language == "fa":
        return persian.stems(folded, word_list("fa").usage, fold)
    if language == "ru" and (lemmas := russian.lemmas(plain)):
        return tuple(_stem(algorithm, lemma.replace("ё", "е")) for lemma in lemmas)
    if language == "en":
        plain = english.base_form(plain)
    return (_stem(algorithm, plain) or folded,)


def _parts_as_written(word: str, language: str) -> tuple[str, ...]:
    """The parts of a compound with their own letters, which the stemmer needs."""
    folded = fold(word)
    cut = parts(folded, language)
    return (word[: len(cut[0])], word[-len(cut[1]) :]) if cut and len(word) == len(folded) else cut


def _stem(algorithm: str, word: str) -> str:
    return fold(_stemmer(algorithm).stemWord(_spell_for(algorithm, word))).replace("'", "")


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


def _stemmer(algorithm: str) -> Stemmer:
    """One stemmer a thread: they keep the word they work on."""
    found = getattr(_stemmers, algorithm, None)
    if found is None:
        found = Stemmer(algorithm)
        setattr(_stemmers, algorithm, found)
    return found
