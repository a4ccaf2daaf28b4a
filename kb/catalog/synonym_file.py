"""The editors' synonyms: ``synonyms.yml`` in the articles folder, words that find each other's articles.

::

    all:                              # every language: brand words, abbreviations
      - [wifi, wi-fi, wlan]
    en:
      - [cancel, terminate, end subscription]
      - fridge => refrigerator        # one way: who searches the left also finds the right

As in front matter, YAML is only composed into nodes: ``no``, ``on`` and ``404`` stay the text that was written. A
line that is not YAML is taken out and the rest read again, so that one bad line never takes the others down.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kb.core.errors import Problem
from kb.core.text import plain_lines, shorten
from kb.front_matter.yaml_file import read_text
from kb.language.languages import is_language_code

SYNONYMS_FILE = "synonyms.yml"
EVERY_LANGUAGE = "all"
MAX_KILOBYTES = 256
MAX_RULES = 5_000
MAX_GROUP = 30
MAX_CHARACTERS = 80
MAX_BAD_LINES = 20
MAX_DEPTH = 10

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_HEADING = re.compile(r"[^\s#-]")
_ENTRY = "a group of two or more words like [wifi, wlan] or a line like 'fridge => refrigerator'"
_LIST = "a list of lines that begin with '-'"


@dataclass(frozen=True, slots=True)
class SynonymRule:
    """Who searches one of ``words`` also finds ``finds``; in an equal group both are the whole group, in order.

    ``language`` is a language code or ``all``; ``line`` counts from 1.
    """

    language: str
    words: tuple[str, ...]
    finds: tuple[str, ...]
    line: int

    @property
    def is_one_way(self) -> bool:
        """Whether it was written with an arrow."""
        return self.words != self.finds


@dataclass(frozen=True, eq=False)
class SynonymFile:
    """What was read; the same object as long as the file does not change, so that it can be a cache's key."""

    rules: tuple[SynonymRule, ...] = ()
    problems: tuple[Problem, ...] = ()


NO_SYNONYMS = SynonymFile()


class _BadEntryError(ValueError):
    """One entry cannot be used; the message says what was expected."""


def load_synonyms(file: Path, before: SynonymFile) -> SynonymFile:
    """Read ``file``; where nothing of it can be read the rules of ``before`` stay, as articles do."""
    text = read_text(file, SYNONYMS_FILE, MAX_KILOBYTES, "keep the groups that readers need")
    if isinstance(text, Problem):
        return SynonymFile(before.rules, (text,))
    return read_synonyms(text)


def read_synonyms(text: str) -> SynonymFile:
    """Read the text of a synonyms file; what is wrong is in the problems, everything else in the rules."""
    problems: list[Problem] = []
    text = _UNPRINTABLE.sub("", plain_lines(text))
    rules: list[SynonymRule] = []
    for language, node in _entries(_compose(text, problems), problems):
        try:
            rules.append(_rule(language, node))
        except _BadEntryError as error:
            problems.append(_bad(str(error), node.start_mark.line, language, _written(node)))
    if len(rules) > MAX_RULES:
        message = f"there are more than {MAX_RULES} entries; this one and those after it are left out"
        problems.append(_bad(message, rules[MAX_RULES].line - 1))
    kept = tuple(rules[:MAX_RULES])
    found = (*problems, *_overlaps(kept))
    return SynonymFile(kept, tuple(sorted(found, key=lambda problem: problem.line or 0)))


def _bad(message: str, line: int, key: str | None = None, value: str | None = None) -> Problem:
    """``line`` counts from 0, as YAML's marks do."""
    shown = message if key is None else f"{key}: {message}"
    return Problem("error", "bad_synonym", SYNONYMS_FILE, shown, line + 1, key, value and value[:200])


def _compose(text: str, problems: list[Problem]) -> yaml.Node | None:
    """The file as nodes, without the lines that are not YAML."""
    lines = text.split("\n")
    for _ in range(MAX_BAD_LINES):
        try:
            return _nodes("\n".join(lines))
        except yaml.MarkedYAMLError as error:
            line = _blamed(error, lines)
            reason = error.problem or error.context
            problems.append(_bad(f"{shorten(lines[line].strip())} is not valid YAML: {reason}", line))
            _take_out(lines, line)
    return None


def _nodes(text: str) -> yaml.Node | None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):  # libyaml makes nodes by recursion, which ends the process
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            mark: Any = event.start_mark
            raise yaml.MarkedYAMLError(problem="lists in lists in lists", problem_mark=mark)
    return yaml.compose(text, Loader=_Loader)


def _blamed(error: yaml.MarkedYAMLError, lines: list[str]) -> int:
    """The line to mend, from 0: where an open bracket or quote began, else where reading stopped."""
    began = any(word in (error.context or "") for word in ("flow", "scalar", "simple key"))
    mark = (error.context_mark if began else None) or error.problem_mark or error.context_mark
    line = min(mark.line if mark else 0, len(lines) - 1)
    while line and not lines[line].strip():
        line -= 1
    return line


