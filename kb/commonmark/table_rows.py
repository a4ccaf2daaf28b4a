"""The rows of tables as GitHub writes them (with a line of hyphens below the head) and as kramdown does (without)."""

from __future__ import annotations

import re
from bisect import bisect_right

_RULE = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?>(?:\|[ \t]*+:?-++:?[ \t]*+)*)\|?[ \t]*")
_KRAMDOWN_RULE = re.compile(r"\|[ \t:|+=-]*[-=][ \t:|+=-]*")
_PIPE = re.compile(r"\\.|\|")
_CODE_OR_PIPE = re.compile(r"\\.|(`++)|\|")


def aligned_by(line: str) -> list[str] | None:
    """How the line of hyphens below a head aligns each column (empty: as usual); None where it is no such line."""
    if "-" not in line or not _RULE.fullmatch(line):
        return None
    return [_alignment(cell.strip()) for cell in cells(line)]


def cells(line: str, columns: int = 0) -> list[str]:
    """The cells of a row.

    A pipe with a backslash before it is a pipe, in code as well; others part cells (GFM 4.10). Who writes pipes in code
    without the backslash is understood where the number of ``columns`` comes out right only so.
    """
    found = _cut(line, [match.start() for match in _PIPE.finditer(line) if match[0] == "|"])
    if columns and len(found) > columns and "`" in line:
        outside_code = _cut(line, _pipes_outside_code(line))
        if len(outside_code) == columns:
            return outside_code
    return found


def kramdown_rows(lines: list[str]) -> int | None:
    """Where in the lines of a paragraph a table without a head begins, each of whose rows is within pipes."""
    start = len(lines)
    while start and lines[start - 1].startswith("|") and lines[start - 1].rstrip().endswith("|"):
        start -= 1
    rows = [line for line in lines[start:] if not is_kramdown_rule(line)]
    return start if rows and all(len(cells(line)) > 1 for line in rows) else None


def is_kramdown_rule(line: str) -> bool:
    """Whether a line only parts rows."""
    return bool(_KRAMDOWN_RULE.fullmatch(line.strip()))


def _alignment(cell: str) -> str:
    if cell.startswith(":"):
        return "center" if cell.endswith(":") else "left"
    return "right" if cell.endswith(":") else ""


def _cut(line: str, pipes: list[int]) -> list[str]:
    found = [line[start + 1 : end] for start, end in zip([-1, *pipes], [*pipes, len(line)], strict=True)]
    if pipes and not found[0].strip():
        found = found[1:]
    if pipes and not found[-1].strip():
        found = found[:-1]
    return [cell.strip().replace("\\|", "|") for cell in found]


def _pipes_outside_code(line: str) -> list[int]:
    """Code is from a run of backticks to the next one of the same length."""
    runs: dict[str, list[int]] = {}
    for match in _CODE_OR_PIPE.finditer(line):
        if match[1]:
            runs.setdefault(match[1], []).append(match.end())
    pipes, skip = [], 0
    for match in _CODE_OR_PIPE.finditer(line):
        if match.start() < skip:
            continue
        if match[0] == "|":
            pipes.append(match.start())
        elif match[1]:
            ends = runs[match[1]]
            after = bisect_right(ends, match.end())
            skip = ends[after] if after < len(ends) else skip
    return pipes
