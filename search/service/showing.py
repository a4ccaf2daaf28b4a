"""What can be searched now, as every query takes it at its start: one state, changed whole."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from search.engine.state import State


class Showing:
    """Holds the state; several threads change it, and none loses what another has changed."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._swapping = threading.Lock()

    @property
    def state(self) -> State:
        """What can be searched now."""
        return self._state

    def swap(self, change: Callable[[State], State]) -> tuple[State, State]:
        """Show what ``change`` makes of the state; the one before and the one after."""
        with self._swapping:
            before, self._state = self._state, change(self._state)
            return before, self._state

    def tell(self, name: str, reason: str) -> None:
        """Say why the part ``name`` takes no part."""
        self.swap(lambda state: replace(state, reasons={**state.reasons, name: reason}))
