"""The editor: articles are written and mended where they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.core.roles import Action
from kb.language.marking import N_
from kb.site.feature import Feature, Place

if TYPE_CHECKING:
    from kb.editor.room import EditorParts


def feature(parts: EditorParts) -> Feature:
    """The editor, where drafts can be kept."""
    from kb.editor import drafts, link_search, pages, picture_upload
    from kb.editor.room import open_room
    from kb.history.kept_versions import KeptVersion
    from kb.storage.relocation import rows_of
    from kb.storage.retention import RetentionRule

    site, database = parts.site, parts.database
    if database is None:
        return Feature("editor")
    room = open_room(parts, database)
    rule = RetentionRule("drafts of articles", site.settings.retention_days, drafts.forget_older_than)
    return Feature(
        "editor",
        blueprints=(
            pages.show_on_pages(site),
            pages.create_blueprint(room),
            picture_upload.create_blueprint(room),
            link_search.create_blueprint(site, parts.clock, parts.advice),
        ),
        places=(Place(N_("Articles"), "editor.drafts", Action.WRITE),),
        retention=(rule,),
        followers=(rows_of(drafts.EditorDraft), drafts.forms_follow(drafts.EditorDraft), rows_of(KeptVersion)),
    )
