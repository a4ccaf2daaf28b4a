"""Cuts the sentences of a passage that answer best and marks the words that matched, stems included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from functools import lru_cache
from html import escape
from itertools import pairwise
from types import MappingProxyType

from markupsafe import Markup

from kb.language.languages import script_of, scripts
from kb.markdown.sections import CELLS
from search.text.analysis import Token, terms, tokens_with
from search.text.folding import fold
from search.text.stems.english import OTHER_LETTERS
from search.text.stems.russian import may_begin_otherwise

Ways = frozenset[tuple[str, ...]]
"""What marks a match in a text: a term by itself, or several terms that stand side by side."""


MAX_CHARACTERS = 220
NO_HEADS: Mapping[str, str] = MappingProxyType({})
_SENTENCE = re.compile(r".+?(?:[.!?؟…。！？]+[\"”»)]*(?=\s|$)|\n|$)", re.DOTALL)
_ENDED = frozenset(".!?؟…。:")
_FIRM = frozenset({"latin", "cyrillic", "greek"})
Weight = Callable[[str], float]


def snippet(text: str, language: str, wanted: Ways, weight: Weight, heads: Mapping[str, str] = NO_HEADS) -> Markup:
    """HTML of the best sentences of ``text``, escaped, with ``<mark>`` around words that are ``wanted``.

    ``weight`` tells how much a term counts (its idf); ``heads`` are the heads of tables by the rows below them. Without
    any match the text is shown from its start.
    """
    text = _legible(text, language, heads)
    marks = _marks(text, language, wanted)
    start, end = _window(text, marks, weight)
    return _marked(text, start, end, [token for token in marks if start <= token.start and token.end <= end])


def marked(text: str, language: str, wanted: Ways) -> Markup:
    """HTML of the whole ``text`` in one line, escaped, with ``<mark>`` around words that are ``wanted``."""
    return _marked(text, 0, len(text), _marks(text, language, wanted))


def matches(text: str, language: str, wanted: Ways) -> int:
    """How many different words of ``text`` are ``wanted``."""
    return len({frozenset(token.terms) for token in _marks(text, language, wanted)})


def _legible(text: str, language: str, heads: Mapping[str, str]) -> str:
    """``text`` with the rows and cells of a table told apart as a reader would: each cell behind its head, where the
    table has as many.
    """
    if CELLS not in text:
        return text
    named = set(heads.values())
    lines = [_row(line, heads.get(line, "")) for line in text.split("\n") if line not in named] or text.split("\n")
    between = "؛" if "arabic" in scripts(language) else ";"
    ended = [line + _end(line, after, between) for line, after in pairwise([*lines, ""])]
    return "\n".join(ended).replace(CELLS, " · ")


def _end(line: str, after: str, between: str) -> str:
    """What a row of a table ends with: the sign ``between`` rows, a full stop before a text."""
    if CELLS not in line or not after:
        return ""
    return between if CELLS in after else "" if line[-1] in _ENDED else "."


def _row(line: str, head: str) -> str:
    cells, heads = line.split(CELLS), head.split(CELLS)
    if len(cells) != len(heads) or len(cells) == 1:
        return line
    return CELLS.join(f"{name.rstrip(':')}: {cell}" for name, cell in zip(heads, cells, strict=True))


def _marks(text: str, language: str, wanted: Ways) -> list[Token]:
    """The words to mark; of "water boiler", where nobody wrote it, ``water`` by itself is none."""
    alone = {way[0] for way in wanted if len(way) == 1}
    together = [frozenset(way) for way in wanted if len(way) > 1]
    every = alone.union(*together)
    found = tokens_with(text, language, every, _possible(every))
    if not together:
        return found
    runs = list(_runs(text, language, found))
    marks = {token for token in found if alone.intersection(token.terms)}
    for way in together:
        for run in runs:
            said = [token for token in run if way.intersection(token.terms)]
            if way <= {term for token in said for term in token.terms}:
                marks.update(said)
    return [token for token in found if token in marks]


def _runs(text: str, language: str, found: list[Token]) -> Iterator[list[Token]]:
    """The tokens that stand side by side, with nothing but stop words between them."""
    run: list[Token] = []
    for token in found:
        if run and terms(text[run[-1].end : token.start], language):
            yield run
            run = []
        run.append(token)
    yield run


def _possible(wanted: Set[str]) -> Callable[[str], bool]:
    """Tells words that cannot match by their first letter, since finding every word's stem takes most of the time.

    Only in alphabets whose stemmers leave the beginning alone, and where no word stands within another; forms that
    begin otherwise are a closed class.
    """
    firsts = {term[0] for term in wanted}

    def possible(word: str) -> bool:
        first = _firm(word[0])
        if not first or first in firsts or not word.isalpha():
            return True
        lower = word.lower()
        return lower in OTHER_LETTERS or may_begin_otherwise(lower)

    return possible


@lru_cache(maxsize=4096)
def _firm(letter: str) -> str:
    """A letter as the terms that begin with it do; nothing where a stemmer may change the beginning."""
    return fold(letter)[:1] if script_of(letter) in _FIRM else ""


def _window(text: str, marks: list[Token], weight: Weight) -> tuple[int, int]:
    """The run of whole sentences within the limit that holds the most weight of distinct terms."""
    sentences = list(_sentences(text))
    weights = {term: weight(term) for mark in marks for term in mark.terms}
    best, best_value = (0, min(len(text), MAX_CHARACTERS)), -1.0
    for first, (start, _) in enumerate(sentences):
        for _, end in sentences[first:]:
            if end - start > MAX_CHARACTERS and end != sentences[first][1]:
                break
            inside = {term for mark in marks if start <= mark.start and mark.end <= end for term in mark.terms}
            value = sum(map(weights.__getitem__, inside)) - 0.001 * first
            if value > best_value or (value == best_value and best[0] == start):
                best, best_value = (start, end), value
    start, end = best
    if end - start > MAX_CHARACTERS:
        return _shortened(text, start, end, [mark for mark in marks if start <= mark.start < end])
    return start, end


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(text):
        stripped = match[0].strip()
        if stripped:
            start = match.start() + match[0].index(stripped)
            yield start, start + len(stripped)


def _shortened(text: str, start: int, end: int, marks: list[Token]) -> tuple[int, int]:
    """A piece of one long sentence around its first match, cut at spaces."""
    first = marks[0].start if marks else start
    left = max(start, first - MAX_CHARACTERS // 4)
    if left > start:
        space = text.find(" ", left, first)
        left = space + 1 if space >= 0 else left
    right = min(end, left + MAX_CHARACTERS)
    if right < end:
        space = text.rfind(" ", left + MAX_CHARACTERS // 2, right)
        right = space if space >= 0 else right
    return left, right


def _marked(text: str, start: int, end: int, marks: list[Token]) -> Markup:
    out: list[str] = ["… "] if start > 0 and not _starts_sentence(text, start) else []
    position = start
    for mark in marks:
        out += [_flat(text[position : mark.start]), "<mark>", _flat(text[mark.start : mark.end]), "</mark>"]
        position = mark.end
    out.append(_flat(text[position:end]))
    if end < len(text) and text[end - 1] not in ".!?؟…。！？":
        out.append(" …")
    return Markup("".join(out))  # noqa: S704 (every piece is escaped)


def _starts_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" ")
    return not before or before[-1] in ".!?؟…。！？\n"


def _flat(text: str) -> str:
    return escape(re.sub(r"\s+", " ", text))
