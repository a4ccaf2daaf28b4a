"""Takes compounds apart in languages that write them as one word: ``Garantieverlängerung`` is about ``Garantie``.

A word is cut in two where both parts are usual words of the language, with or without a letter that joins them, and
more usual than the whole (Koehn and Knight 2003, with their frequencies from outside the collection, so that the
same word is cut in the same way in articles and queries).
"""

from __future__ import annotations

from functools import lru_cache

from search.text.wordlists import word_list

_SHORTEST = 8
_SHORTEST_PART = 4
# On the Zipf scale: three in a million words.
_USUAL = 3.4
_JOINTS = {
    "de": ("", "s", "es", "n", "en", "er"),
    "nl": ("", "s", "en", "e"),
    "sv": ("", "s"),
    "da": ("", "s", "e"),
    "nb": ("", "s", "e"),
    "nn": ("", "s", "e"),
    "no": ("", "s", "e"),
}


def is_compounding(language: str) -> bool:
    """Whether the language's compounds are taken apart."""
    return language in _JOINTS


@lru_cache(maxsize=50_000)
def parts(word: str, language: str) -> tuple[str, ...]:
    """The two parts of a folded compound; none where it is none."""
    if len(word) < _SHORTEST or language not in _JOINTS:
        return ()
    usage = word_list(language).usage
    best = max(_USUAL, usage(word))
    found: tuple[str, ...] = ()
    for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        right = usage(word[at:])
        if right <= best:
            continue
        for joint in _JOINTS[language]:
            left = word[: at - len(joint)]
            if word[:at].endswith(joint) and len(left) >= _SHORTEST_PART and min(usage(left), right) > best:
                best, found = min(usage(left), right), (left, word[at:])
    return found
