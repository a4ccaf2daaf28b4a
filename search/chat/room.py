"""What the addresses for chats work with."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from cachetools import TTLCache

from kb.callers.heard import Heard
from kb.catalog.article import PUBLIC_ONLY, STAFF, AudienceSet
from kb.core.clock import Clock
from kb.site.site import Site
from kb.web.rate_limit import MinuteLimit
from search.chat.found import FoundInChat, find_for_chat, question_in
from search.chat.late import LateAnswers
from search.engine.engine import Engine

OF_ONE, OF_ALL = 30, 600
"""So many questions a minute of one person and of all."""
SLACK, MATTERMOST = "slack", "mattermost"
KNOWN_EVENTS, KNOWN_SECONDS = 1_000, 3_600
"""Slack sends an event again for up to an hour where it has heard no answer."""


class KnownEvents:
    """The events that this process has heard; requests of several threads ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: TTLCache[str, bool] = TTLCache(KNOWN_EVENTS, KNOWN_SECONDS)

    def is_new(self, name: str) -> bool:
        """Whether nobody asked for ``name`` before; it is known from now on."""
        with self._lock:
            if name in self._names:
                return False
            self._names[name] = True
            return True

    def forget(self, name: str) -> None:
        """Let ``name`` be new again: nothing came of it."""
        with self._lock:
            self._names.pop(name, None)


@dataclass(frozen=True)
class ChatRoom:
    """Secrets are empty where that chat is not set up. ``staff_teams`` are the workspaces (Slack) or teams (Mattermost)
    whose people all are staff: every other sees what everybody may read.
    """

    site: Site
    engine: Engine
    heard: Heard
    clock: Clock
    late: LateAnswers
    limit: MinuteLimit
    root: str
    slack_secret: str = ""
    slack_token: str = ""
    slack_api: str = ""
    mattermost_secret: str = ""
    staff_teams: tuple[str, ...] = ()
    events: KnownEvents = field(default_factory=KnownEvents)

    def audiences(self, team: str) -> AudienceSet:
        """What people of a team may see."""
        return STAFF if team and team in self.staff_teams else PUBLIC_ONLY

    def find(self, question: str, team: str) -> FoundInChat:
        """What answers ``question`` for people of ``team``."""
        return find_for_chat(self.engine, self.site.library.catalog, self.root, question, self.audiences(team))

    def find_in(self, message: str, team: str) -> FoundInChat:
        """What answers a whole message."""
        catalog = self.site.library.catalog
        return self.find(question_in(self.engine, catalog, message, self.audiences(team)) or message, team)
