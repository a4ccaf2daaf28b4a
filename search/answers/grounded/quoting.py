"""Where a quote stands in a text, however letters, digits and spaces were written, and the sentence around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.text.folding import JOINTS, find_words, fold

FEWEST_WORDS, FEWEST_LETTERS = 3, 12
"""A shorter quote proves nothing, unless it is a whole line."""
MOST_PLACES = 5
"""A quote that stands in more places than this is looked at in the first ones."""
_ENDS = re.compile(r"(?<=[.!?؟…])[\"”»)]{0,2}(?=\s)|(?<=[。！？])|\n")
_CELLS = re.compile(r" [|·] ")
_CLAUSES = re.compile(r"[,،;؛:()—|·\n]| – |(?<=[.!?؟…])\s")


@dataclass(frozen=True, slots=True)
class QuotePlace:
    """``quote`` as it stands in the text, letter by letter, and the whole sentences that it is of."""

    quote: str
    around: str


def places_of(quote: str, text: str) -> list[QuotePlace]:
    """Everywhere that ``quote`` stands in ``text``; nowhere where it is too short to prove anything."""
    wanted = [part for _, _, part in _parts(quote)]
    if not wanted:
        return []
    parts = list(_parts(text))
    known = [part for _, _, part in parts]
    found = []
    for start in range(len(known) - len(wanted) + 1):
        if known[start : start + len(wanted)] == wanted:
            first, last = parts[start][0], parts[start + len(wanted) - 1][1]
            if _is_enough(wanted) or text[first:last].strip(" .") in (line.strip(" .") for line in _lines(text)):
                found.append(QuotePlace(text[first:last], _around(text, first, last)))
            if len(found) == MOST_PLACES:
                break
    return found


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, a line each at most."""
    return [text[start:end].strip() for start, end in _spans(text) if text[start:end].strip()]


def clauses_of(text: str) -> list[str]:
    """What stands between the commas, colons and ends of a text."""
    return [clause.strip() for clause in _CLAUSES.split(text) if any(map(str.isalpha, clause))]


def _parts(text: str) -> Iterator[tuple[int, int, str]]:
    """The folded words of a text with where they begin and end, compounds taken apart."""
    for match in find_words(text):
        start = match.start()
        for part in JOINTS.split(match[0]):
            if folded := fold(part):
                yield start, start + len(part), folded
            start += len(part) + 1


def _is_enough(wanted: Sequence[str]) -> bool:
    return len(wanted) >= FEWEST_WORDS or sum(map(len, wanted)) >= FEWEST_LETTERS


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield line
        yield from _CELLS.split(line)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in _ENDS.finditer(text):
        yield start, end.end()
        start = end.end()
    yield start, len(text)


def _around(text: str, first: int, last: int) -> str:
    return " ".join(text[start:end].strip() for start, end in _spans(text) if start < last and end > first)
