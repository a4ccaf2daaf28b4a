"""What the pages of moves work with, and what all of them say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash

from kb.core.errors import FileError
from kb.language.marking import N_
from kb.moving.mending import MOST_LISTED
from kb.moving.mover import MoveOutcome, Mover
from kb.site.site import Site

MOST_NAMED = 10


@dataclass(frozen=True)
class MovingRoom:
    """The site, and what moves its articles."""

    site: Site
    mover: Mover

    def reason(self, error: Exception) -> str:
        """Why a file could not be written, with its path below the articles folder at most."""
        if isinstance(error, FileError):
            return error.within(self.site.library.root)
        return str(error.strerror) if isinstance(error, OSError) else str(error)

    def tell(self, outcome: MoveOutcome, changed: Sequence[str] = ()) -> None:
        """Say on the next page what became of the links of others, and what did not work."""
        said = self.site.said
        if outcome.mended:
            self._flash(said(N_("Links were fixed in: %(paths)s")) % {"paths": _named(outcome.mended)})
        if left := [*outcome.changed, *changed]:
            text = N_("Changed meanwhile, so their links were left as they are: %(paths)s")
            self._flash(said(text) % {"paths": _named(left)})
        if outcome.unapproved:
            text = N_("The owner of their category has to approve changes, so their links were left: %(paths)s")
            self._flash(said(text) % {"paths": _named(outcome.unapproved)})
        if outcome.warnings:
            self._flash(said(N_("The history and figures of the article follow within a minute.")))
        if outcome.not_committed:
            text = N_("The files are moved, but not committed: %(why)s")
            self._flash(said(text) % {"why": outcome.not_committed})

    @staticmethod
    def _flash(text: str) -> None:
        flash(text, "editor")


def _named(paths: Sequence[str]) -> str:
    more = f" … ({len(paths)})" if len(paths) > MOST_NAMED else ""
    return ", ".join(paths[: min(MOST_NAMED, MOST_LISTED)]) + more
