"""The lists of what is said around a question, and phrases found in a row of words.

A file a language in the folder ``chatter`` beside this module, in sections:

- ``greeting``, and who may be ``addressed`` after it; ``thanks``; ``farewell``;
- ``company``: what the names of companies, clubs and departments in signatures hold; ``further``: how somebody goes on
  to another matter;
- ``polite``: what says nothing wherever it stands; ``opening``: what says nothing where a clause begins;
  ``remark`` and ``solved``: whole clauses that say nothing, the latter that there is nothing to solve any more;
- ``asks``: how a question begins, should its mark be forgotten;
- ``light``: words that say nothing of what is asked for, even where they cannot be taken out of a sentence;
- ``follows``: how a question begins that goes on with the one before; ``refers``: words that mean what was said,
  ``bare``: whole questions that leave it out;
- ``does``: how somebody asks for something to be done for them, ``anothers`` that it be done in their place; ``looks``:
  how they ask for what only their own order or account tells; ``danger``: what cannot wait for an article.

A line is a row of words. ``(a|b c)`` is one of several, ``(…)?`` may be left out, ``[…]`` is part of the phrase and
stays when the phrase is taken away: "I do not know [how to]". Words are compared folded, with and without half-spaces.

They are looked for by a finite automaton (Thompson 1968) over words, not letters. No repetition is possible, so a match
is never longer than the longest line and looking at one place takes bounded time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from search.text.folding import JOINTS, ZWNJ, fold, words

Kind = Literal[
    "greeting",
    "addressed",
    "thanks",
    "farewell",
    "polite",
    "opening",
    "remark",
    "solved",
    "further",
    "company",
    "asks",
    "light",
    "follows",
    "refers",
    "bare",
    "does",
    "anothers",
    "looks",
    "danger",
]
_FOLDER = Path(__file__).parent / "chatter"
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.txt")))
"""Those that have a list."""

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


@lru_cache(maxsize=64)
def phrases(kind: Kind, language: str = "") -> Phrases:
    """The phrases of a kind, of one language or of all together."""
    found = Phrases()
    for code in (language,) if language else LANGUAGES:
        for line in _lines(code, kind):
            found.add(line)
    return found


@lru_cache(maxsize=1)
def light_words() -> frozenset[str]:
    """The light words of all languages, folded, half-spaces taken out."""
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
