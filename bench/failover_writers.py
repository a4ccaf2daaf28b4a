"""Who writes while a primary dies: voters, searchers and an editor, and what they were told."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Engine, select

from bench.staffed import somewhere, vote
from kb.feedback.vote_rows import FeedbackVote
from kb.notices.notice_rows import NoticeRow
from search.log.searches import Searches
from tests.visitor import Visitor

KEYS = ("orders/check-stock", "orders/place-an-order")
PLACE = "/notices"


class Written(NamedTuple):
    """Something that was written: when it was answered, by which status (0: not at all), and what it is known by."""

    at: float
    status: int
    name: str = ""
    said: str = ""


@dataclass
class Writers:
    """They write through the balancer at ``port`` until they are told to stop."""

    port: int
    votes: list[Written] = field(default_factory=list)
    searches: list[Written] = field(default_factory=list)
    saved: list[Written] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self, editor: Visitor, pause: float) -> None:
        """Begin: two who vote, one who searches, one ``editor`` who saves something again and again."""
        token = editor.get(PLACE).field("csrf_token")
        self._go(self.votes, pause, self._vote)
        self._go(self.votes, pause, self._vote)
        self._go(self.searches, pause, self._search)
        self._go(self.saved, pause / 4, lambda: self._save(editor, token))

    def stop(self) -> None:
        """Let them end."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _go(self, kept: list[Written], pause: float, write: Callable[[], Written]) -> None:
        def go_on() -> None:
            while not self._over.wait(pause):
                try:
                    kept.append(write())
                except OSError:
                    kept.append(Written(time.time(), 0))

        thread = threading.Thread(target=go_on)
        thread.start()
        self._threads.append(thread)

    def _reader(self) -> Visitor:
        return Visitor(self.port, site=f"http://127.0.0.1:{self.port}")

    def _vote(self) -> Written:
        said = f"because {secrets.token_hex(4)}"
        answer = vote(self._reader(), secrets.choice(KEYS), helpful=False, comment=said)
        name = json.loads(answer.body)["vote"] if answer.status == 200 else ""
        return Written(time.time(), answer.status, name, said)

    def _search(self) -> Written:
        asked = f"check stock {secrets.token_hex(4)}"
        address = f"/en/search?q={asked.replace(' ', '+')}"
        answer = self._reader().get(address, {"X-Forwarded-For": somewhere()})
        return Written(time.time(), answer.status, asked)

    def _save(self, editor: Visitor, token: str) -> Written:
        """Put up a notice that nobody is shown before the next century."""
        fields = {"csrf_token": token, "text-en": f"Notice {secrets.token_hex(4)}", "from": "2099-01-01T00:00"}
        answer = editor.post(PLACE, fields, {"Referer": editor.site + PLACE})
        return Written(time.time(), 200 if answer.status == 303 else answer.status, fields["text-en"])


def lost_notices(database: Engine, saved: list[Written]) -> tuple[int, int]:
    """How many were saved, and how many of those are not there once."""
    with database.connect() as connection:
        found = Counter(str(texts) for texts in connection.scalars(select(NoticeRow.texts)))
    taken = [one.name for one in saved if one.status == 200]
    return len(taken), sum(sum(count for texts, count in found.items() if name in texts) != 1 for name in taken)


def lost_votes(database: Engine, votes: list[Written]) -> tuple[int, int]:
    """How many were taken, and how many of those are not there as they were sent."""
    with database.connect() as connection:
        found = dict(connection.execute(select(FeedbackVote.id, FeedbackVote.comment)).tuples().all())
    taken = {one.name: one.said for one in votes if one.status == 200}
    return len(taken), sum(found.get(name) != said for name, said in taken.items())


def lost_searches(database: Engine, searches: list[Written]) -> tuple[int, list[tuple[float, int]]]:
    """How many were answered; of those that are not there exactly once, when that was and how often they are."""
    with database.connect() as connection:
        found = Counter(connection.scalars(select(Searches.query)))
    answered = [one for one in searches if one.status == 200]
    return len(answered), [(one.at, found[one.name]) for one in answered if found[one.name] != 1]
