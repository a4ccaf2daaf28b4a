"""Who sends the current request and how its answer speaks to them: one object, kept once in Flask's ``g``.

Only ``Site`` reads and sets it, so that there is one place that knows what a request carries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from flask import g

from kb.core.roles import READER, Person


class Sender(NamedTuple):
    """Whoever sent a request; ``is_named_by_proxy`` where a trusted proxy says who it is, and no session of ours."""

    person: Person
    is_named_by_proxy: bool = False


class People(Protocol):
    """Who works on a site, and which of them asks (``kb.sign_in`` provides it)."""

    def have_accounts(self) -> bool:
        """Whether there is any account."""

    def admins(self) -> list[Person]:
        """Whom to ask for more rights."""

    def sender(self) -> Sender:
        """Who sent the current request; a reader where nothing tells."""

    def team_names(self) -> Mapping[str, str]:
        """What teams are called, by their slugs; none where that cannot be told now."""


class OnlyReaders:
    """Without a database nobody has an account, and everybody is a reader."""

    def have_accounts(self) -> bool:
        """No."""
        return False

    def admins(self) -> list[Person]:
        """Nobody."""
        return []

    def sender(self) -> Sender:
        """A reader."""
        return Sender(READER)

    def team_names(self) -> Mapping[str, str]:
        """There are none."""
        return {}


@dataclass(slots=True)
class Asking:
    """What is known of a request so far.

    ``sender`` is None until somebody wants to know, ``language`` while none is fixed for its page. ``counts_browser``:
    what the browser asks for and keeps decided something, so that caches must tell answers apart by it.
    """

    sender: Sender | None = None
    language: str | None = None
    counts_browser: bool = False


def asking() -> Asking:
    """That of the current request."""
    if "asking" not in g:
        g.asking = Asking()
    found: Asking = g.asking
    return found
