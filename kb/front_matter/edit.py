"""Sets front matter keys in a file and leaves every other byte of it as it was.

A library that loads and dumps YAML, even one that keeps comments, writes the whole block anew: quotes, indents and
line ends change, and the date of a review becomes a diff of twenty lines. So the parser is only asked where a value
stands, that span is replaced, and both versions are read again to prove that nothing else changed.
"""

from __future__ import annotations

import codecs
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from kb.core.text import UNWANTED, as_read, shorten
from kb.front_matter.key_names import REVIEWED
from kb.front_matter.parse import FrontMatterError, Split, Value, split
from kb.front_matter.spans import Head, KeySpan, read_head

KNOWN_AS: Mapping[str, Sequence[str]] = {REVIEWED[0]: REVIEWED}
"""Keys that files write under several names, in the order in which ``kb.library.metadata`` reads them."""

Written = str | tuple[str, ...]
"""A value: one line of text, or words as a list."""

_SEEN = re.compile(rf"\r\n|(?!{UNWANTED.pattern})[\s\S]")  # one match for each character that the parser gets
_LINE_END = re.compile(r"\r\n|\r|\n")
_COMMENT = re.compile(r"[ \t]+#[^\n]*")
_BLOCK_ITEM = re.compile(r"-(?=[ \n])")
_PLAIN_START = re.compile(r"(?:\d{1,4} )?[^\W\d_]")  # "Ann", "6 months"
_PLAIN_SIGNS = frozenset(" .,'_@&()/+-\u200c\u200d")
_NO_TEXT = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"))


