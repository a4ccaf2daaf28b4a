"""What changed between two versions of an article, told for people: lines, and the words in them.

Pure functions. Lines are compared first; in a block that changed, its words are compared across line breaks, so that
a paragraph that was only wrapped anew shows no changed word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import count, groupby
from operator import itemgetter
from typing import Any, Literal

from kb.core.text import plain_lines
from kb.front_matter.key_names import PUBLISHED, REVIEWED, UPDATED
from kb.front_matter.parse import FrontMatterError, split

MAX_LINES = 2_000
"""Between the first and the last changed line. Beyond, all lines between count as taken out and put in anew."""
MAX_CHARACTERS = 10_000
"""Of one changed block, on either side. Beyond, its lines are marked as a whole, not word by word."""

_BOOKKEEPING = frozenset({*PUBLISHED, *UPDATED, *REVIEWED, "reviewed_by"})
_JOINERS = "\u200c\u200d"  # inside words of Persian and of India, and inside emoji
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_ALIKE = 0.5  # of the words of the smaller side; below, marking single words says nothing

Kind = Literal["same", "added", "removed"]
_Opcode = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line; an empty one has no pieces."""

    kind: Kind
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Hunk:
    """Changed lines with those around them."""

    lines: tuple[DiffLine, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """How many lines were added and removed; an edited line counts as both."""

    added: int
    removed: int


def compare(before: str, after: str, context: int = 3) -> list[Hunk]:
    """The places where ``after`` differs from ``before``, each with ``context`` unchanged lines around it.

    Line ends (Windows, Unix) do not count. In a group of lines, the removed ones come before the added ones.
    """
    old, new = _lines(before), _lines(after)
    hunks = []
    for group in _groups(old, new, context):
        lines: list[DiffLine] = []
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                lines += [DiffLine("same", (Piece(line, False),) if line else ()) for line in old[i1:i2]]
            else:
                lines += _changed(old[i1:i2], new[j1:j2])
        hunks.append(Hunk(tuple(lines)))
    return hunks


def summary(before: str, after: str) -> Changes:
    """How much changed, in lines."""
    changed = [code for group in _groups(_lines(before), _lines(after), 0) for code in group if code[0] != "equal"]
    return Changes(sum(j2 - j1 for *_, j1, j2 in changed), sum(i2 - i1 for _, i1, i2, *_ in changed))


def same_text(before: str, after: str) -> bool:
    """Whether two files say the same to readers: they differ in nothing but dates, reviewer and blank ends."""
    return _substance(before) == _substance(after)


def _substance(text: str) -> tuple[dict[str, Any], list[str]]:
    lines = _lines(text)
    try:
        parts = split("\n".join(lines))
    except FrontMatterError:
        return {}, lines
    values = {key: value.plain() for key, value in parts.values.items() if key.lower() not in _BOOKKEEPING}
    return values, [line.rstrip() for line in parts.body.strip().split("\n")]


def _lines(text: str) -> list[str]:
    text = plain_lines(text.removeprefix("\ufeff"))
    return text.removesuffix("\n").split("\n") if text else []


def _groups(old: Sequence[str], new: Sequence[str], context: int) -> list[list[_Opcode]]:
    """Opcodes of ``difflib`` in groups; the equal lines at both ends, mostly nearly all, are left out first."""
    if old == new:
        return []
    shortest = min(len(old), len(new))
    head = next((n for n in range(shortest) if old[n] != new[n]), shortest)
    tail = next((n for n in range(shortest - head) if old[-1 - n] != new[-1 - n]), shortest - head)
    start, end = max(0, head - context), max(0, tail - context)
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    groups: list[list[_Opcode]]
    if max(len(a), len(b)) > MAX_LINES:
        before, behind = head - start, tail - end
        last_a, last_b = len(a) - behind, len(b) - behind
        whole = ("replace", before, last_a, before, last_b)
        groups = [[("equal", 0, before, 0, before), whole, ("equal", last_a, len(a), last_b, len(b))]]
    else:
        groups = [list(group) for group in SequenceMatcher(None, a, b).get_grouped_opcodes(context)]
    return [
        [(tag, i1 + start, i2 + start, j1 + start, j2 + start) for tag, i1, i2, j1, j2 in group] for group in groups
    ]


def _changed(old: Sequence[str], new: Sequence[str]) -> list[DiffLine]:
    """The lines of one block, removed ones first, with the words marked that the other side lacks."""
    if max(sum(map(len, old)), sum(map(len, new))) > MAX_CHARACTERS:
        return [_whole("removed", line) for line in old] + [_whole("added", line) for line in new]
    old_words, new_words = [_words(line) for line in old], [_words(line) for line in new]
    kept_old, kept_new = _kept(
        *([w for words in side for w in words if not w.isspace()] for side in (old_words, new_words))
    )
    return _marked("removed", old_words, kept_old) + _marked("added", new_words, kept_new)


def _whole(kind: Kind, line: str) -> DiffLine:
    return DiffLine(kind, (Piece(line, True),) if line else ())


def _words(line: str) -> list[str]:
    """A line cut into words, blanks and single signs; joined, they are the line.

    Marks (Arabic vowels, accents) stay with their letter. Letters of scripts without spaces stand alone.
    """
    words: list[str] = []
    last = ""
    for character in line:
        kind = _kind_of(character)
        if words and (kind == "mark" or (kind == last and kind in ("word", "blank"))):
            words[-1] += character
        else:
            words.append(character)
            last = kind
    return words


def _kind_of(character: str) -> str:
    if character.isspace():
        return "blank"
    category = unicodedata.category(character)
    if category[0] == "M" or character in _JOINERS:
        return "mark"
    if _UNSPACED.match(character):
        return "sign"
    return "word" if category[0] in "LN" else "sign"


def _kept(old: Sequence[str], new: Sequence[str]) -> tuple[set[int], set[int]]:
    """The places of the words that both sides have, in the same order; none where the sides are not alike."""
    blocks = SequenceMatcher(None, old, new).get_matching_blocks()
    if sum(block.size for block in blocks) < _ALIKE * min(len(old), len(new)):
        return set(), set()
    return (
        {n for block in blocks for n in range(block.a, block.a + block.size)},
        {n for block in blocks for n in range(block.b, block.b + block.size)},
    )


def _marked(kind: Kind, lines: Sequence[Sequence[str]], kept: set[int]) -> list[DiffLine]:
    """Lines with their changed words marked; a blank is marked between two marked words only."""
    places = count()
    marked = []
    for words in lines:
        flags = [not word.isspace() and next(places) not in kept for word in words]
        for n in range(1, len(words) - 1):
            flags[n] = flags[n] or (words[n].isspace() and flags[n - 1] and flags[n + 1])
        runs = groupby(zip(flags, words, strict=True), key=itemgetter(0))
        marked.append(DiffLine(kind, tuple(Piece("".join(word for _, word in run), flag) for flag, run in runs)))
    return marked
