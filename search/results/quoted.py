"""What of a section is quoted as the answer: all of it where it is short, of a table the rows that are asked for."""

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
# More rows that are equally asked for are no choice.
QUOTED_ROWS = 4


@dataclass(frozen=True, slots=True)
class Quoted:
    """What is quoted: ``rows`` of a table, a cell for each of the ``heads`` of its columns, else there are ``blocks``,
    the texts of paragraphs and list items. Nothing at all where no part stands for itself.
    """

    blocks: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        """The same, a block or a cell a line."""
        cells = (f"{head}: {cell}" for row in self.rows for head, cell in zip(self.heads, row, strict=True))
        return "\n".join(self.blocks or cells)

    @property
    def is_enough(self) -> bool:
        """Whether it can be understood without the article around it."""
        return bool(self.rows) or len(self.text.split()) >= QUOTED_WORDS


def quoted(section: Sequence[Passage], best: Passage, wanted: Ways) -> Quoted:
    """What is quoted of a ``section`` whose passage ``best`` answers a query that ``wanted`` these terms."""
    lines = [line for passage in section or (best,) for line in passage.told]
    if any(CELLS in line for line in lines):
        return _beside_a_table(lines, best, wanted)
    return Quoted(tuple(lines if _is_short(lines) else best.told))


def _beside_a_table(lines: Sequence[str], best: Passage, wanted: Ways) -> Quoted:
    """The few rows that say more of the query than any text among ``lines``, else the text that answers, else a short
    table whose heading says what was asked. A piece of a table does not stand without the head of its columns.
    """
    said = {line: matches(line.replace(CELLS, "\n"), best.language, wanted) for line in (*lines, best.heading)}
    rows = list(_rows(lines))
    most = max((said[row] for _, row in rows), default=0)
    asked = [(head, row) for head, row in rows if said[row] == most]
    if len(asked) <= QUOTED_ROWS and most > max((said[line] for line in lines if CELLS not in line), default=0):
        return _table(asked)
    own = tuple(line for line in best.told if CELLS not in line)
    if CELLS not in best.text or any(said[line] for line in own):
        return Quoted(own)
    return _table(rows) if rows and said[best.heading] and _is_short(lines) else Quoted()


def heads_of(section: Sequence[Passage]) -> dict[str, str]:
    """The head of each row of the tables in a section."""
    lines = [line for passage in section for line in passage.text.split("\n")]
    return {row: head for head, row in _rows(lines)}


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


def _table(rows: Sequence[tuple[str, str]]) -> Quoted:
    """Rows with their head; nothing where they are of several tables, or a cell is empty so that the others do not go
    with their heads.
    """
    cells = tuple(tuple(row.split(CELLS)) for _, row in rows)
    first, *others = {head for head, _ in rows}
    heads = tuple(first.split(CELLS))
    is_whole = not others and all(len(row) == len(heads) for row in cells)
    return Quoted((), heads, cells) if is_whole else Quoted()
