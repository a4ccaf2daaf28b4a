"""What a room lets operators look at: figures, read when they are asked for, and programs outside that talk to it."""

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


Line = tuple[str, Mapping[str, object]]
"""A text of the interface, and what is put into it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """``name`` is that under which it is noted when heard, ``title`` a text of the interface; ``addresses`` are what it
    is given, within the site, ``settings`` what turns it on.

    ``tell`` says how it stands now, in lines; ``fails`` whether somebody has to look.
    """

    name: str
    title: str
    addresses: tuple[str, ...]
    settings: tuple[str, ...]
    is_on: bool
    tell: Callable[[], Iterable[Line]] = tuple
    fails: Callable[[], bool] = lambda: False
