"""A figure that a room lets operators watch, read when they ask for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

Readings = Iterable[tuple[Mapping[str, str], float]]
"""Values with their labels; the names of labels are the same in all of one measure."""


@dataclass(frozen=True, slots=True)
class Measure:
    """``name`` follows Prometheus (``kb_…``, the unit at its end), ``text`` says in a line what it is.

    ``read`` may take a few milliseconds, and is asked about once in fifteen seconds; what it raises leaves out this
    measure alone. ``counts`` where the value only grows while the process runs.
    """

    name: str
    text: str
    read: Callable[[], Readings]
    counts: bool = False


def one(value: Callable[[], float]) -> Callable[[], Readings]:
    """The readings of a measure that is a single number."""
    return lambda: [({}, value())]
