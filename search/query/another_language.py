"""Tells a question in a language that the collection has no article in: its words are no slips of the keyboard.

By what every sentence shows, letters that only other languages write and their function words, and by words that are
usual there and hardly known here. The words that the collection's own languages know must be fewer, for *oder* may be a
mistyped order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from kb.language.languages import base, letters_of_others, main_script, scripts
from search.text.folding import fold
from search.text.stopwords import LISTED, stop_words
from search.text.wordlists import usual_list, word_list

# Languages that readers of help centres write beside those of the articles.
_OTHERS = frozenset(["de", "fr", "es", "it", "pt", "nl", "pl", "tr", "uk"])
# How usual a word is there (Zipf scale), and by how much less here: one use in ten.
USUAL_THERE, MORE_USUAL = 3.5, 1.0
# One such word may be a slip by chance; two of one language are none.
FEWEST = 2


def prepare_other_languages(languages: Iterable[str]) -> None:
    """Read the lists of other languages in the scripts of ``languages`` now rather than at the first question."""
    for code in languages:
        for other in _others_like(code):
            usual_list(other, USUAL_THERE)


def is_in_another_language(words: Sequence[str], languages: Iterable[str], known: Callable[[str], bool]) -> bool:
    """Whether ``words``, all those of a question as written, are of none of ``languages``; ``known`` tells words that
    these have or that are usual in them.
    """
    own = frozenset(languages)
    letters = letters_of_others(own)
    written = {word for word in words if not letters.isdisjoint(word.lower()) and not known(word)}
    function_words = {word for word in words if _is_function_word(word, own)}
    ours = function_words.union(filter(known, words)) - written
    if len(written) > len(ours):
        return True
    here = frozenset(map(base, own))
    for code in (LISTED | _OTHERS) - own if len(words) > 1 else ():
        theirs = {word for word in words if _is_function_word(word, {code})}
        usual = {word for word in words if word not in ours and _is_usual_there(word, code, here)}
        if len(theirs | usual) >= FEWEST:
            theirs |= usual
        if len(written | theirs - function_words) > len(ours - theirs):  # those of both tell nothing
            return True
    return False


def _is_function_word(word: str, languages: Iterable[str]) -> bool:
    return any(fold(word) in stop_words(code) for code in languages)


def _is_usual_there(word: str, code: str, here: frozenset[str]) -> bool:
    """Whether a word is usual in a language, and not in those of ``here``."""
    if code not in _OTHERS or main_script(word) not in scripts(code):
        return False
    folded = fold(word)
    there = usual_list(code, USUAL_THERE).usage(folded)
    return there >= USUAL_THERE and all(word_list(one).usage(folded) <= there - MORE_USUAL for one in here)


@lru_cache(maxsize=64)
def _others_like(language: str) -> tuple[str, ...]:
    """The other languages that are written in a script of ``language``."""
    return tuple(other for other in sorted(_OTHERS) if scripts(other) & scripts(language))