def _take_out(lines: list[str], line: int) -> None:
    """Empty a line; with a broken heading go its entries, lest they count for the language above."""
    is_heading = bool(_HEADING.match(lines[line])) or lines[line].startswith("---")
    lines[line] = ""
    while is_heading and line + 1 < len(lines) and not _HEADING.match(lines[line + 1]):
        line += 1
        lines[line] = ""


def _entries(root: yaml.Node | None, problems: list[Problem]) -> Iterator[tuple[str, yaml.Node]]:
    """Every entry with its language."""
    if root is None:
        return
    if not isinstance(root, yaml.MappingNode):
        expected = f"languages ('all:', 'en:'), each with {_LIST}"
        problems.append(_bad(f"{shorten(_written(root))} is not {expected}", root.start_mark.line))
        return
    for key, value in root.value:
        language, line = _written(key), key.start_mark.line
        if language != EVERY_LANGUAGE and not is_language_code(language):
            problems.append(_bad(f"{shorten(language)} is not a language code like 'en', or 'all'", line, language))
        elif isinstance(value, yaml.SequenceNode):
            yield from ((language, node) for node in value.value)
        elif _written(value):
            problems.append(_bad(f"{shorten(_written(value))} is not {_LIST}", line, language, _written(value)))


def _written(node: yaml.Node) -> str:
    """A node as the editor wrote it, nearly."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    parts = [part for child in node.value for part in (child if isinstance(child, tuple) else (child,))]
    return "[" + ", ".join(part.value if isinstance(part, yaml.ScalarNode) else "[…]" for part in parts) + "]"


def _rule(language: str, node: yaml.Node) -> SynonymRule:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode) and "=>" in node.value:
        left, _, right = _one_line(node).partition("=>")
        return SynonymRule(language, _words(left.split(",")), _words(right.split(",")), line)
    if isinstance(node, yaml.ScalarNode):
        group = _words(_one_line(node).split(","))
    elif isinstance(node, yaml.SequenceNode) and all(isinstance(child, yaml.ScalarNode) for child in node.value):
        group = _words([_one_line(child) for child in node.value])
    else:
        raise _BadEntryError(f"{shorten(_written(node))} is not {_ENTRY}")
    if len(group) < 2:
        raise _BadEntryError(f"{shorten(_written(node))} is not {_ENTRY}")
    return SynonymRule(language, group, group, line)


def _one_line(node: yaml.ScalarNode) -> str:
    """A text that was written on one line: an entry whose bracket was forgotten swallows the next ones."""
    if node.start_mark.line != node.end_mark.line and not node.style:
        raise _BadEntryError(f"{shorten(node.value)} runs over two lines; close the bracket, begin each line with '-'")
    return str(node.value)


def _words(texts: list[str]) -> tuple[str, ...]:
    """The words and phrases of one side, tidied, each once.

    Raises:
        _BadEntryError: one of them is empty or too long, or there are too many.

    """
    found: dict[str, str] = {}
    for written in texts:
        text = " ".join(unicodedata.normalize("NFC", written).split())
        if not any(character.isalnum() for character in text) or "=>" in text:
            raise _BadEntryError(f"{shorten(text)} is not a word; expected {_ENTRY}")
        if len(text) > MAX_CHARACTERS:
            raise _BadEntryError(f"{shorten(text)} is longer than {MAX_CHARACTERS} characters")
        found.setdefault(text.casefold(), text)
    if len(found) > MAX_GROUP:
        raise _BadEntryError(f"there are {len(found)} words; at most {MAX_GROUP} can stand together")
    return tuple(found.values())


def _overlaps(rules: tuple[SynonymRule, ...]) -> Iterator[Problem]:
    """Words that stand in two entries, and arrows that lead to another entry's word: neither is followed on."""
    entries: dict[str, list[SynonymRule]] = {}
    for rule in rules:
        for word in rule.words:
            if other := _meeting(rule, entries.get(word.casefold(), ())):
                message = f"{rule.language}: {shorten(word)} stands on line {other.line} too; write one entry of both"
                yield Problem("warning", "synonym_twice", SYNONYMS_FILE, message, rule.line, rule.language, word)
            entries.setdefault(word.casefold(), []).append(rule)
    for rule in rules:
        for word in rule.finds if rule.is_one_way else ():
            if other := _meeting(rule, entries.get(word.casefold(), ())):
                message = (
                    f"{rule.language}: {shorten(word)} has synonyms on line {other.line}, which this line does not "
                    "find; add them to its right"
                )
                yield Problem("warning", "synonym_chain", SYNONYMS_FILE, message, rule.line, rule.language, word)


def _meeting(rule: SynonymRule, others: list[SynonymRule] | tuple[()]) -> SynonymRule | None:
    """The first other rule that counts in a language in which ``rule`` counts."""
    for other in others:
        both = {rule.language, other.language}
        if other is not rule and (len(both) == 1 or EVERY_LANGUAGE in both):
            return other
    return None
