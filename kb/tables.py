"""Figures as tables: one shape for pages, for screen readers, for CSV and for JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response

Cell = str | int | float | date | None
BOM = "\ufeff"  # by which spreadsheets know UTF-8
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
    """CSV in which no cell is a formula to a spreadsheet: one that looks like it gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out)  # with CRLF, as RFC 4180 has it
    writer.writerow(header)
    writer.writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows)
    return out.getvalue()


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
