"""Lists of words that lie beside the code: tables between tabs, whose first line names the columns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def read_rows(file: Path) -> list[Mapping[str, str]]:
    """Each row by the names of its columns; empty lines and comments (``#``) are left out.

    Raises:
        ValueError: a row has more or fewer cells than there are columns.

    """
    lines = (line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    head, *rows = (line.split("\t") for line in lines)
    return [dict(zip(head, row, strict=True)) for row in rows]
