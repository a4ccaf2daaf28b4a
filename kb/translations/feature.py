"""Translations beside their originals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.site.feature import Feature

if TYPE_CHECKING:
    from kb.editor.room import EditorParts
    from kb.translations.drafting import TranslationModel

    class TranslationParts(EditorParts, Protocol):
        """What translating needs: what the editor does."""

        @property
        def drafting(self) -> TranslationModel | None:
            """What drafts translations, where a language model is set."""


def feature(parts: TranslationParts) -> Feature:
    """The pages, where articles can be edited."""
    from flask import Blueprint

    from kb.editor.room import open_room
    from kb.translations import api, pages, table_pages

    site, database = parts.site, parts.database
    if database is None:
        return Feature("translations", paths=api.PATHS)
    room = open_room(parts, database)
    addresses = Blueprint("translations", __name__)
    pages.add_to(addresses, room, parts.drafting)
    table_pages.add_to(addresses, site)
    return Feature(
        "translations", blueprints=(pages.show_on_pages(site), addresses, api.create_blueprint(site)), paths=api.PATHS
    )
