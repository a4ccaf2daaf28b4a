"""Whether a text denies something: *has not come*, *не пришла*, لم تصل, نمی‌رسد.

The words that deny are function words and no index has them, so a text that says the opposite has all of the words too:
whose parcel has not come finds the one that came damaged. Words are compared folded, without apostrophes.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from kb.language.languages import base
from search.text.folding import find_words, fold

_DENYING = {
    "en": "not never cannot cant dont doesnt didnt isnt arent wasnt werent hasnt havent hadnt wont wouldnt couldnt "
    "shouldnt",
    "ru": "не ни нет",
    "ar": "لم لن لا ما مش مو ليس ليست",
}
# Before these ما asks.
_ASKED_WITH = {"ar": "هو هي هذا هذه ذلك تلك الذي التي"}
_ASKING = fold("ما")
# Where a verb is denied by what it begins with.
_PREFIXES = {"fa": "نمی"}
_SHORTEST = 5


def denies(text: str, language: str) -> bool:
    """Whether ``text`` says of something that it is not so; False in languages whose ways to say so are not known."""
    code = base(language)
    denying, asked_with, prefix = (
        _folded(_DENYING.get(code, "")),
        _folded(_ASKED_WITH.get(code, "")),
        _PREFIXES.get(code),
    )
    for word, after in pairwise((*(_plain(match[0]) for match in find_words(text)), "")):
        if word in denying and not (word == _ASKING and after in asked_with):
            return True
        if prefix and word.startswith(prefix) and len(word) >= _SHORTEST:
            return True
    return False


def _plain(word: str) -> str:
    return fold(word).replace("'", "").replace("’", "")


@lru_cache
def _folded(listed: str) -> frozenset[str]:
    return frozenset(map(_plain, listed.split()))
