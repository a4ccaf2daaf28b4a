"""What the pages of moves work with, and what all of them say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, request
from werkzeug.wrappers import Response

from kb.approval.gate import ApprovalNeededError
from kb.catalog.article import EVERYONE
from kb.catalog.catalog import Catalog
from kb.catalog.readers import categories_for
from kb.core.errors import FileChangedError, FileError
from kb.core.roles import Person
from kb.language.bidi import isolated_title
from kb.language.interface import interface_language
from kb.language.marking import N_
from kb.moving.mover import MoveOutcome, Mover
from kb.moving.plan import MovePlan, MoveRefusedError
from kb.sign_in.access import named
from kb.site.site import Site
from kb.storage.database import AWAY

MOST_NAMED = 10
Answer = Response | str | tuple[str, int]
REFUSALS = (MoveRefusedError, ApprovalNeededError, FileError, OSError, *AWAY)
"""What a move raises that its page tells."""


@dataclass(frozen=True)
class MovingRoom:
    """The site, and what moves its articles."""

    site: Site
    mover: Mover

    def tell(self, outcome: MoveOutcome, changed: Sequence[str] = ()) -> None:
        """Say on the next page what became of the links of others, and what did not work."""
        said = self.site.said
        if outcome.mended:
            self._flash(said(N_("Links were fixed in: %(paths)s")) % {"paths": self._named(outcome.mended)})
        if left := [*outcome.changed, *changed]:
            text = N_("Changed meanwhile, so their links were left as they are: %(paths)s")
            self._flash(said(text) % {"paths": self._named(left)})
        if outcome.unapproved:
            text = N_("The owner of their category has to approve changes, so their links were left: %(paths)s")
            self._flash(said(text) % {"paths": self._named(outcome.unapproved)})
        if outcome.warnings:
            self._flash(said(N_("The history and figures of the article follow within a minute.")))
        if outcome.not_committed:
            text = N_("The files are moved, but not committed: %(why)s")
            self._flash(said(text) % {"why": outcome.not_committed})

    def tell_lost(self, plan: MovePlan) -> None:
        """Say which links of what moved could not be kept."""
        if lost := [address for one in plan.articles for address in one.lost]:
            said = N_("These links of the article lead nowhere from its new place: %(links)s")
            self._flash(self.site.said(said) % {"links": self._named(lost)})

    def tell_moved(self, text: str, key: str) -> None:
        """Say on the next page where something is now: ``key``, in the place of that name in ``text``."""
        self._flash(self.site.said(text) % {"key": self.isolated(key)})

    def why(self, refused: MoveRefusedError) -> str:
        """What a refusal says, in the language of the page."""
        values = {name: self.isolated(one) if isinstance(one, str) else one for name, one in refused.values.items()}
        return self.site.said(refused.text) % values

    def isolated(self, name: str) -> str:
        """A path, an address or a name as it stands in a sentence that may run in the other direction."""
        return isolated_title(name, None, interface_language(self.site.preferred_language()))

    def _named(self, names: Sequence[str]) -> str:
        found = ", ".join(map(self.isolated, names[:MOST_NAMED]))
        return found + (f" … ({len(names)})" if len(names) > MOST_NAMED else "")

    @staticmethod
    def _flash(text: str) -> None:
        flash(text, "editor")


def who_moves(room: MovingRoom) -> Person:
    """Whoever sent the form, by their name.

    Raises:
        MoveRefusedError: they have none.

    """
    try:
        return named(room.site.person(), request.form.get("your_name", ""))
    except ValueError:
        raise MoveRefusedError("your_name", N_("Please give your name.")) from None


def refusal_of(room: MovingRoom, error: Exception) -> tuple[MoveRefusedError, int]:
    """What the page says of an error of ``REFUSALS``, and the status of the answer."""
    if isinstance(error, MoveRefusedError):
        return error, 422 if error.taken is None else 409
    if isinstance(error, ApprovalNeededError):
        said = N_(
            "Nothing was moved: %(owners)s has to approve changes of this category, or of the one that you chose."
        )
        owners = ", ".join(filter(None, error.owners)) or room.site.said(N_("an administrator"))
        return MoveRefusedError("category", said, {"owners": owners}), 403
    if isinstance(error, FileChangedError):
        said = N_(
            "Somebody changed the article meanwhile. Nothing was moved; send the form again to move what is there."
        )
        return MoveRefusedError("", said), 409
    if isinstance(error, AWAY):
        said = N_("The database cannot be reached, so nothing was moved. Try again in a moment.")
        return MoveRefusedError("", said), 503
    if isinstance(error, FileError):  # with its path below the articles folder at most
        why = error.within(room.site.library.root)
    else:
        why = str(getattr(error, "strerror", None) or error)
    return MoveRefusedError("", N_("Nothing was moved: %(why)s"), {"why": why}), 409


def categories_by_path(catalog: Catalog, language: str) -> dict[str, str]:
    """Every category with an article, in reading order: its path, and its name with those above it."""
    found: dict[str, str] = {}
    for one in categories_for(catalog, language, EVERYONE):
        above = found.get(one.parent)
        found[one.path] = f"{above} › {one.title}" if above else one.title
    return found
