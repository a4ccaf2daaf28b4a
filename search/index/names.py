"""By what a question is recognised that is nothing but a name: a title, a keyword, another word for one.

All words count that could tell one name from another, stop words too ("where is my order" is not "order"), in whatever
form and order: people write "where my order is" and "where's my order", and a Russian verb may stand anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

from kb.language.languages import base
from search.text.analysis import surest_terms
from search.text.chatter import is_light
from search.text.folding import JOINTS, find_words, fold
from search.text.stopwords import stop_words

# What English joins with an apostrophe, and what people in a hurry join without one.
_CONTRACTED = {"s": "is", "re": "are", "m": "am", "ve": "have", "ll": "will", "d": "would"}
_JOINED = {
    **{f"{word}s": (word, "is") for word in ("where", "what", "how", "who", "when", "why", "that", "there")},
    **{f"{word}nt": (word, "not") for word in ("do", "does", "did", "is", "are", "was", "has", "have", "had", "would")},
    "im": ("i", "am"),
    "ive": ("i", "have"),
    "cant": ("can", "not"),
    "cannot": ("can", "not"),
    "wont": ("will", "not"),
}
# What in front of a name says nothing that a title need say: "how do I".
_HOW = {
    "ar": "كيف كيفية شلون ازاي كيفاش",
    "de": "wie",
    "en": "how",
    "es": "cómo",
    "fa": "چگونه چطور چطوری چجوری",
    "fr": "comment",
    "ru": "как",
    "tr": "nasıl",
}
# What tells no name from another wherever it stands: articles, whose it is, that something is asked.
_UNTELLING = {
    "ar": "هل",
    "de": "der die das den dem des ein eine einen einem einer mein meine meinen meinem meiner",
    "en": "a an the my our your this these some any",
    "es": "el la los las un una unos unas mi mis",
    "fa": "را رو یک یه آیا",
    "fr": "le la les un une des du mon ma mes",
    "ru": "мой моя моё мои моего моей мою моих свой своя своё свои своего своей свою своих ли же",
    "tr": "bir",
}
_FEWEST_AFTER_HOW = 2


@lru_cache(maxsize=10_000)
def name_keys(text: str, language: str) -> frozenset[str]:
    """What ``text`` in ``language`` and any other text that says just the same have in common: one key or two, none
    where there is no word.
    """
    code = base(language)
    said = [word for match in find_words(text) for word in _apart(fold(match[0]), code)]
    after = _after_how(said, code)
    rows = (said, after) if len(after) >= _FEWEST_AFTER_HOW else (said,)
    return frozenset(key for row in rows if (key := _key(row, code)))


def _key(said: Sequence[str], language: str) -> str:
    untelling = _folded(_UNTELLING.get(language, ""))
    telling = [word for word in said if word not in untelling and not is_light(word)] or said
    return " ".join(sorted(term for word in telling for term in surest_terms(word, language) or JOINTS.split(word)))


def _apart(word: str, language: str) -> Sequence[str]:
    """The words that a contraction is of; any other one as it is."""
    if language != "en":
        return (word,)
    if found := _JOINED.get(word.replace("'", "")):
        return found
    first, _, last = word.partition("'")
    return (first, _CONTRACTED[last]) if last in _CONTRACTED and first in stop_words(language) else (word,)


def _after_how(said: Sequence[str], language: str) -> Sequence[str]:
    """The words after "how do I", "how to"; none where the text does not begin so."""
    how, stops = _folded(_HOW.get(language, "")), stop_words(language)
    frame = list(takewhile(lambda word: word in how or word in stops or is_light(word), said))
    return said[len(frame) :] if not how.isdisjoint(frame) else ()


@lru_cache
def _folded(listed: str) -> frozenset[str]:
    return frozenset(map(fold, listed.split()))
