"""The sections of a Markdown text, and which section of one text is which of another. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from kb.language.languages import OWN_DIGITS
from kb.markdown.source.code import without_code

MOST_PAIRS = 40_000
"""Of the sections of two texts; beyond, they are matched by their order alone."""
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_NO_PARAGRAPH = re.compile(r" {0,3}(?:#{1,6}(?:\s|$)|>|[-*+]\s|\d{1,9}[.)]\s|```|~~~|\||</?[a-z])| {4}|\t")
_ANCHOR = re.compile(r"[ \t]*\{:?[^{}#]{0,200}#([^\s{}#]{1,200})[^{}]{0,200}\}$")
_TARGET = re.compile(r"!?\]\(\s*<?([^)>\s]+)|^ {0,3}\[[^\]\n]+\]:[ \t]*(\S+)", re.MULTILINE)
_CODE = re.compile(
    r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)|(?<!`)(`{1,3})(?!`)[^`\n]+(?<!`)\2(?!`)",
    re.MULTILINE | re.DOTALL,
)
_STEP = re.compile(r"^[ \t]*\d{1,9}[.)](?=\s)", re.MULTILINE)
_NUMBER = re.compile(r"\d+(?:[.,٫٬/:–-]\d+)*")
_DIGITS = str.maketrans({sign: str(n) for _, digits in OWN_DIGITS.values() for n, sign in enumerate(digits)})
_ALIKE, _SAME_ANCHOR, _SAME_HEADING = 2.0, 4.0, 3.0


@dataclass(frozen=True)
class TextSection:
    """A heading with the lines below it up to the next; the first of a text has none, and level 0.

    ``start`` and ``end`` are lines of the text, from 0, the second behind the last.
    """

    level: int
    heading: str
    anchor: str
    text: str
    start: int
    end: int

    @cached_property
    def signs(self) -> Counter[str]:
        """What stays in every language: addresses of links and pictures, code, numbers."""
        return signs_in(self.text)

    @property
    def is_empty(self) -> bool:
        """Whether it has neither heading nor text."""
        return not self.text.strip()

    def says_the_same(self, other: TextSection) -> bool:
        """Whether both have one text, but for blanks at the ends of lines."""
        return _plain(self.text) == _plain(other.text)


def sections_in(text: str) -> list[TextSection]:
    """The sections of ``text``, whose line ends are ``\\n``; at least the one above the first heading."""
    lines, shown = text.split("\n"), without_code(text).split("\n")
    starts = [(0, 0, "")]
    for number, line in enumerate(shown):
        if level := _level_of(line):
            starts.append((number, level, line.strip().strip("#").strip()))
        elif (match := _UNDERLINE.fullmatch(line)) and number and _is_paragraph(shown, number - 1):
            starts.append((number - 1, 1 if match[1][0] == "=" else 2, shown[number - 1].strip()))
    found = []
    for place, (start, level, heading) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else len(lines)
        anchor = _ANCHOR.search(heading)
        name = heading[: anchor.start()] if anchor else heading
        found.append(TextSection(level, name, anchor[1] if anchor else "", "\n".join(lines[start:end]), start, end))
    return found


def pairs(first: Sequence[TextSection], second: Sequence[TextSection], in_one_language: bool) -> dict[int, int]:
    """For places of ``first``, which of ``second`` is the same section; both go in one order.

    Across languages levels, anchors and what stays in every language tell, in one language headings and words.
    """
    nearness = _near_in_one_language if in_one_language else _near
    if len(first) * len(second) > MOST_PAIRS:
        return {n: n for n in range(min(len(first), len(second)))}
    return _best(first, second, nearness)


def signs_in(text: str) -> Counter[str]:
    """The addresses, pieces of code and numbers of ``text``, each as often as it stands there; digits of every script
    are the same.
    """
    code = [match[0].strip() for match in _CODE.finditer(text)]
    rest = _CODE.sub(" ", text)
    targets = [match[1] or match[2] for match in _TARGET.finditer(rest)]
    prose = _TARGET.sub("](", _ANCHOR.sub("", rest)).translate(_DIGITS)
    numbers = [re.sub(r"[^\d]+", ".", match[0]) for match in _NUMBER.finditer(_STEP.sub("", prose))]
    return Counter([*code, *targets, *numbers])


def _level_of(line: str) -> int:
    """The level of a heading that begins with ``#``; 0 for another line."""
    shown = line.lstrip(" ")
    level = len(shown) - len(shown.lstrip("#"))
    is_heading = len(line) - len(shown) < 4 and 0 < level < 7 and shown[level : level + 1] in ("", " ", "\t")
    return level if is_heading else 0


def _is_paragraph(lines: Sequence[str], number: int) -> bool:
    """Whether the line is a paragraph of its own, so that what underlines it makes it a heading."""
    is_first = number == 0 or not lines[number - 1].strip()
    return is_first and bool(lines[number].strip()) and not _NO_PARAGRAPH.match(lines[number])


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def _near(one: TextSection, other: TextSection) -> float:
    if (one.level == 0) != (other.level == 0):
        return 0.0
    found = _ALIKE if one.level == other.level else 0.5
    found += _SAME_ANCHOR if one.anchor and one.anchor == other.anchor else 0.0
    found += _SAME_HEADING if one.heading and one.heading.casefold() == other.heading.casefold() else 0.0
    longer = max(len(one.text), len(other.text), 1)
    return found + 2 * _share(one.signs, other.signs) + 0.5 * min(len(one.text), len(other.text)) / longer


def _near_in_one_language(one: TextSection, other: TextSection) -> float:
    if (one.level == 0) != (other.level == 0):
        return 0.0
    found = 1.0 if one.level == other.level else 0.0
    found += _SAME_HEADING if one.heading.casefold() == other.heading.casefold() else 0.0
    return found + 3 * _share(Counter(one.text.split()), Counter(other.text.split()))


def _share(one: Counter[str], other: Counter[str]) -> float:
    whole = (one | other).total()
    return (one & other).total() / whole if whole else 0.0


def _best(
    first: Sequence[TextSection],
    second: Sequence[TextSection],
    nearness: Callable[[TextSection, TextSection], float],
) -> dict[int, int]:
    """The pairs in one order that are near to each other altogether (Needleman and Wunsch, gaps for nothing)."""
    rows, columns = len(first), len(second)
    near = [[nearness(one, other) for other in second] for one in first]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            pair = near[row][column]
            taken = pair + best[row + 1][column + 1] if pair >= 1.5 else 0.0
            best[row][column] = max(taken, best[row + 1][column], best[row][column + 1])
    found, row, column = dict[int, int](), 0, 0
    while row < rows and column < columns:
        pair = near[row][column]
        if pair >= 1.5 and best[row][column] == pair + best[row + 1][column + 1]:
            found[row] = column
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1
    return found
