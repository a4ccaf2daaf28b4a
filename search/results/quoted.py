"""What of a section is quoted as the answer: all of it where it is short, of a table the row that is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.markdown.sections import CELLS
from search.index.passages import Passage
from search.text.snippets import Ways, matches

# A shorter text is hardly an answer without the article around it.
QUOTED_WORDS = 8
# A section up to this length is quoted whole: what it warns of at its end is no answer without its steps.
QUOTED_SECTION_WORDS = 120


@dataclass(frozen=True, slots=True)
class Quoted:
    """What is quoted: ``row`` are the cells of a table's row, each below the head of its column, else there are
    ``blocks``, the texts of paragraphs and list items. Nothing at all where no part stands for itself.
    """

    blocks: tuple[str, ...] = ()
    row: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The same, a block or a cell a line."""
        return "\n".join(self.blocks or (f"{head}: {cell}" for head, cell in self.row))

    @property
    def is_enough(self) -> bool:
        """Whether it can be understood without the article around it."""
        return bool(self.row) or len(self.text.split()) >= QUOTED_WORDS


def quoted(section: Sequence[Passage], best: Passage, wanted: Ways) -> Quoted:
    """What is quoted of a ``section`` in which the passage ``best`` answers best a query that ``wanted`` these terms.

    A piece of a table does not stand without the head of its columns, nor does a whole table answer.
    """
    lines = [line for passage in section or (best,) for line in passage.text.split("\n")]
    if not any(CELLS in line for line in lines):
        return Quoted(tuple(lines if _is_short(lines) else best.text.split("\n")))
    said = {line: matches(line.replace(CELLS, "\n"), best.language, wanted) for line in lines}
    texts = [line for line in lines if CELLS not in line]
    rows = {row: head for head, row in _rows(lines)}
    most_in_rows = max((said[row] for row in rows), default=0)
    if most_in_rows > max((said[text] for text in texts), default=0):
        asked = [row for row in rows if said[row] == most_in_rows]
        return _row(rows[asked[0]], asked[0]) if len(asked) == 1 else Quoted()
    own = [line for line in best.text.split("\n") if CELLS not in line]
    return Quoted(tuple(own if any(said[line] for line in own) else ()))


def _is_short(lines: Sequence[str]) -> bool:
    return sum(len(line.split()) for line in lines) <= QUOTED_SECTION_WORDS


def _rows(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every row of the tables among ``lines``, behind the first of its table, which is the head."""
    head = ""
    for line in lines:
        if CELLS not in line:
            head = ""
        elif head:
            yield head, line
        else:
            head = line


def _row(head: str, row: str) -> Quoted:
    """A row whose cells are told by their ``head``; nothing where a cell is empty, so that they do not go together."""
    heads, cells = head.split(CELLS), row.split(CELLS)
    return Quoted(row=tuple(zip(heads, cells, strict=True))) if len(heads) == len(cells) else Quoted()
