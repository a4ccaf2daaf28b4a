"""What people say around a question: greetings, thanks, "could you please tell me", "I want to"; and its core.

One source for search and desk: the lists of ``search/text/phrases.py``. Which language a text is in need not be known:
the lists know each other's letters apart, and within the Latin and the Arabic letters their phrases are no words of
another's content.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from search.text.folding import JOINTS, find_words, fold
from search.text.phrases import LANGUAGES, Found, Kind, Phrases, light_words, phrases

MOST_ADDRESSED = 4
READ_KEPT = 256
"""Texts whose words are kept: each sentence of a message is looked at a dozen times, for one thing after another."""
NAME_WORDS = 3
_CLAUSE = re.compile(r"[.,!?:;،؛؟…。，！？\n()«»\"]|(?<=\s)[-–—]")
_SENTENCE = re.compile(r"[.!?؟…。！？\n][^\w]*")
_EDGES = " \t\n,،;؛:–—-"
_BROKEN_END = re.compile(r"[\s,،;؛:–—-]+(?=[.!?؟…]*$)")
# "and", "so": written together with the word that follows.
_PREFIXES = ("و", "ف")
_CLAUSES: tuple[Kind, ...] = ("remark", "solved")
_BEGINNINGS: tuple[Kind, ...] = ("opening", "thanks", "further")
_GOODBYES: tuple[Kind, ...] = ("farewell", "thanks")
_AFTER_AND: tuple[Kind, ...] = ("polite", "opening", "thanks")


class _Piece(NamedTuple):
    """A word, or one of those that half-spaces, hyphens and the like join."""

    start: int
    end: int
    folded: str
    is_first: bool
    is_last: bool
    """Whether a compound, which may be of several words, begins and ends with this one."""


def core_of(text: str) -> str:
    """``text`` without what is said around its question; as it is where nothing would be left.

    What stays is as it was typed and in its order. Takes time in proportion to the text.
    """
    read, gone = _read(text), _said_around(text)
    left = [word for word, is_gone in zip(read, gone, strict=True) if not is_gone]
    return text if not left or len(left) == len(read) else _without(text, read, gone)


@lru_cache(maxsize=4096)
def is_light(word: str) -> bool:
    """Whether a word says nothing of what is asked for: "want", "please", می‌خواهم."""
    return fold(JOINTS.sub("", word)) in light_words()


def says_nothing(text: str) -> bool:
    """Whether ``text`` has words, and all of them are said around a question: there is none in it."""
    return bool(_read(text)) and all(_said_around(text))


def beginning(text: str, kind: Kind, language: str = "") -> int:
    """Where the longest phrase of a kind ends that ``text`` begins with; 0 where it begins with none.

    With ``language`` only its list counts, should it have one.
    """
    read = _read(text)
    found = phrases(kind, language if language in LANGUAGES else "").at([word.folded for word in read], 0)
    return max((read[one.end - 1].end for one in found if read[one.end - 1].is_last), default=0)


def after(text: str, kind: Kind) -> int:
    """The same without what is part of the phrase and stays: where that begins, if it has such a part."""
    read = _read(text)
    found = phrases(kind).at([word.folded for word in read], 0)
    longest = max((one for one in found if read[one.end - 1].is_last), key=lambda one: one.end, default=None)
    if longest is None:
        return 0
    return read[min(longest.kept)].start if longest.kept else read[longest.end - 1].end


def is_whole(text: str, kind: Kind) -> bool:
    """Whether ``text`` is nothing but a phrase of a kind."""
    read = _read(text)
    return any(one.end == len(read) for one in phrases(kind).at([word.folded for word in read], 0))


def names(text: str, kind: Kind) -> bool:
    """Whether a phrase of a kind stands anywhere in ``text``; of kinds that are clauses, whether a clause is one."""
    read = _read(text)
    folded, breaks = [piece.folded for piece in read], _breaks(text, read)
    is_clause = kind in _CLAUSES
    return any(
        not is_clause or (breaks[place] and breaks[one.end])
        for place in range(len(read))
        for one in phrases(kind).at(folded, place)
    )


def greeting(text: str) -> int:
    """Where the greeting ends that ``text`` begins with, and who is addressed by it; 0 where there is none."""
    read = _read(text)
    end = _greeted(text, read, 0)
    return read[end - 1].end if end else 0


@lru_cache(maxsize=READ_KEPT)
def _read(text: str) -> tuple[_Piece, ...]:
    found: list[_Piece] = []
    for match in find_words(text):
        at = match.start()
        pieces = []
        for piece in JOINTS.split(match[0]):
            pieces.append((at, at + len(piece), fold(piece)))
            at += len(piece) + 1
        pieces = [piece for piece in pieces if piece[2]]
        for place, piece in enumerate(pieces):
            found.append(_Piece(*piece, place == 0, place == len(pieces) - 1))
    return tuple(found)


def _breaks(text: str, read: Sequence[_Piece]) -> list[bool]:
    """Whether a clause ends before each word, and after the last."""
    return [True, *(bool(_CLAUSE.search(text, one.end, two.start)) for one, two in pairwise(read)), True]


@lru_cache(maxsize=READ_KEPT)
def _said_around(text: str) -> tuple[bool, ...]:
    """For each word whether it is said around the question."""
    read = _read(text)
    gone = [False] * len(read)
    folded = [word.folded for word in read]
    breaks = _breaks(text, read)
    at = 0
    while at < len(read):
        found = _longest(text, read, folded, breaks, at, is_clause=breaks[at] or (at > 0 and gone[at - 1]))
        if found is None:
            at += 1
            continue
        for place in range(at, found.end):
            gone[place] = place - at not in found.kept
        at = found.end
    return tuple(gone)


def _longest(
    text: str, read: Sequence[_Piece], folded: Sequence[str], breaks: Sequence[bool], at: int, *, is_clause: bool
) -> Found | None:
    """The longest thing said around a question that begins with the word ``at``."""
    if not read[at].is_first:
        return None
    found = [*phrases("polite").at(folded, at)]
    if is_clause:
        found += (one for kind in _BEGINNINGS for one in phrases(kind).at(folded, at))
        found += (one for kind in _CLAUSES for one in phrases(kind).at(folded, at) if breaks[one.end])
        if end := _greeted(text, read, at) or _goodbye(text, read, breaks, at):
            found.append(Found(end, frozenset()))
        if folded[at].startswith(_PREFIXES) and len(folded[at]) > len(_PREFIXES[0]) + 1:
            row = [folded[at][1:], *folded[at + 1 : at + Phrases.LONGEST]]
            found += (one for kind in _AFTER_AND for one in phrases(kind).at(row, 0, shift=at))
    else:
        found += (one for one in phrases("thanks").at(folded, at) if one.end == len(read))
    whole = [one for one in found if read[one.end - 1].is_last]
    return max(whole, key=lambda one: one.end, default=None)


def _greeted(text: str, read: Sequence[_Piece], at: int) -> int:
    """The number of the word after the greeting at the word ``at``; 0 where none is there."""
    folded = [word.folded for word in read[at : at + Phrases.LONGEST]]
    end = max((one.end for one in phrases("greeting").at(folded, 0)), default=0) + at
    if end == at:
        return 0
    known = phrases("addressed")
    last = min(end + MOST_ADDRESSED, len(read))
    named = end
    while named < last and not _CLAUSE.search(text, read[named - 1].end, read[named].start):
        is_known = bool(known.at([read[named].folded], 0))
        if not is_known and not text[read[named].start].isupper():
            break
        named += 1
        if is_known:
            end = named
    is_closed = named == len(read) or bool(_CLAUSE.search(text, read[named - 1].end, read[named].start))
    return named if is_closed else end  # "Hello Sofra, …", but not "Hello Sofra sells …"


def _goodbye(text: str, read: Sequence[_Piece], breaks: Sequence[bool], at: int) -> int:
    """The number of words where the text ends with a goodbye at the word ``at``, and at most a name; else 0.

    "Best, Tom" is one, "Best kettle for tea" is none.
    """
    folded = [word.folded for word in read[at : at + Phrases.LONGEST]]
    for kind in _GOODBYES:
        for one in reversed(phrases(kind).at(folded, 0)):
            rest = read[at + one.end : at + one.end + NAME_WORDS + 1]
            is_apart = breaks[at + one.end] or (kind == "farewell" and one.end > 1)
            if is_apart and len(rest) <= NAME_WORDS and _is_name(text, rest, is_all=at == 0):
                return len(read)
    return 0


def _is_name(text: str, rest: Sequence[_Piece], *, is_all: bool) -> bool:
    """Whether words may be a name; without capitals to tell it, one word may, and more after a longer text."""
    firsts = [text[word.start] for word in rest]
    if any(letter.isupper() or letter.islower() for letter in firsts):
        return all(map(str.isupper, firsts))
    return len(rest) <= 1 or not is_all


def _without(text: str, read: Sequence[_Piece], gone: Sequence[bool]) -> str:
    """The words that are not ``gone``, with what stands between them."""
    out: list[str] = []
    last: int | None = None
    for place, word in enumerate(read):
        if gone[place]:
            continue
        if last is None:
            lead = text[: word.start] if place == 0 else ""
        elif last == place - 1:
            lead = text[read[last].end : word.start]
        else:
            gaps = (text[one.end : two.start] for one, two in pairwise(read[last : place + 1]))
            lead = next((mark[0] for mark in map(_SENTENCE.search, gaps) if mark), " ")
        out += [lead, text[word.start : word.end]]
        last = place
    end = read[last].end if last is not None else 0
    tail = text[end:] if last == len(read) - 1 else "?" if "?" in text[end:] else "؟" if "؟" in text[end:] else ""
    return _BROKEN_END.sub("", "".join((*out, tail)).strip(_EDGES))
