"""From what a search found to what an answer may say of it: the text of a section, a block or a row a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.markdown.sections import CELLS
from search.answers.grounded.answer import AnswerSource
from search.index.passages import Passage
from search.results.quoted import heads_of
from search.results.results import Hit

BETWEEN_CELLS = " · "


def source_of(hit: Hit) -> AnswerSource:
    """The section that a hit found."""
    return AnswerSource(hit.article, hit.passage, told(hit.around or (hit.passage,)))


def sources_of(hits: Sequence[Hit]) -> list[AnswerSource]:
    """The sections that ``hits`` found, the best of each first; then their other sections that answer nearly as well,
    where they were asked for.
    """
    further = [
        AnswerSource(hit.article, section.passage, told((section.passage,)))
        for hit in hits
        for section in hit.sections or ()
    ]
    return [*map(source_of, hits), *further]


def told(section: Sequence[Passage]) -> str:
    """The text of a section as plain lines; each cell of a table's row behind the head of its column."""
    return "\n".join(_lines(section))


def row_told(heads: Sequence[str], cells: Sequence[str]) -> str:
    """A row of a table in one line; without heads that go with its cells the cells alone."""
    if len(heads) != len(cells):
        return BETWEEN_CELLS.join(cells)
    return BETWEEN_CELLS.join(f"{head.rstrip(':')}: {cell}" for head, cell in zip(heads, cells, strict=True))


def _lines(section: Sequence[Passage]) -> Iterator[str]:
    heads = heads_of(section)
    named = set(heads.values())
    for line in (line for passage in section for line in passage.told):
        if CELLS not in line:
            yield line
        elif line not in named:
            yield row_told(heads.get(line, "").split(CELLS), line.split(CELLS))
