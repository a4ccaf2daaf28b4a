"""Addresses that are compiled once a process, however many sites its tests open.

Werkzeug makes a function for each of a hundred addresses of a site, from a syntax tree; that took more than half of the
time in which a test's site is opened. The function depends on nothing but what is in the key below. Where a later
Werkzeug does it otherwise, nothing is kept and tests are only slower.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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


if hasattr(Rule, "_compile_builder"):
    Rule._compile_builder = keep(Rule._compile_builder)  # type: ignore[method-assign,assignment]
