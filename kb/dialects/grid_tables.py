"""Reads tables that are drawn with ``+---+`` and ``|`` (Pandoc, reStructuredText, MyST).

A cell is Markdown of its own, so that such a table becomes one of HTML with Markdown in its cells. A cell may reach
over several columns; what reaches over several rows, or does not fit its drawing, is shown as it is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

_RULE = re.compile(r"\+(?:[-=:]{2,}\+)+")
_LINE = re.compile(r"^([ \t]*+)([+|].*[+|])[ \t]*+$")
_MOST_LINES = 2_000
_WIDEST = 4_000


def read_grids(lines: list[str], draw: Callable[[list[str]], str]) -> list[str]:
    """The lines with HTML for each grid; ``draw`` hides lines that are to be shown as code."""
    if not any("+--" in line or "+==" in line or "+:" in line for line in lines):
        return lines
    out: list[str] = []
    at = 0
    while at < len(lines):
        end = _end_of(lines, at)
        if end == at:
            out.append(lines[at])
            at += 1
            continue
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip(" \t"))]
        grid = [line.strip() for line in lines[at:end]]
        table = _table(grid)
        if table is None:
            out += ["", draw([f"{indent}```text", *(indent + line for line in grid), f"{indent}```"]), ""]
        else:
            out += ["", *(indent + line if line else "" for line in table), ""]
        at = end
    return out


def _end_of(lines: list[str], start: int) -> int:
    """The place after the last line of the grid that begins at ``start``; ``start`` where none does."""
    match = _LINE.match(lines[start]) if "+" in lines[start] else None
    if match is None or not _RULE.fullmatch(match[2]) or len(match[2]) > _WIDEST:
        return start
    at, last = start + 1, start
    while at < len(lines) and at - start < _MOST_LINES:
        line = _LINE.match(lines[at])
        if line is None or line[1] != match[1]:
            break
        if _RULE.fullmatch(line[2]):
            last = at
        at += 1
    return last + 1 if last > start + 1 else start


def _table(grid: list[str]) -> list[str] | None:
    """Lines of HTML with Markdown between them; None where the drawing is no table of plain rows."""
    columns = sorted({place for line in grid if _RULE.fullmatch(line) for place in _corners(line)})
    width = columns[-1] + 1
    rows: list[list[str]] = [[]]
    ends: list[str] = []  # the rule below each row
    for line in grid[1:]:
        if _RULE.fullmatch(line):
            ends.append(line)
            rows.append([])
        elif line[0] == "+" or "+-" in line:
            return None  # a rule beside a cell that goes on
        else:
            rows[-1].append(line.ljust(width))
    rows.pop()
    cells = [_cells(row, columns) for row in rows]
    if any(row is None for row in cells):
        return None
    heads = next((number + 1 for number, rule in enumerate(ends[:-1]) if "=" in rule), 0)
    ruled = next((rule for rule in ends if ":" in rule), grid[0])
    out = ["<table>"]
    for number, row in enumerate(cells):
        out += ["<thead>"] if heads and number == 0 else ["<tbody>"] if number == heads else []
        out.append("<tr>")
        for first, span, text in row or ():
            out += _cell("th" if number < heads else "td", span, _aligned(ruled, columns[first : first + 2]), text)
        out.append("</tr>")
        out += ["</thead>"] if heads and number == heads - 1 else []
    return [*out, "</tbody>", "</table>"]


def _corners(rule: str) -> list[int]:
    return [place for place, sign in enumerate(rule) if sign == "+"]


def _cells(row: list[str], columns: list[int]) -> list[tuple[int, int, list[str]]] | None:
    """Of each cell its first column, over how many it reaches, and its lines; None where a line does not fit.

    Where each line has as many walls as there are columns, these are counted, not measured: letters are not equally
    wide in every script. Only a cell over several columns has to stand where its drawing says.
    """
    if row and all(line.count("|") == len(columns) for line in row):
        parts = [line.strip()[1:-1].split("|") for line in row]
        return [(number, 1, _dedented([part[number] for part in parts])) for number in range(len(columns) - 1)]
    walls = [place for place in columns if all(line[place : place + 1] == "|" for line in row)]
    if not row or columns[0] not in walls or columns[-1] not in walls:
        return None
    found = []
    for left, right in pairwise(walls):
        inside = _dedented([line[left + 1 : right] for line in row])
        found.append((columns.index(left), columns.index(right) - columns.index(left), inside))
    return found


def _dedented(lines: list[str]) -> list[str]:
    lines = [line.rstrip() for line in lines]
    margin = min((len(line) - len(line.lstrip()) for line in lines if line), default=0)
    lines = [line[margin:] for line in lines]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _aligned(rule: str, sides: list[int]) -> str:
    """The side to which a column is set by colons in its rule."""
    part = rule[sides[0] + 1 : sides[1]] if len(sides) == 2 else ""
    if not part.strip("-="):
        return ""
    return {(True, True): "center", (False, True): "right", (True, False): "left"}.get(
        (part.startswith(":"), part.endswith(":")), ""
    )


def _cell(tag: str, span: int, align: str, lines: list[str]) -> list[str]:
    values = (f' colspan="{span}"' if span > 1 else "") + (f' align="{align}"' if align else "")
    return [f"<{tag}{values}>", "", *lines, "", f"</{tag}>"] if lines else [f"<{tag}{values}></{tag}>"]
