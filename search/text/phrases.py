"""Phrases with alternatives, found in a row of words: a finite automaton (Thompson 1968) over words, not letters.

Written like ``(could|can) you (please)? tell me``; what stands in ``[…]`` is marked as kept. No repetition is possible,
so a match is never longer than the longest line and looking at one place takes bounded time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from search.text.folding import ZWNJ, words

_PART = re.compile(r"\[|\]|\(([^()]*)\)(\?)?|[^\s\[\]()]+")


class Found(NamedTuple):
    """A phrase in a row of words: the number of the word after it, and which of its own words (from 0) are kept."""

    end: int
    kept: frozenset[int]


class Phrases:
    """Some phrases, looked for all at once."""

    LONGEST = 32
    """Words of the longest match."""

    def __init__(self) -> None:
        # By state and word the states that follow, each with whether the word is kept.
        self._next: list[dict[str, list[tuple[int, bool]]]] = [{}]
        self._final: set[int] = set()

    def add(self, line: str) -> None:
        """Add what a line writes.

        Raises:
            ValueError: it has brackets without end, or could be empty.

        """
        slots = _slots(line)
        if all(slot.optional for slot in slots):
            raise ValueError(f"the phrase {line!r} may be empty")
        states = [0, *(self._state() for _ in slots)]
        for first in range(len(slots)):
            for last in range(first, len(slots)):
                for way in slots[last].ways:
                    self._join(states[first], way, states[last + 1], slots[last].kept)
                if not slots[last].optional:
                    break
            if first and all(slot.optional for slot in slots[first:]):
                self._final.add(states[first])
        self._final.add(states[-1])

    def at(self, row: Sequence[str], start: int, shift: int = 0) -> list[Found]:
        """Every phrase that begins with the word ``start`` of ``row``, the shortest first.

        Their ends are those in ``row``, moved by ``shift``.
        """
        found = []
        live: dict[int, frozenset[int]] = {0: frozenset()}
        for place in range(start, min(len(row), start + self.LONGEST)):
            following: dict[int, frozenset[int]] = {}
            for state, kept in live.items():
                for after, keeps in self._next[state].get(row[place], ()):
                    following.setdefault(after, kept | {place - start} if keeps else kept)
            if not following:
                break
            live = following
            found += [Found(place + 1 + shift, kept) for state, kept in live.items() if state in self._final][:1]
        return found

    def _state(self) -> int:
        self._next.append({})
        return len(self._next) - 1

    def _join(self, first: int, way: Sequence[str], last: int, kept: bool) -> None:
        for word in way[:-1]:
            between = self._state()
            self._next[first].setdefault(word, []).append((between, kept))
            first = between
        self._next[first].setdefault(way[-1], []).append((last, kept))


class _Slot(NamedTuple):
    ways: Sequence[Sequence[str]]
    optional: bool
    kept: bool


def _slots(line: str) -> list[_Slot]:
    slots, kept = [], False
    if re.sub(_PART, "", line).strip() or line.count("[") != line.count("]"):
        raise ValueError(f"the phrase {line!r} has brackets without end")
    for match in _PART.finditer(line):
        if match[0] in "[]":
            kept = match[0] == "["
            continue
        inside = match[1] if match[1] is not None else match[0]
        ways = {tuple(words(way)) for one in inside.split("|") for way in (one, one.replace(ZWNJ, ""))}
        slots.append(_Slot(sorted(filter(None, ways)), match[2] is not None, kept))
    return slots
