"""Numbered steps of an article, and which of them do not say what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kb.language.languages import base
from kb.style.commands import RULES, StepRules

_STEP = re.compile(r"^(?P<indent> {0,8})\d{1,3}[.)] +(?P<text>\S.*)$")
_MARKUP = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)|<[^>\n]*>|[*_`]|\\(?=\W)")
_LEAST = 2
"""Steps of a list that must command before the others are judged: what else is numbered are no steps."""


class StepFault(StrEnum):
    """What a step does instead of saying what to do."""

    PASSIVE = "passive"
    TELLING = "telling"


@dataclass(frozen=True, slots=True)
class OddStep:
    """A step that does not say what to do; ``line`` is that of the body, from 1."""

    line: int
    text: str
    fault: StepFault


def odd_steps(body: str, language: str) -> list[OddStep]:
    """The steps of ``body`` (Markdown without code) that are passive or only tell; none of a language without rules."""
    rules = RULES.get(base(language))
    return [] if rules is None else [one for steps in _lists_in(body) for one in _odd_in(steps, rules)]


def _odd_in(steps: list[tuple[int, str]], rules: StepRules) -> Iterator[OddStep]:
    commands = [rules.command is not None and rules.command.search(text) is not None for _, text in steps]
    are_steps = len(steps) >= _LEAST and (rules.command is None or sum(commands) * 2 >= len(steps))
    if not are_steps:
        return
    for (line, text), is_command in zip(steps, commands, strict=True):
        if rules.telling and rules.telling.search(text):
            yield OddStep(line, text, StepFault.TELLING)
        elif rules.passive and not is_command and rules.passive.search(text):
            yield OddStep(line, text, StepFault.PASSIVE)


def _lists_in(body: str) -> Iterator[list[tuple[int, str]]]:
    """The numbered lists, each as its items with their lines; a heading or a paragraph between two parts them."""
    found: dict[int, list[tuple[int, str]]] = {}
    for number, line in enumerate(body.split("\n"), 1):
        if match := _STEP.match(line):
            indent = len(match["indent"])
            for deeper in [one for one in found if one > indent]:
                yield found.pop(deeper)
            found.setdefault(indent, []).append((number, _plain(match["text"])))
        elif line.strip() and not line.startswith(" "):
            yield from found.values()
            found = {}
    yield from found.values()


def _plain(text: str) -> str:
    return " ".join(_MARKUP.sub(lambda match: match[1] or "", text).split())
