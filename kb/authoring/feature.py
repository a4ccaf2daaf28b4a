"""Programs that write drafts and propose them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.site.feature import Feature

if TYPE_CHECKING:
    from kb.editor.room import EditorParts


def feature(parts: EditorParts) -> Feature:
    """The addresses, where there is a database."""
    from kb.authoring import addresses, json_paths, version_paths
    from kb.editor.room import open_room

    paths = {**json_paths.PATHS, **version_paths.PATHS}
    if parts.database is None:
        return Feature("authoring", paths=paths)
    room = open_room(parts, parts.database)
    return Feature("authoring", blueprints=(addresses.create_blueprint(room),), paths=paths)
