"""Translations beside their originals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.site.feature import Feature, SiteParts

if TYPE_CHECKING:
    from kb.approval.gate import AddressesOf
    from kb.editor.advice import WritingAdvice
    from kb.git.folder import GitFolder
    from kb.translations.drafting import TranslationModel


class TranslationParts(SiteParts, Protocol):
    """What translating needs: what the editor does."""

    @property
    def commits(self) -> GitFolder | None:
        """Where changes of articles are committed, if the operator wants that."""

    @property
    def repository(self) -> GitFolder | None:
        """The repository that the articles are in, if they are, whose history is read."""

    @property
    def advice(self) -> WritingAdvice:
        """What the search tells whoever writes."""

    @property
    def addresses_of(self) -> AddressesOf:
        """Tells the addresses that the name of an owner stands for."""

    @property
    def drafting(self) -> TranslationModel | None:
        """What drafts translations, where a language model is set."""


def feature(parts: TranslationParts) -> Feature:
    """The pages, where articles can be edited."""
    from flask import Blueprint

    from kb.editor.room import EditorRoom
    from kb.editor.saving import WritingDesk
    from kb.translations import pages, table_pages

    site, database, clock = parts.site, parts.database, parts.clock
    if database is None:
        return Feature("translations")
    desk = WritingDesk(site.library, database, parts.commits, clock, parts.addresses_of)
    room = EditorRoom(site, database, clock, desk, parts.advice, parts.repository)
    addresses = Blueprint("translations", __name__)
    pages.add_to(addresses, room, parts.drafting)
    table_pages.add_to(addresses, site)
    return Feature("translations", blueprints=(pages.show_on_pages(site), addresses))
