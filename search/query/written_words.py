"""The words of a query as they stand there, and how to write what was meant in their place."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from search.text.folding import JOINTS, find_words, fold
from search.text.keyboards import own_letters


class WrittenWord(NamedTuple):
    """A word and where it stands, as character offsets."""

    start: int
    end: int
    text: str


def written_words(text: str) -> Iterator[WrittenWord]:
    """The words of a text, parts of joined ones one by one; addresses and file names are none."""
    for match in find_words(text):
        if "." in match[0] or "/" in match[0]:
            continue
        at = match.start()
        for part in JOINTS.split(match[0]):
            if part:
                yield WrittenWord(at, at + len(part), part)
            at += len(part) + 1


def as_typed(typed: str, meant: str, language: str) -> str:
    """The folded words ``meant`` with the letters, marks and capitals of ``typed`` where both agree."""
    raw = [letter for letter in typed.lower() for _ in fold(letter)]
    letters = fold(typed)
    if len(raw) != len(letters):
        return meant
    own = own_letters(meant, language)
    blocks = SequenceMatcher(None, letters, meant, autojunk=False).get_opcodes()
    out = "".join(
        "".join(raw[start:end]) if kind == "equal" else own[first:last] for kind, start, end, first, last in blocks
    )
    return out.upper() if typed.isupper() else out[:1].upper() + out[1:] if typed[:1].isupper() else out
