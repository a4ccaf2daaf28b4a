"""Takes link reference definitions (CommonMark 4.7) from the start of a paragraph."""

from __future__ import annotations

import re

from kb.commonmark.blocks import Definition

_HEAD = re.compile(
    r"\[(?!\^)(?P<label>(?>(?:[^\\\[\]]|\\.){1,999}))\]:[ \t]*+\n?[ \t]*+"
    r"(?:<(?P<bracketed>(?>(?:[^<>\\\n]|\\.)*))>|(?P<plain>[^\s<]\S*+))",
)
_TITLE = re.compile(
    r"(?:[ \t]++\n?[ \t]*+|\n[ \t]*+)"
    r"(?:\"(?P<double>(?>(?:[^\"\\]|\\[\s\S])*))\"|'(?P<single>(?>(?:[^'\\]|\\[\s\S])*))'|\((?P<round>(?>(?:[^()\\]|\\[\s\S])*))\))"
    r"[ \t]*+(?=\n|$)"
)
_LINE_END = re.compile(r"[ \t]*+(?:\n|$)")
_ESCAPE_MARK = re.compile("\x02(\\d{1,6})\x03")  # what the Markdown package makes of an escaped sign
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def take_definitions(text: str) -> tuple[list[Definition], str]:
    """The definitions at the start of ``text``, and what is left of it."""
    found: list[Definition] = []
    position = 0
    while text.startswith("[", position):
        head = _HEAD.match(text, position)
        if head is None or not head["label"].strip():
            break
        title = _TITLE.match(text, head.end())
        end = _LINE_END.match(text, title.end() if title else head.end())
        if end is None:
            break
        address = head["bracketed"] if head["bracketed"] is not None else head["plain"]
        words = next((part for part in title.groups() if part is not None), "") if title else ""
        found.append(Definition(label_of(head["label"]), _ESCAPED.sub(r"\1", address), _ESCAPED.sub(r"\1", words)))
        position = end.end()
    return found, text[position:]


def label_of(text: str) -> str:
    """A label as it is looked up: in lower case, without the signs that are gone once lines have been read."""
    text = _ESCAPE_MARK.sub(lambda found: chr(int(found[1])), _ESCAPED.sub(r"\1", text))
    return " ".join(text.replace("`", "").split()).casefold()
