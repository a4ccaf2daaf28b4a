"""The values that tags carry: ``name="text"``, ``name={'text'}``, positional words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kb.dialects.parts.hidden_code import HiddenCode

Values = dict[str, str]
_NAMED = re.compile(
    r"(?<![\w:@.\-?&/=])([\w:@.-]++)\s*+(?:=|:(?=\s*+[\"']))\s*+(?:\"([^\"]*+)\"|'([^']*+)'|(\{)|([^\s\"'{},>]++))"
)
_WORD = re.compile(r"\"([^\"]*+)\"|'([^']*+)'|`([^`]*+)`|([^\s\"'`,]++)")
_IN_QUOTES = re.compile(r"\"([^\"]*+)\"|'([^']*+)'|`([^`$]*+)`")
_CALL = re.compile(
    r"(?:require|useBaseUrl|withBase|resolve|asset)\(\s*+(?:\"([^\"]*+)\"|'([^']*+)')\s*+\)(?:\.default)?"
)
_IMPORTED = re.compile(r"([A-Za-z_$][\w$]*+)(?:\.src)?")
_MARKUP = re.compile(r"<[^<>]*+>")


def values_of(text: str, code: HiddenCode, imports: Mapping[str, str] | None = None) -> Values:
    """The named values in ``text``, names in lower case; those that only a program could tell are left out.

    ``imports`` are the paths of files that names of the article stand for.
    """
    found: Values = {}
    at = 0
    while match := _NAMED.search(text, at):
        at = match.end()
        value = next((part for part in (match[2], match[3], match[5]) if part is not None), None)
        if match[4]:
            end = end_of_braces(text, at - 1)
            value = in_braces(text[at : end - 1], code, imports or {})
            at = end
        if value is not None:
            found.setdefault(match[1].lower(), code.show(value))
    return found


def words_of(text: str, code: HiddenCode) -> list[str]:
    """The values without a name, in order."""
    bare = _NAMED.sub("", text)
    return [code.show(next(part for part in match.groups() if part is not None)) for match in _WORD.finditer(bare)]


def in_braces(expression: str, code: HiddenCode, imports: Mapping[str, str]) -> str | None:
    """The text that an expression of JavaScript is, where that can be told without running it."""
    expression = code.show(expression).strip()
    for pattern in (_IN_QUOTES, _CALL):
        if match := pattern.fullmatch(expression):
            return next(part for part in match.groups() if part is not None)
    if match := _IMPORTED.fullmatch(expression):
        return imports.get(match[1])
    if expression.startswith("<"):
        return _MARKUP.sub("", expression).strip() or None
    return None


def end_of_braces(text: str, start: int) -> int:
    """The place after the brace that closes the one at ``start``; the end of the text where none does."""
    depth = 0
    for match in re.compile(r"[{}]").finditer(text, start):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.end()
    return len(text)
