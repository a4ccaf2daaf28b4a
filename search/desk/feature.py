"""The desk: what answers a customer's message, ready replies, what helpdesks report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.core.roles import Action
from kb.language.marking import N_
from kb.site.feature import Check, Feature, Place, SiteParts
from search.desk.ready_replies import reply_problems

if TYPE_CHECKING:
    from search.answers.grounded.answer import SentenceWriter
    from search.desk.room import Flag
    from search.engine.engine import Engine

CHECKS: tuple[Check, ...] = (reply_problems,)


class DeskParts(SiteParts, Protocol):
    """What the desk needs."""

    @property
    def engine(self) -> Engine:
        """What finds."""

    @property
    def flag(self) -> Flag | None:
        """What tells those who review that an article is wrong, where somebody reviews."""

    @property
    def writer(self) -> SentenceWriter | None:
        """What has a language model write answers, where one is set."""


def feature(parts: DeskParts) -> Feature:
    """The desk's pages, and how long its notes are kept."""
    from kb.storage.relocation import rows_of
    from kb.usage import desk_retention
    from kb.usage.desk_notes import DeskNoteRow
    from search.desk import notes_api, pages, suggest_api, tickets_api

    site, database, clock = parts.site, parts.database, parts.clock
    paths = {**suggest_api.PATHS, **notes_api.PATHS, **tickets_api.PATHS}
    if database is None:
        return Feature("desk", paths=paths)
    return Feature(
        "desk",
        blueprints=(
            pages.create_blueprint(site, parts.engine, database, clock, parts.flag, parts.writer),
            tickets_api.create_blueprint(site, database, clock),
        ),
        paths=paths,
        places=(Place(N_("Desk"), "desk.show", Action.ANSWER),),
        retention=desk_retention.retention(site.settings),
        followers=(rows_of(DeskNoteRow, "article_key", "article_language", is_of_readers=True),),
    )
