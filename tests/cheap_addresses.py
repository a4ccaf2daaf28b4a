"""Addresses that are compiled once a process, however many sites its tests open.

Werkzeug takes each of the hundreds of addresses of a site apart and makes two functions of it, from a syntax tree; that
took more than half of the time in which a test's site is opened. What comes of it depends on nothing but what is
compared below. Where a later Werkzeug does it otherwise, nothing is kept and tests are only slower.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from werkzeug.routing import Rule


class _Compiled(NamedTuple):
    """What an address became, what each variable of it is made by, and all that these gave to it."""

    parts: list[Any]
    trace: list[tuple[bool, str]]
    variables: list[tuple[str, str]]
    given: list[tuple[Any, ...]]
    build: Any
    build_unknown: Any


_known: dict[tuple[Any, ...], _Compiled] = {}
_VARIABLE = re.compile(r"<(?:(\w+):)?(\w+)>")


def _given_by(converters: Iterable[Any]) -> list[tuple[Any, ...]]:
    # By name: each site has a class of its own for languages, which would never be met again, and never go.
    return [(type(one).__qualname__, one.regex, one.weight, one.part_isolating) for one in converters]


def keep(compile_rule: Callable[[Any], None]) -> Callable[[Any], None]:
    """``compile_rule``, which does no address twice; converters are made for each site, since they know it."""

    def kept(rule: Any) -> None:
        where = (rule.map.host_matching, rule.subdomain, rule.host, rule.merge_slashes)
        key = (rule.rule, where, repr(rule.defaults))
        if known := _known.get(key):
            made = {name: rule.get_converter(name, how, (), {}) for name, how in known.variables}
            if _given_by(made.values()) == known.given:
                rule._parts, rule._trace, rule._converters = known.parts, known.trace, made
                rule.arguments.update(made)
                rule._build, rule._build_unknown = known.build.__get__(rule), known.build_unknown.__get__(rule)
                return
        compile_rule(rule)
        variables = [(name, how or "default") for how, name in _VARIABLE.findall(rule.rule)]
        if "(" not in rule.rule and [name for name, _ in variables] == list(rule._converters):
            given = _given_by(rule._converters.values())
            functions = rule._build.__func__, rule._build_unknown.__func__
            _known[key] = _Compiled(rule._parts, rule._trace, variables, given, *functions)

    return kept


if all(hasattr(Rule, name) for name in ("compile", "_compile_builder", "_parse_rule")):
    Rule.compile = keep(Rule.compile)  # type: ignore[method-assign]
