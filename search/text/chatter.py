"""What people say around a question: greetings, thanks, "could you please tell me", "I want to"; and its core.

One list for search and desk, a file a language in the folder ``chatter`` beside this module, in sections:

- ``greeting``, and who may be ``addressed`` after it; ``thanks``; ``farewell``;
- ``polite``: what says nothing wherever it stands; ``opening``: what says nothing where a clause begins;
  ``remark``: whole clauses that say nothing;
- ``asks``: how a question begins, should its mark be forgotten;
- ``light``: words that say nothing of what is asked for, even where they cannot be taken out of a sentence.

A line is a row of words. ``(a|b c)`` is one of several, ``(…)?`` may be left out, ``[…]`` is part of the phrase and
stays when the phrase is taken away: "I do not know [how to]". Words are compared folded, with and without half-spaces.
Which language a text is in need not be known: the lists know each other's letters apart, and within the Latin and the
Arabic letters their phrases are no words of another's content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

from search.text.folding import JOINTS, ZWNJ, find_words, fold
from search.text.phrases import Found, Phrases

Kind = Literal["greeting", "addressed", "thanks", "farewell", "polite", "opening", "remark", "asks", "light"]
_FOLDER = Path(__file__).parent / "chatter"
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.txt")))
"""Those that have a list."""

MOST_ADDRESSED = 4
_CLAUSE = re.compile(r"[.,!?:;،؛؟…。，！？\n()«»\"]|(?<=\s)[-–—]")
_SENTENCE = re.compile(r"[.!?؟…。！？\n][^\w]*")
_EDGES = " \t\n,،;؛:–—-"
_BROKEN_END = re.compile(r"[\s,،;؛:–—-]+(?=[.!?؟…]*$)")
# "and", "so": written together with the word that follows.
_PREFIXES = ("و", "ف")
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
    read = _read(text)
    gone = _said_around(text, read)
    left = [word for word, is_gone in zip(read, gone, strict=True) if not is_gone]
    return text if not left or len(left) == len(read) else _without(text, read, gone)


def is_light(word: str) -> bool:
    """Whether a word says nothing of what is asked for: "want", "please", می‌خواهم."""
    return fold(JOINTS.sub("", word)) in _light()


def _read(text: str) -> list[_Piece]:
    found = []
    for match in find_words(text):
        at = match.start()
        pieces = []
        for piece in JOINTS.split(match[0]):
            pieces.append((at, at + len(piece), fold(piece)))
            at += len(piece) + 1
        pieces = [piece for piece in pieces if piece[2]]
        for place, piece in enumerate(pieces):
            found.append(_Piece(*piece, place == 0, place == len(pieces) - 1))
    return found


def _said_around(text: str, read: Sequence[_Piece]) -> list[bool]:
    """For each word whether it is said around the question."""
    gone = [False] * len(read)
    folded = [word.folded for word in read]
    breaks = [True, *(bool(_CLAUSE.search(text, one.end, two.start)) for one, two in pairwise(read)), True]
    at = 0
    while at < len(read):
        found = _longest(text, read, folded, breaks, at, is_clause=breaks[at] or (at > 0 and gone[at - 1]))
        if found is None:
            at += 1
            continue
        for place in range(at, found.end):
            gone[place] = place - at not in found.kept
        at = found.end
    return gone


def _longest(
    text: str, read: Sequence[_Piece], folded: Sequence[str], breaks: Sequence[bool], at: int, *, is_clause: bool
) -> Found | None:
    """The longest thing said around a question that begins with the word ``at``."""
    if not read[at].is_first:
        return None
    found = [*_phrases("polite").at(folded, at)]
    if is_clause:
        found += _phrases("opening").at(folded, at)
        found += _phrases("thanks").at(folded, at)
        found += (one for one in _phrases("remark").at(folded, at) if breaks[one.end])
        if end := _greeted(text, read, at):
            found.append(Found(end, frozenset()))
        if folded[at].startswith(_PREFIXES) and len(folded[at]) > len(_PREFIXES[0]) + 1:
            row = [folded[at][1:], *folded[at + 1 : at + Phrases.LONGEST]]
            found += (one for kind in _AFTER_AND for one in _phrases(kind).at(row, 0, shift=at))
    else:
        found += (one for one in _phrases("thanks").at(folded, at) if one.end == len(read))
    whole = [one for one in found if read[one.end - 1].is_last]
    return max(whole, key=lambda one: one.end, default=None)


def _greeted(text: str, read: Sequence[_Piece], at: int) -> int:
    """The number of the word after the greeting at the word ``at``; 0 where none is there."""
    folded = [word.folded for word in read[at : at + Phrases.LONGEST]]
    end = max((one.end for one in _phrases("greeting").at(folded, 0)), default=0) + at
    if end == at:
        return 0
    known = _phrases("addressed")
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


@lru_cache(maxsize=64)
def _phrases(kind: Kind, language: str = "") -> Phrases:
    found = Phrases()
    for code in (language,) if language else LANGUAGES:
        for line in _lines(code, kind):
            found.add(line)
    return found


@lru_cache(maxsize=1)
def _light() -> frozenset[str]:
    listed = [word for code in LANGUAGES for line in _lines(code, "light") for word in line.strip("()").split("|")]
    parted = [word.split(ZWNJ)[-1] for word in listed]  # with a space for the half-space the last part stands alone
    return frozenset(fold(JOINTS.sub("", word)) for word in (*listed, *parted))


def _lines(language: str, kind: Kind) -> Iterator[str]:
    section = ""
    for line in map(str.strip, _file(language).splitlines()):
        if line.startswith("[") and line.endswith("]") and line[1:-1].isalpha() and line[1:-1].isascii():
            section = line[1:-1]
        elif line and not line.startswith("#") and section == kind:
            yield line


@lru_cache(maxsize=16)
def _file(language: str) -> str:
    return (_FOLDER / f"{language}.txt").read_text("utf-8")
