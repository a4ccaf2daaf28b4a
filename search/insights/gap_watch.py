"""Tells programs outside that people ask what no article answers: once for each gap, whoever of several processes looks
first.

Gaps are groups of questions, counted anew for each look: what stays the same is the questions. So each question of a
gap is noted when that is told, and a group with a noted question in it is no news, however it is cut next time.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, DateTime, Engine, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from kb.core.clock import Clock
from kb.core.events import EventKind, SiteEvent, Tell
from kb.storage.background import Repeating
from kb.storage.database import AWAY, Base, insert_into, naive_utc, said_by
from search.insights.counts.gaps import Gap, UnansweredQuestion
from search.insights.counts.reader import InsightReader
from search.insights.counts.scope import USUAL_RANGE, InsightScope

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 1_800.0
LEAST_ASKED = 3
"""So often something is asked in 30 days before it is a gap that others are told of."""
_ID_CHARACTERS = 16
_RENEWED = timedelta(days=7)
LEAST_DAYS = 8
"""A question that stays in a gap is known for longer than until it is noted again, or its gap would be told again."""


class ToldGapQuestion(Base):
    """One question of a gap that was told. ``question`` is a hash of it by the key of the site: words that people typed
    are kept nowhere but where they are deleted. ``at``: when it was last in a gap, UTC without a zone.
    """

    __tablename__ = "gap_questions_told"

    question: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False)


class GapWatch(Repeating):
    """Looks at the gaps of the last 30 days now and then. They are noted whether or not anybody listens, so that a new
    listener hears of what is found from then on. ``key`` is the site's, ``root`` begins every address; ``is_mine``
    tells whether it is this process that looks.
    """

    def __init__(
        self,
        reader: InsightReader,
        database: Engine,
        clock: Clock,
        key: bytes,
        tell: Tell,
        root: str = "",
        is_mine: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__("gaps", self.look, SECONDS_BETWEEN_LOOKS)
        self._reader, self._database, self._clock, self._tell = reader, database, clock, tell
        self._key, self._root, self._is_mine = key[:64], root, is_mine

    def look(self) -> int:
        """Tell of gaps that are new; how many."""
        if not self._is_mine():
            return 0
        today = self._clock().date()
        try:
            gaps = self._reader.gaps(InsightScope(today - timedelta(days=USUAL_RANGE - 1), today))
            found = [gap for gap in gaps if gap.count >= LEAST_ASKED]
            with self._database.begin() as connection:
                return self._noted(connection, found)
        except AWAY as error:
            logger.warning("gaps could not be noted for webhooks: %s", said_by(error))
        return 0

    def _noted(self, connection: Connection, gaps: Sequence[Gap]) -> int:
        row, now, count = ToldGapQuestion, naive_utc(self._clock()), 0
        names = {gap: [self._name(one) for one in gap.questions] for gap in gaps}
        all_names = [name for some in names.values() for name in some]
        known = set(connection.scalars(select(row.question).where(row.question.in_(all_names))))
        for gap, questions in names.items():
            new = sorted({*questions} - known)
            if not new:
                continue
            rows = insert_into(connection, row).values([{"question": name, "at": now} for name in new])
            mine = set(connection.scalars(rows.on_conflict_do_nothing().returning(row.question)))
            if known.isdisjoint(questions) and questions[0] in mine:
                self._tell(connection, SiteEvent(EventKind.GAP_FOUND, self._about(gap, questions[0])))
                count += 1
        old = (row.question.in_(all_names), row.at < now - _RENEWED)
        connection.execute(update(row).where(*old).values(at=now))
        return count

    def _about(self, gap: Gap, name: str) -> dict[str, object]:
        """Names and numbers; never what was typed."""
        address = f"{self._root}/insights/gaps?days={USUAL_RANGE}"
        return {"gap": name[:_ID_CHARACTERS], "language": gap.language, "asked": gap.count, "url": address}

    def _name(self, one: UnansweredQuestion) -> str:
        text = f"{one.language}\0{one.folded}".encode()
        return hashlib.blake2b(text, digest_size=16, key=self._key).hexdigest()


def forget_gaps_before(connection: Connection, day: date) -> int:
    """Forget the questions that were in no gap since ``day``; how many."""
    row = ToldGapQuestion
    return connection.execute(delete(row).where(row.at < datetime.combine(day, time()))).rowcount
