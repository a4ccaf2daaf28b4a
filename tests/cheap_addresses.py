"""Addresses that are compiled once a process, however many sites its tests open.

Werkzeug makes a function for each of a hundred addresses of a site, from a syntax tree; that took more than half of the
time in which a test's site is opened. The function depends on nothing but what is in the key below. Where a later
Werkzeug does it otherwise, nothing is kept and tests are only slower.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from werkzeug.routing import Rule

Build = Callable[..., tuple[str, str]]
_known: dict[Any, Build] = {}


def keep(compile_builder: Callable[[Rule, bool], Build]) -> Callable[[Rule, bool], Build]:
    """``compile_builder``, which makes no function twice."""

    def kept(rule: Any, append_unknown: bool = True) -> Build:
        # By name: each site has a class of its own for languages, which would never be met again, and never go.
        converters = tuple((name, type(one).__qualname__) for name, one in rule._converters.items())
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), converters, append_unknown)
        if key not in _known:
            _known[key] = compile_builder(rule, append_unknown)
        return _known[key]

    return kept


class _Read(NamedTuple):
    """What an address says: its pieces, what each variable of it is made by, and all that these give to the pieces."""

    parts: list[Any]
    trace: list[tuple[bool, str]]
    variables: list[tuple[str, str]]
    given: list[tuple[Any, ...]]


_read: dict[str, _Read] = {}
_VARIABLE = re.compile(r"<(?:(\w+):)?(\w+)>")


def keep_pieces(parse: Callable[[Any, str], Iterable[Any]]) -> Callable[[Any, str], Iterable[Any]]:
    """``parse``, which takes no address apart twice; converters are made for each site, since they know it."""

    def given_by(converters: Iterable[Any]) -> list[tuple[Any, ...]]:
        return [(one.regex, one.weight, one.part_isolating) for one in converters]

    def kept(rule: Any, text: str) -> Iterable[Any]:
        if known := _read.get(text):
            made = {name: rule.get_converter(name, how, (), {}) for name, how in known.variables}
            if given_by(made.values()) == known.given:
                rule._trace += known.trace
                rule._converters.update(made)
                rule.arguments.update(made)
                return known.parts
        before = len(rule._trace)
        parts = list(parse(rule, text))
        variables = [(name, how or "default") for how, name in _VARIABLE.findall(text)]
        if "(" not in text and [n for n, _ in variables] == list(rule._converters):
            _read[text] = _Read(parts, rule._trace[before:], variables, given_by(rule._converters.values()))
        return parts

    return kept


if hasattr(Rule, "_compile_builder") and hasattr(Rule, "_parse_rule"):
    Rule._parse_rule = keep_pieces(Rule._parse_rule)  # type: ignore[method-assign,assignment]
    Rule._compile_builder = keep(Rule._compile_builder)  # type: ignore[method-assign,assignment]
