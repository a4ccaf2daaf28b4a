"""Splits a file into front matter and body, and reads the front matter with the line of every value.

Understands what people already write: YAML between ``---`` lines (Jekyll, Hugo, MkDocs, Docusaurus) and TOML
between ``+++`` lines (Hugo). YAML is only *composed* into nodes, never constructed into objects: scalars stay
the text that was written, so an error can quote it, and nothing in a file can run code or expand without bound.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from kb.front_matter.yaml_messages import explained

MAX_FRONT_MATTER_BYTES = 64 * 1024
MAX_VALUES = 5_000
MAX_DEPTH = 20

_UNSEEN = " \t\f\u200b\u200e\u200f\u2060\ufeff"
_COMMENT = re.compile(r"<!--.*-->")
_KEY = re.compile(r"[A-Za-z][\w-]*[ \t]*[:=]([ \t]|$)")
_NULLS = {"", "~", "null", "Null", "NULL"}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FrontMatterError(ValueError):
    """The front matter as a whole cannot be read; ``line`` is the line of the file, from 1."""

    def __init__(self, message: str, line: int, code: str = "front_matter", key: str | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.code = code
        self.key = key


@dataclass(frozen=True, slots=True)
class Value:
    """One value as written. ``data`` is a str, None, a list of Values or a dict of str to Value."""

    data: Any
    line: int

    def plain(self) -> Any:
        """The value without its line numbers."""
        if isinstance(self.data, list):
            return [item.plain() for item in self.data]
        if isinstance(self.data, dict):
            return {key: item.plain() for key, item in self.data.items()}
        return self.data


@dataclass(frozen=True, slots=True)
class Split:
    """A file taken apart; ``body_line`` is the line of the file on which ``body`` starts, from 1."""

    values: dict[str, Value]
    body: str
    body_line: int
    duplicates: tuple[FrontMatterError, ...] = field(default=())


def split(text: str) -> Split:
    """Take ``text`` (a whole file, line ends as ``\\n``) apart.

    Raises:
        FrontMatterError: the block is unclosed, too large, not valid YAML or TOML, not a mapping, or not at the top.

    """
    lines = text.split("\n")
    fence = lines[0].rstrip()
    if fence not in ("---", "+++"):
        _refuse_displaced(lines)
        return Split({}, text, 1)
    end = _closing_line(lines, fence)
    block, body = "\n".join(lines[1:end]), "\n".join(lines[end + 1 :])
    if len(block.encode()) > MAX_FRONT_MATTER_BYTES:
        limit = MAX_FRONT_MATTER_BYTES // 1024
        raise FrontMatterError(f"the front matter is larger than {limit} KB; move text into the body", 1)
    duplicates: list[FrontMatterError] = []
    values = _read_toml(block) if fence == "+++" else _read_yaml(block, duplicates)
    return Split(values, body, end + 2, tuple(duplicates))


def _refuse_displaced(lines: list[str]) -> None:
    """Take no block below empty lines or comments for text: what it hides (``audience``, ``draft``) would be public."""
    seen = ((number, line.strip(_UNSEEN)) for number, line in enumerate(lines))
    first, fence = next(((number, text) for number, text in seen if text and not _COMMENT.fullmatch(text)), (0, ""))
    below = lines[first + 1 :]
    if fence not in ("---", "+++") or not below or not _KEY.match(below[0]):
        return
    if fence in (line.rstrip() for line in below[1:]):
        message = (
            f"the front matter must begin with {fence} at the very start of the file; take out what stands before it"
        )
        raise FrontMatterError(message, first + 1, "displaced")


def _closing_line(lines: list[str], fence: str) -> int:
    ends = (fence, "...") if fence == "---" else (fence,)
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() in ends:
            return number
    raise FrontMatterError(
        f"the front matter opened with {fence} on line 1 is never closed; add a line {fence} after it", 1, "unclosed"
    )


def _read_yaml(block: str, duplicates: list[FrontMatterError]) -> dict[str, Value]:
    try:
        _refuse_deep_nesting(block)
        node = yaml.compose(block, Loader=_Loader)
    except FrontMatterError:
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line if mark else 0
        lines = block.split("\n")
        opened = error.context_mark.line if error.context_mark and "quoted scalar" in str(error.context) else line
        line = min(opened, line)
        reason = explained(lines, min(line, len(lines) - 1), str(error.problem or error.context))
        raise FrontMatterError(f"the front matter is not valid YAML: {reason}", line + 2) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise FrontMatterError(f"the front matter is not valid YAML: {str(error).splitlines()[0]}", 2) from None
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise FrontMatterError("the front matter must be a list of 'key: value' lines", 2, "not_a_mapping")
    return _YamlReader(duplicates).mapping(node, 0)


def _refuse_deep_nesting(block: str) -> None:
    """Look at the levels before nodes are made: libyaml makes them by recursion, which ends the process."""
    depth = 0
    for event in yaml.parse(block, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _grown(event.start_mark.line + 2 if event.start_mark else 2)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _grown(line: int) -> FrontMatterError:
    return FrontMatterError(
        f"the front matter grows to more than {MAX_VALUES} values or {MAX_DEPTH} levels", line, "too_large"
    )


class _YamlReader:
    """Turns nodes into Values within a budget, so that aliases of aliases cannot grow without bound."""

    def __init__(self, duplicates: list[FrontMatterError]) -> None:
        self._left = MAX_VALUES
        self._duplicates = duplicates

    def mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 2
            if not isinstance(key_node, yaml.ScalarNode):
                raise FrontMatterError("a front matter key must be a plain word", line)
            key = str(key_node.value)
            if key in found:
                message = f"the key {key!r} stands twice (first on line {found[key].line}); keep one"
                self._duplicates.append(FrontMatterError(message, line, "duplicate_key", key))
                continue
            found[key] = Value(self._data(value_node, depth + 1), line)
        return found

    def _data(self, node: yaml.Node, depth: int) -> Any:
        self._left -= 1
        line = node.start_mark.line + 2
        if self._left < 0 or depth > MAX_DEPTH:
            raise _grown(line)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [Value(self._data(child, depth + 1), child.start_mark.line + 2) for child in node.value]
        plain = not getattr(node, "style", None) and node.value in _NULLS
        return None if plain else str(node.value)


def _read_toml(block: str) -> dict[str, Value]:
    try:
        return {key: Value(_toml_data(value), _toml_line(block, key)) for key, value in tomllib.loads(block).items()}
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = int(at.group(1)) + 1 if at else block.count("\n") + 2  # else at the end
        reason = re.sub(r" \(at .*\)$", "", str(error))  # its line counts from the fence
        raise FrontMatterError(f"the front matter is not valid TOML: {reason}", line) from None
    except (RecursionError, ValueError) as error:  # nested beyond reason, numbers of thousands of digits
        raise FrontMatterError(f"the front matter is not valid TOML: {str(error).splitlines()[0]}", 2) from None


def _toml_data(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: Value(_toml_data(item), 2) for key, item in value.items()}
    if isinstance(value, list):
        return [Value(_toml_data(item), 2) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _toml_line(block: str, key: str) -> int:
    pattern = re.compile(rf"""^\s*\[?["']?{re.escape(key)}["']?\s*[\]=.]""")
    for number, line in enumerate(block.split("\n"), start=2):
        if pattern.match(line):
            return number
    return 2


def scalars(value: Value) -> Iterator[Value]:
    """The scalars of a value that may be one word, a list, or words separated by commas."""
    if isinstance(value.data, list):
        for item in value.data:
            if isinstance(item.data, str):
                yield item
    elif isinstance(value.data, str):
        for part in value.data.split(","):
            yield Value(part.strip(), value.line)
