"""Tells a question in a language that the collection has no article in: its words are no slips of the keyboard.

By what every sentence shows: letters that only other languages write, and their function words. The words that the
collection's own languages know must be fewer, for *oder* may be a mistyped order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kb.language.languages import letters_of_others
from search.text.folding import fold
from search.text.stopwords import LISTED, stop_words


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
    for code in LISTED - own if len(words) > 1 else ():
        theirs = {word for word in words if _is_function_word(word, {code})}
        if len(written | theirs - function_words) > len(ours - theirs):  # those of both tell nothing
            return True
    return False


def _is_function_word(word: str, languages: Iterable[str]) -> bool:
    return any(fold(word) in stop_words(code) for code in languages)
