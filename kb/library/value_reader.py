"""Reads the values of front matter one by one, and keeps a note of each that could not be read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from enum import StrEnum
from typing import TypeVar

from kb.core.errors import Problem
from kb.core.text import shorten
from kb.core.values import MAX_TEXT, read_flag, tidy
from kb.front_matter.parse import Value, scalars

T = TypeVar("T")
W = TypeVar("W", bound=StrEnum)


class ValueReader:
    """The ``values`` of the file ``path`` (relative, for the messages) by key, whatever the case it is written in.

    ``guards``: keys whose empty value is unreadable, not absent.
    """

    def __init__(self, values: dict[str, Value], path: str, guards: Collection[str] = ()) -> None:
        self.values = {name.lower(): value for name, value in reversed(values.items())}  # as Hugo reads them
        self._path = path
        self._guards = guards
        self.problems: list[Problem] = []

    def one(self, names: Iterable[str], parse: Callable[[str], T], expected: str) -> T | None:
        """The first of ``names`` that is there and has a value, parsed; None where absent or unreadable."""
        for name in names:
            value = self.values.get(name)
            if value is None or (value.data in (None, "") and name not in self._guards):
                continue
            inner = value.data.get("date") if isinstance(value.data, dict) else value
            if name == "last_update" and inner is None:
                continue  # Docusaurus: it may name the author alone
            if isinstance(inner, Value) and isinstance(inner.data, str):
                try:
                    return parse(tidy(inner.data))
                except (ValueError, OverflowError):
                    pass
            self.report(name, value, expected)
            return None
        return None

    def flag(self, name: str) -> bool | None:
        """What a key says that may be a flag; None where it is none."""
        value = self.values.get(name)
        try:
            return read_flag(value.data) if value and isinstance(value.data, str) else None
        except ValueError:
            return None

    def words(self, name: str) -> tuple[str, ...]:
        """A list of short texts, from a list or from words between commas."""
        value = self.values.get(name)
        if value is None or value.data is None:
            return ()
        if isinstance(value.data, dict) or (
            isinstance(value.data, list) and any(isinstance(item.data, list | dict) for item in value.data)
        ):
            self.report(name, value, "a list of words")
            return ()
        found = (" ".join(tidy(item.data).split())[:MAX_TEXT] for item in scalars(value))
        return tuple(dict.fromkeys(word for word in found if word))

    def word_of(self, name: str, words: type[W]) -> W | None:
        """One of the ``words``; another is warned of, since it hides nothing."""
        value = self.values.get(name)
        if value is None or value.data in (None, ""):
            return None
        try:
            return words(str(value.plain()).strip().lower())
        except ValueError:
            self.warn(name, value, f"one of {', '.join(words)}")
            return None

    def matching(self, name: str, fits: Callable[[str], object], expected: str) -> str:
        """A word that ``fits``; another is warned of, and other systems may write it."""
        value = self.values.get(name)
        if value is None or value.data in (None, ""):
            return ""
        if isinstance(value.data, str) and fits(value.data.strip()):
            return value.data.strip()
        self.warn(name, value, expected)
        return ""

    def word(self, names: Iterable[str]) -> str | None:
        """The first of ``names`` that has a text; a value of another kind means something else to somebody else."""
        values = (self.values.get(name) for name in names)
        return next((value.data for value in values if value and isinstance(value.data, str) and value.data), None)

    def warn(self, key: str, value: Value, expected: str) -> None:
        """Note that ``key`` could not be read and may be another system's: the article counts without it."""
        written, message = self._refusal(key, value, expected)
        self.problems.append(Problem("warning", "unread_value", self._path, message, value.line, key, written))

    def report(self, key: str, value: Value, expected: str) -> None:
        """Note that ``key`` could not be read."""
        written, message = self._refusal(key, value, expected)
        self.problems.append(Problem("error", "bad_value", self._path, message, value.line, key, written))

    @staticmethod
    def _refusal(key: str, value: Value, expected: str) -> tuple[str, str]:
        written = "" if value.data is None else str(value.plain())
        return written[:200], f"{key}: {shorten(written)} is not {expected}"
