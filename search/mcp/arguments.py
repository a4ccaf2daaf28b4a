"""What a model handed to a tool, read strictly: what is wrong is told so that it can be called again rightly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.core.text import shorten


class RefusedCallError(ValueError):
    """A call that cannot be answered as it is; the message tells the model what to change."""


class ToolArguments:
    """The arguments of one call of a tool that knows the names ``known``."""

    def __init__(self, given: Mapping[str, Any] | None, *known: str) -> None:
        self._given = given or {}
        if unknown := sorted(map(str, self._given.keys() - set(known))):
            raise RefusedCallError(f"there is no argument {shorten(unknown[0])}; there are: {', '.join(known)}")

    def text(self, name: str, most: int, *, is_needed: bool = False) -> str:
        """A text of at most ``most`` characters; empty where it is left out.

        Raises:
            RefusedCallError: it is no text, too long, or missing where it is needed.

        """
        value = self._given.get(name)
        if value is None:
            value = ""
        if not isinstance(value, str):
            raise RefusedCallError(f"{name} is {shorten(value)}, which is no text")
        if len(value) > most:
            raise RefusedCallError(f"{name} has {len(value)} characters; send at most {most}")
        if is_needed and not value.strip():
            raise RefusedCallError(f"{name} is missing")
        return value

    def number(self, name: str, least: int, most: int, default: int) -> int:
        """A whole number from ``least`` to ``most``.

        Raises:
            RefusedCallError: it is none, or outside of that.

        """
        value = self._given.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise RefusedCallError(f"{name} is {shorten(value)}; send a whole number from {least} to {most}")
        return value

    def wish(self, name: str) -> bool:
        """Whether something is wished for.

        Raises:
            RefusedCallError: it is neither true nor false.

        """
        value = self._given.get(name, False)
        if not isinstance(value, bool):
            raise RefusedCallError(f"{name} is {shorten(value)}; send true or false")
        return value

    def one_of(self, name: str, known: list[str]) -> str | None:
        """One of ``known``, None where it is left out.

        Raises:
            RefusedCallError: it is another.

        """
        value = self.text(name, 100)
        if value and value not in known:
            raise RefusedCallError(f"{name} is {shorten(value)}; there are: {', '.join(known)}")
        return value or None
