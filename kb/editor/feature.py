"""The editor: articles are written and mended where they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.core.roles import Action
from kb.language.marking import N_
from kb.site.feature import Feature, Place, SiteParts

if TYPE_CHECKING:
    from kb.approval.gate import AddressesOf
    from kb.editor.advice import WritingAdvice
    from kb.git.folder import GitFolder


class EditorParts(SiteParts, Protocol):
    """What the editor needs."""

    @property
    def commits(self) -> GitFolder | None:
        """Where changes of articles are committed, if the operator wants that."""

    @property
    def repository(self) -> GitFolder | None:
        """The repository that the articles are in, if they are, whose history is read."""

    @property
    def addresses_of(self) -> AddressesOf:
        """Tells the addresses that the name of an owner stands for."""

    @property
    def advice(self) -> WritingAdvice:
        """What the search tells whoever writes."""


def feature(parts: EditorParts) -> Feature:
    """The editor, where drafts can be kept."""
    from kb.editor import drafts, link_search, pages, picture_upload
    from kb.editor.room import EditorRoom
    from kb.editor.saving import WritingDesk
    from kb.history.kept_versions import KeptVersion
    from kb.storage.relocation import rows_of
    from kb.storage.retention import RetentionRule

    site, database = parts.site, parts.database
    if database is None:
        return Feature("editor")
    desk = WritingDesk(site.library, database, parts.commits, parts.clock, parts.addresses_of)
    room = EditorRoom(site, database, parts.clock, desk, parts.advice, parts.repository)
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
