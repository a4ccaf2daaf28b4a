"""What assistants are answered with, and how often they may ask."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from kb.core.clock import Clock
from kb.core.roles import Action
from kb.site.site import Site
from kb.usage.desk_notes import DeskNotes
from kb.web.rate_limit import MinuteLimit
from search.answers.grounded.answer import SentenceWriter
from search.desk.desk import Desk
from search.desk.drafter import ReplyDrafter
from search.desk.room import DeskRoom
from search.engine.engine import Engine as SearchEngine
from search.followups.desk_links import AskingLinks

OF_ONE, OF_ALL = 120, 1_200
"""So many requests a minute of one client without a token of staff, and of all: one question takes three or four."""


@dataclass(frozen=True)
class McpRoom:
    """``desk`` is None without a database: then nobody can be known as staff."""

    site: Site
    engine: SearchEngine
    limit: MinuteLimit
    desk: DeskRoom | None

    @property
    def staff_desk(self) -> DeskRoom | None:
        """The desk, where whoever asks on this request may use it."""
        return self.desk if self.site.person().may(Action.ANSWER) else None


def open_room(
    site: Site, engine: SearchEngine, database: Engine | None, clock: Clock, writer: SentenceWriter | None
) -> McpRoom:
    """The room of ``site``; drafts of replies are written by ``writer`` where there is one."""
    desk = None
    if database is not None:
        notes, links = DeskNotes(database, clock, site.later), AskingLinks(site, database, clock)
        desk = DeskRoom(site, Desk(site, engine), ReplyDrafter(site, writer), notes, None, links)
    return McpRoom(site, engine, site.minute_limit("mcp", OF_ONE, OF_ALL, clock), desk)
