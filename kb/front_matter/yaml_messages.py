"""Says in our words why a front matter is not YAML, and how to mend the line."""

from __future__ import annotations

import re

_ENTRY = re.compile(r"^(\s*(?:- )?\s*)([^\s:#'\"\[{][^:]*?)\s*:\s+(\S.*?)\s*$")
_SIGNS = "@`%*&!|>{}[],?#"
_QUOTES = "\"'"


def explained(lines: list[str], at: int, problem: str) -> str:
    """What is wrong with line ``at`` (from 0) of a front matter, where a parser of YAML gave up with ``problem``."""
    text = lines[at] if at < len(lines) else ""
    if "\t" in text[: len(text) - len(text.lstrip())]:
        return "the line begins with a tab; write spaces"
    for line in (text, lines[at - 1] if 0 < at <= len(lines) else ""):
        if (match := _ENTRY.match(line)) and (reason := _of_value(match[2].strip("- "), match[3], lines[at:])):
            return reason
    for line in (text, lines[at - 1] if 0 < at <= len(lines) else ""):
        if (match := re.match(r"^\s*([\w -]+?)\s*:\S", line)) and "://" not in line:
            return f"there is no space after the colon; write {match[1]}: and a space before the value"
        if line.strip() and not re.search(r":(?:\s|$)", line) and not line.lstrip().startswith(("-", "#")):
            return f"{_short(line.strip())} is no 'key: value'; put a text of several lines into quotes, or take it out"
    words = problem.strip().rstrip(".") or "it cannot be read"
    return f"({words}); check the indents of the line and those above it, and put texts with signs into quotes"


def _of_value(key: str, value: str, rest: list[str]) -> str:
    quoted = '"' + value.strip(_QUOTES).replace("\\", "\\\\").replace('"', "'") + '"'
    mend = f"put the text into quotes: {key}: {_short(quoted)}" if len(quoted) < 90 else "put the text into quotes"
    first = value[0]
    if first in _QUOTES:
        closed = re.match(r"\"(?:[^\"\\]|\\.)*\"" if first == '"' else r"'(?:[^']|'')*'", value)
        if closed and (after := value[closed.end() :].strip()) and not after.startswith("#"):
            return f"text stands after the closing quote of {key}; {mend}"
        if not closed and not any(first in line for line in rest[1:]):
            return f"the quote that opens the value of {key} is never closed; {mend}"
        if (
            closed
            and first == '"'
            and re.search(r"\\(?![0abtnvfre \"/\\N_LP\t]|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})", value)
        ):
            return f"the value of {key} has a \\ in double quotes, which means something else; use single quotes"
        return ""
    if first in "[{" and value.count(first) != value.count({"[": "]", "{": "}"}[first]):
        return f"the list or mapping that {key} opens with {first} is never closed; close it, or {mend}"
    if first in "[{":
        return f"the value of {key} begins with {first} and is no list that can be read; {mend}"
    if first in _SIGNS:
        return f"the value of {key} begins with {first}, which means something else in YAML; {mend}"
    if re.search(r":(?:\s|$)", value):
        return f"the value of {key} has a colon with a space after it; {mend}"
    return ""


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:89] + "…"
