"""Figures as tables: one shape for pages, for screen readers, for CSV and for JSON."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response

Cell = str | int | float | date | None
BOM = "\ufeff"  # by which spreadsheets know UTF-8
_SPACE = r"[^\S\t\r\n\v\f\x85\u2028\u2029]|[\0-\x08\x0e-\x1f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\"]"
_SIGN = "[-=+@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207a-\u207c\u208a-\u208c\u2212]"
_FORMULA = re.compile(rf"(\A|[;\t\r\n\v\f\x85\u2028\u2029])(?=(?:{_SPACE})*{_SIGN})|\A(?=[\t\r\n])")
"""Where something begins that a spreadsheet may take for a formula: a cell, or what becomes one where the parts of a
file are divided by semicolons or tabs; behind spaces and what nobody sees; also in full width, which some fold."""


@dataclass(frozen=True)
class Table:
    """Rows that begin with what they are about; ``columns`` are the names of machines.

    Numbers are counts, but a float is a share from 0 to 1; None is nothing known.
    """

    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing but noughts."""
        return not any(cell for row in self.rows for cell in row[1:])

    def values(self, column: str) -> list[float | None]:
        """One column of numbers."""
        place = self.columns.index(column)
        return [cell if isinstance(cell, int | float) else None for cell in (row[place] for row in self.rows)]

    def as_text(self) -> list[list[str]]:
        """The cells as CSV has them: days in ISO, shares with four places."""
        return [[_plain(cell) for cell in row] for row in self.rows]

    def as_json(self) -> list[dict[str, Any]]:
        """The rows for programs: days in ISO, everything else as it is."""
        return [
            {
                name: cell.isoformat() if isinstance(cell, date) else cell
                for name, cell in zip(self.columns, row, strict=True)
            }
            for row in self.rows
        ]


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV in which no cell is a formula to a spreadsheet: what looks like one gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out)  # with CRLF, as RFC 4180 has it
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def harmless(cell: str) -> str:
    """The text of a cell, no part of which is a formula."""
    return _FORMULA.sub(lambda match: f"{match[1] or ''}'", cell)


def csv_response(text: str, filename: str) -> Response:
    """CSV to keep, in UTF-8 as spreadsheets read it."""
    response = Response(BOM + text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _plain(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:.4f}"
    return "" if cell is None else str(cell)
