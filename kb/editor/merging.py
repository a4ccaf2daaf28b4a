"""Puts together what two people made of one text: the three-way merge by lines that diff3 and git do. Pure.

Where both changed the same place, both versions stand in the text between numbered marks until somebody decides.
``merge3`` does the same and is under the GPL.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

MAX_LINES = 3_000
"""Between the first and the last line that anybody changed. Beyond, all between them is one conflict."""

_MARK = re.compile(r"(<{7}|={7}|>{7}) ([0-9]{1,5})")


class MergeChoice(StrEnum):
    """What stays of a place that both changed."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """A place that both changed in another way; each version is whole lines."""

    number: int
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class MergedText:
    """The text of both; where there are ``conflicts``, their versions stand in it between marks."""

    text: str
    conflicts: tuple[MergeConflict, ...]


def merge(base: str, mine: str, theirs: str) -> MergedText:
    """What ``mine`` and ``theirs``, both made of ``base``, are together; line ends are ``\\n``."""
    first, own, other = (text.split("\n") for text in (base, mine, theirs))
    lines: list[str] = []
    conflicts: list[MergeConflict] = []
    for before, here, there in _regions(first, own, other):
        if here in (before, there):
            lines += there
        elif there == before:
            lines += here
        else:
            found = MergeConflict(len(conflicts) + 1, "\n".join(here), "\n".join(there))
            conflicts.append(found)
            number = found.number
            lines += [f"<<<<<<< {number}", *here, f"======= {number}", *there, f">>>>>>> {number}"]
    return MergedText("\n".join(lines), tuple(conflicts))


def settle(text: str, choices: Mapping[int, MergeChoice]) -> str:
    """``text`` with the places decided that ``choices`` names by their numbers; the others stay as they are."""
    lines = text.split("\n")
    settled, at = list[str](), 0
    for start, middle, end, number in _marked(lines):
        choice = choices.get(number)
        if choice is None:
            continue
        settled += lines[at:start]
        settled += lines[start + 1 : middle] if choice is not MergeChoice.THEIRS else ()
        settled += lines[middle + 1 : end] if choice is not MergeChoice.MINE else ()
        at = end + 1
    return "\n".join([*settled, *lines[at:]])


def conflicts_in(text: str) -> tuple[MergeConflict, ...]:
    """The places of ``text`` that nobody has decided yet."""
    lines = text.split("\n")
    return tuple(
        MergeConflict(number, "\n".join(lines[start + 1 : middle]), "\n".join(lines[middle + 1 : end]))
        for start, middle, end, number in _marked(lines)
    )


def marked_line(text: str) -> int | None:
    """The first line, from 1, with a mark of a conflict."""
    return next((number for number, line in enumerate(text.split("\n"), 1) if _MARK.fullmatch(line)), None)


def _marked(lines: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """The lines with the three marks of each place, and its number. Each is looked up, not sought from every start:
    whoever writes thousands of marks into a text waits no longer than others.
    """
    places: dict[tuple[str, int], list[int]] = {}
    for at, line in enumerate(lines):
        if mark := _MARK.fullmatch(line):
            places.setdefault((mark[1][0], int(mark[2])), []).append(at)
    starts = sorted((at, number) for (kind, number), found in places.items() if kind == "<" for at in found)
    over = -1
    for start, number in starts:
        middle = _next(places.get(("=", number), ()), start)
        end = _next(places.get((">", number), ()), middle)
        if start > over and end < len(lines):
            yield start, middle, end, number
            over = end


def _next(places: Sequence[int], after: int) -> int:
    at = bisect_right(places, after)
    return places[at] if at < len(places) else sys.maxsize


def _regions(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """The texts cut at the lines that all three have: one piece after the other, of each."""
    at = [0, 0, 0]
    for start, end, own, other in _common(base, mine, theirs):
        yield base[at[0] : start], mine[at[1] : own], theirs[at[2] : other]
        same = base[start:end]
        yield same, same, same
        at = [end, own + end - start, other + end - start]
    yield base[at[0] :], mine[at[1] :], theirs[at[2] :]


def _common(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Runs of lines in all three: where each begins and ends in ``base``, and begins in the two others."""
    own, others = _blocks(base, mine), _blocks(base, theirs)
    one = two = 0
    while one < len(own) and two < len(others):
        (base_a, a, size_a), (base_b, b, size_b) = own[one], others[two]
        start, end = max(base_a, base_b), min(base_a + size_a, base_b + size_b)
        if start < end:
            yield start, end, a + start - base_a, b + start - base_b
        if base_a + size_a < base_b + size_b:
            one += 1
        else:
            two += 1


def _blocks(base: Sequence[str], changed: Sequence[str]) -> list[tuple[int, int, int]]:
    """Runs of lines that both have. What stayed at both ends, mostly nearly all, is found without comparing."""
    shortest = min(len(base), len(changed))
    head = next((n for n in range(shortest) if base[n] != changed[n]), shortest)
    tail = next((n for n in range(shortest - head) if base[-1 - n] != changed[-1 - n]), shortest - head)
    old, new = base[head : len(base) - tail], changed[head : len(changed) - tail]
    found = [(0, 0, head)] if head else []
    if max(len(old), len(new)) <= MAX_LINES:
        inner = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        found += [(block.a + head, block.b + head, block.size) for block in inner if block.size]
    return [*found, *([(len(base) - tail, len(changed) - tail, tail)] if tail else [])]
