"""Tells programs outside that a review is due: once for each day on which one falls due, whoever of several processes
looks first.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from sqlalchemy import Engine

from kb.core.clock import Clock
from kb.core.events import EventKind, SiteEvent, Tell
from kb.storage.background import Repeating
from kb.storage.database import AWAY, naive_utc, said_by
from review.notices.sent_notices import Fact, record_new, told
from review.queue.policy import ReviewState
from review.queue.rows import Row
from review.service import Review

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 600.0
CHANNEL = "webhooks"
AT_ONCE = 200
"""So many are noted in one transaction."""
STATES = (ReviewState.DUE, ReviewState.OVERDUE)


class DueWatch(Repeating):
    """Looks at the queue of ``review`` now and then. What is due is noted whether or not anybody listens, so that a new
    listener hears of what falls due from then on.
    """

    def __init__(self, review: Review, database: Engine, clock: Clock, tell: Tell) -> None:
        super().__init__("due-reviews", self.look, SECONDS_BETWEEN_LOOKS)
        self._review, self._database, self._clock, self._tell = review, database, clock, tell

    def look(self) -> int:
        """Tell of what fell due since the last look, of whichever process; how much that was."""
        try:
            due = {fact: row for row in self._review.queue() if (fact := _fact(row))}
            with self._database.connect() as connection:
                new = due.keys() - told(connection, CHANNEL)
            return sum(self._note([due[fact] for fact in some]) for some in _parts(sorted(new)))
        except AWAY as error:
            logger.warning("due reviews could not be noted for webhooks: %s", said_by(error))
        return 0

    def _note(self, rows: Sequence[Row]) -> int:
        """Note and tell what of ``rows`` nobody told before, in one transaction; how much that was."""
        count, now = 0, naive_utc(self._clock())
        with self._database.begin() as connection:
            for row in rows:
                if (fact := _fact(row)) and record_new(connection, CHANNEL, fact, now):
                    data = {**row.article.id._asdict(), "due_on": fact.since}
                    self._tell(connection, SiteEvent(EventKind.REVIEW_DUE, data, row.article.audience.is_public))
                    count += 1
        return count


def _fact(row: Row) -> Fact | None:
    """That a review is due since a day; the same fact when it is overdue later."""
    due_on = row.verdict.due_on
    return Fact(row.article.id, str(ReviewState.DUE), due_on.isoformat()) if row.state in STATES and due_on else None


def _parts(facts: Sequence[Fact]) -> Iterator[Sequence[Fact]]:
    return (facts[first : first + AT_ONCE] for first in range(0, len(facts), AT_ONCE))
