"""Keys that do something on a page: one table says what they do, the page's help shows it and its script obeys it."""

from __future__ import annotations

from dataclasses import dataclass

_ON_THE_KEY = {"Escape": "Esc", "ArrowDown": "↓", "ArrowUp": "↑"}


@dataclass(frozen=True, slots=True)
class KeyBinding:
    """``keys`` (as a browser's ``KeyboardEvent.key``; ``Ctrl+`` before it) do what a script knows as ``does``.

    ``text`` says it to people, to be translated. ``short`` stands in the help instead of many keys.
    """

    does: str
    keys: tuple[str, ...]
    text: str
    short: str = ""

    @property
    def shown(self) -> tuple[tuple[str, ...], ...]:
        """Each way to press it, as the signs on the keys to be held together."""
        if self.short:
            return ((self.short,),)
        return tuple(tuple(_ON_THE_KEY.get(part, part) for part in key.split("+")) for key in self.keys)
