"""Programs that write drafts and propose them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.site.feature import Feature, SiteParts

if TYPE_CHECKING:
    from kb.approval.gate import AddressesOf
    from kb.editor.advice import WritingAdvice
    from kb.git.folder import GitFolder


class AuthoringParts(SiteParts, Protocol):
    """What drafts and proposals need."""

    @property
    def commits(self) -> GitFolder | None:
        """Where pictures are committed, if the operator wants that."""

    @property
    def addresses_of(self) -> AddressesOf:
        """Tells the addresses that the name of an owner stands for."""

    @property
    def advice(self) -> WritingAdvice:
        """What the search tells whoever writes."""


def feature(parts: AuthoringParts) -> Feature:
    """The addresses, where there is a database."""
    from kb.authoring import addresses
    from kb.authoring.json_paths import PATHS
    from kb.editor.room import EditorRoom
    from kb.editor.saving import WritingDesk

    site, database = parts.site, parts.database
    if database is None:
        return Feature("authoring", paths=PATHS)
    desk = WritingDesk(site.library, database, parts.commits, parts.clock, parts.addresses_of)
    room = EditorRoom(site, database, parts.clock, desk, parts.advice)
    return Feature("authoring", blueprints=(addresses.create_blueprint(room),), paths=PATHS)
