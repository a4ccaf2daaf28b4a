"""What a text denies: *has not come*, *не пришла*, لم تصل, نمی‌رسد; and what articles call that it did not happen.

The words that deny are function words and no index has them, and models hardly read them, so a text that says the
opposite has all of the words too: whose parcel has not come finds the one that came damaged. What customers wait for in
vain is of a few kinds; ``not_happened.tsv`` lists the verbs of each and the names that articles give it, from what the
languages say and not from anybody's questions. Words are compared folded, without apostrophes and half-spaces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple

from kb.language.languages import base
from search.text.analysis import read, surest_terms, terms
from search.text.folding import ZWNJ, find_words, fold
from search.text.stemming import is_denied_verb
from search.translation.listed_rows import read_rows

_DENYING = {
    "en": "no not never nothing nobody cannot cant dont doesnt didnt isnt arent wasnt werent hasnt havent hadnt wont "
    "wouldnt couldnt shouldnt",
    "ru": "не ни нет нету",
    "ar": "لم لن لا ما مش مو ليس ليست ولم ولا وما",
    "fa": "نه نیست نیستند نبود نبودند",
}
# Before these ما asks.
_ASKED_WITH = {"ar": "هو هي هذا هذه ذلك تلك الذي التي"}
_ASKING = fold("ما")
_BY_VERBS = "fa"
"""Its verbs deny by what they begin with."""
_REACH = 3
"""What is denied stands so many words behind the word that denies, or nearer; in Persian before the verb."""

_FILE = Path(__file__).with_name("not_happened.tsv")
Names = Sequence[tuple[str, ...]]
"""Several ways to say the same, each as index terms."""


class _Kind(NamedTuple):
    """By language the terms of the verbs that are denied, and the names for that it did not happen."""

    denied: Mapping[str, frozenset[str]]
    called: Mapping[str, Names]


def denies(text: str, language: str) -> bool:
    """Whether ``text`` says of something that it is not so; False in languages whose ways to say so are not known."""
    return any(_denying([_plain(match[0]) for match in find_words(text)], base(language)))


def denied_stretches(text: str, language: str) -> Sequence[tuple[int, int]]:
    """Where ``text`` has what it denies, as character offsets: a few words each."""
    found = list(find_words(text))
    code, last = base(language), len(found) - 1
    stretches = []
    for place, denies_it in enumerate(_denying([_plain(match[0]) for match in found], code)):
        start, end = (place - _REACH, place) if code == _BY_VERBS else (place + 1, place + _REACH)
        if denies_it and start <= last:
            stretches.append((found[max(start, 0)].start(), found[min(end, last)].end()))
    return stretches


def not_happened(text: str, source: str, target: str) -> Mapping[int, Names]:
    """By where a word of ``text``, which is in ``source``, begins that tells what did not happen, what articles in
    ``target`` call that; nothing in languages that are not listed.
    """
    return {start: kind.called.get(base(target), ()) for start, kind in _denied(text, source)}


@lru_cache(maxsize=64)  # the articles of each language are asked about one question
def _denied(text: str, source: str) -> Sequence[tuple[int, _Kind]]:
    """Where words begin that tell what did not happen, each with its kind."""
    stretches, code = denied_stretches(text, source), base(source)
    found = []
    for token in read(text, source) if stretches else ():
        if any(start <= token.start and token.end <= end for start, end in stretches):
            kinds = (kind for kind in _kinds() if not kind.denied.get(code, frozenset()).isdisjoint(token.terms))
            found += [(token.start, kind) for kind in islice(kinds, 1)]
    return found


@lru_cache(maxsize=1)
def _kinds() -> Sequence[_Kind]:
    listed = read_rows(_FILE)
    return [_kind(denied, called) for denied, called in zip(listed[::2], listed[1::2], strict=True)]


def _kind(denied: Mapping[str, str], called: Mapping[str, str]) -> _Kind:
    verbs = {code: frozenset(terms(cell, code)) for code, cell in denied.items()}
    names = {
        code: tuple(dict.fromkeys(way for name in cell.split(", ") if (way := tuple(surest_terms(name, code)))))
        for code, cell in called.items()
    }
    return _Kind(verbs, names)


def _denying(words: Sequence[str], code: str) -> Iterator[bool]:
    """Of each of some plain words whether it denies."""
    denying, asked_with = _folded(_DENYING.get(code, "")), _folded(_ASKED_WITH.get(code, ""))
    for word, after in pairwise((*words, "")):
        by_word = word in denying and not (word == _ASKING and after in asked_with)
        yield by_word or is_denied_verb(word, code)


def _plain(word: str) -> str:
    return fold(word).replace("'", "").replace("’", "").replace(ZWNJ, "")


@lru_cache
def _folded(listed: str) -> frozenset[str]:
    return frozenset(map(_plain, listed.split()))