class FrontMatterEditError(ValueError):
    """The keys cannot be set in this file as it is written; ``line`` is the line of the file to look at, from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class _Edit:
    """Put ``new`` in place of a span of what the parser sees."""

    start: int
    end: int
    new: str


def set_values(
    content: bytes,
    changes: Mapping[str, Written | None],
    after: Sequence[str] = (),
    also: Mapping[str, Sequence[str]] = KNOWN_AS,
) -> bytes:
    """The file ``content`` with the front matter keys of ``changes`` set (None: taken away), else byte for byte.

    A key that is there keeps its place, its quotes and the comment behind it, a list its brackets or its lines; a new
    one follows the first of the keys ``after`` that is there, or ends the block. A file without front matter gets a
    block. ``also`` gives for a key all names under which files write it, in the order of reading: the one that is read
    is the one changed.

    Raises:
        FrontMatterEditError: the front matter cannot be read, is written in a way that cannot be edited line by
            line, or a value is not one line of text.

    """
    bom = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    names = {key: tuple(also.get(key, (key.lower(),))) for key in (*changes, *after)}
    hints = [names[hint] for hint in after]
    edited: set[str] = set()
    try:
        raw = before = _decode(content.removeprefix(bom))
        for key, value in changes.items():
            head = read_head(as_read(raw))
            present = _present(head.values if head else {}, names[key])
            edited.update(present if value is None else (present or [key])[:1])
            raw = _apply(raw, _edits(head, key, value, present, hints))
        _verify(as_read(before), as_read(raw), [(names[key], value) for key, value in changes.items()], edited)
    except FrontMatterError as error:
        raise FrontMatterEditError(str(error), error.line) from None
    return bom + raw.encode()


def _decode(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FrontMatterError("the file is not UTF-8; save it as UTF-8", line) from None


def _apply(raw: str, edits: Iterable[_Edit]) -> str:
    """Make the ``edits`` in the raw text, with its own line ends."""
    line_end = _LINE_END.search(raw)
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        places = [match.start() for match in islice(_SEEN.finditer(raw), edit.end + 1)] + [len(raw)]
        new = edit.new.replace("\n", line_end[0] if line_end else "\n")
        raw = raw[: places[edit.start]] + new + raw[places[edit.end] :]
    return raw


def _present(values: Mapping[str, Value], names: Sequence[str]) -> list[str]:
    """The keys that go by one of ``names``; the first is the one that ``kb.library.metadata`` reads."""
    keys = {key.lower(): key for key in values}
    present = [keys[name] for name in names if name in keys]
    return sorted(present, key=lambda key: values[key].data in (None, ""))  # what is empty is passed over


def _edits(
    head: Head | None, key: str, value: Written | None, present: Sequence[str], hints: Iterable[Sequence[str]]
) -> list[_Edit]:
    """What to change so that the first of ``present``, or else a new ``key``, has the ``value``."""
    if value is None:
        return [_removal(head, head.entry(name)) for name in present] if head else []
    for line in (value,) if isinstance(value, str) else value:
        if UNWANTED.search(line) or line.splitlines() not in ([], [line]):
            raise FrontMatterError(f"{key}: {shorten(line)} is not one line of text", 1)
    if head is None:
        return [_Edit(0, 0, f"---\n{key}: {_written(value)}\n---\n")]
    if not present:
        return [_insertion(head, key, value, hints)]
    entry = head.entry(present[0])
    return [] if _said(head.values[present[0]]) == value else _replacement(head, entry, value)


def _removal(head: Head, entry: KeySpan) -> _Edit:
    return _Edit(head.line_start(entry.start), head.next_line(entry.value_end), "")


def _insertion(head: Head, key: str, value: Written, hints: Iterable[Sequence[str]]) -> _Edit:
    entries = {entry.key: entry for entry in head.entries}
    found = [entries[name] for names in hints for name in _present(head.values, names) if name in entries]
    place = head.next_line(found[0].value_end) if found else head.end
    if head.is_toml:
        return _Edit(place, place, f"{key} = {_written(value, '', is_toml=True)}\n")
    first = head.line_start(head.entries[0].start) if head.entries else 0
    indent = len(head.text[first:]) - len(head.text[first:].lstrip(" "))
    return _Edit(place, place, f"{' ' * indent}{key}: {_written(value)}\n")


def _replacement(head: Head, entry: KeySpan, value: Written) -> list[_Edit]:
    assert entry.colon is not None  # Head.entry() gives no other
    text, start, end = head.text, entry.value_start, entry.value_end
    if not isinstance(value, str) and _BLOCK_ITEM.match(text, start) and not head.is_toml:
        indent = "\n" + " " * (start - head.line_start(start))
        return [_Edit(start, end, indent.join(f"- {_written(word)}" for word in value))]
    written = _written(value, entry.style, is_toml=head.is_toml)
    if start == end:
        return [_Edit(entry.colon, entry.colon, f" {written}")]
    if entry.style in ("|", ">") and (comment := _COMMENT.search(text, start, text.index("\n", start))):
        written += comment[0]
    if "\n" not in text[entry.colon : start]:
        return [_Edit(start, end, written)]
    after = head.next_line(end)  # the value stands below its key
    rest = end if text[end:after].strip() else after
    return [_Edit(entry.colon, entry.colon, f" {written}"), _Edit(head.line_start(start), rest, "")]


def _said(value: Value) -> Any:
    """What a value says, so that it can be compared with one to be set."""
    return tuple(value.plain()) if isinstance(value.data, list) else value.data


def _written(value: Written, style: str = "", is_toml: bool = False) -> str:
    """``value`` in the quotes ``style`` that stood there, else as plain as every reader understands it."""
    if not isinstance(value, str):
        return f"[{', '.join(_written(word, chr(34) if ',' in word else '', is_toml) for word in value)}]"
    if style == "'" and not is_toml:
        return "'" + value.replace("'", "''") + "'"
    if style != '"' and style != "'" and (_is_date(value) or (not is_toml and _is_plain(value))):
        return value
    return json.dumps(value, ensure_ascii=False)  # its escapes are those of YAML and of TOML


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_plain(text: str) -> bool:
    """Whether YAML of every version takes ``text`` without quotes for just this text; no to all that is doubtful."""
    signs = all(sign in _PLAIN_SIGNS or unicodedata.category(sign)[0] in "LMN" for sign in text)
    return signs and bool(_PLAIN_START.match(text)) and text.lower() not in _NO_TEXT and not text.endswith(" ")


def _verify(
    before: str, after: str, wanted: Iterable[tuple[Sequence[str], Written | None]], edited: Iterable[str]
) -> None:
    """Prove that ``after`` reads as ``wanted`` and else like ``before``."""
    old, new = _settled(before), _settled(after)
    for names, value in wanted:
        present = _present(new.values, names)
        if (_said(new.values[present[0]]) if present else None) != value:
            line = new.values[present[0]].line if present else 1
            raise FrontMatterError(f"{names[0]}: it would not read as {shorten(value)}", line)
    if old.body != new.body or _plain(old, edited) != _plain(new, edited):
        raise FrontMatterError(f"{', '.join(edited)}: the change would spill into other keys or the text", 1)


def _settled(text: str) -> Split:
    """``text`` taken apart as if a comment ended the front matter.

    Without it, a last value ``|`` loses its line end at the fence, and has it again once a line follows.
    """
    parts = split(text)
    if parts.body_line == 1:
        return parts
    lines = text.split("\n")
    return split("\n".join((*lines[: parts.body_line - 2], "#", *lines[parts.body_line - 2 :])))


def _plain(parts: Split, without: Iterable[str]) -> list[tuple[str, Any]]:
    return [(key, value.plain()) for key, value in parts.values.items() if key not in without]
