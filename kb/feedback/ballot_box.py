"""Takes votes in: who votes, without knowing who they are, and how many at a time.

A reader is told from others by a mark: an HMAC (RFC 2104) of their address and browser, with a secret that is made anew
each day and thrown away with the marks of that day. Whoever asks not to be tracked gets none: their vote can be
changed only by whoever knows its name, and how many such votes one article takes in a minute is bounded more narrowly.
A second mark, of the address alone, bounds what one address does whatever its browsers are called; people who share one
are heard, ten of them on an article in a day. Bounds by articles and by marks are those of all processes together; what
is counted of an address that asks for no mark is written nowhere, so each process counts it for itself.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, Date, Engine, LargeBinary, delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from kb.catalog.article import Article
from kb.core.events import Tell, tell_nobody
from kb.core.networks import household, parse_address
from kb.core.setting_groups import RetentionSettings
from kb.feedback.kept_votes import KeptVotes, VoteCast
from kb.feedback.votes import MOST_OF_PLACE, Opinion, TooManyVotesError, forget_marks, forget_older_than
from kb.storage.collecting import LaterWrites
from kb.storage.daily_secret import DailySecret, draw_secret
from kb.storage.database import AWAY, Base, insert_into, naive_utc, said_by
from kb.storage.kept.written_once import new_name
from kb.storage.retention import RetentionRule
from kb.web.rate_limit import CountedByAll, OwnWindowLimit

logger = logging.getLogger(__name__)

WINDOW_SECONDS = 60
DAY_SECONDS = 24 * 60 * 60
MOST_OF_READER = 20
MOST_OF_ADDRESS = 30
MOST_OF_ADDRESS_A_DAY = 200
MOST_OF_ARTICLE = 60
MOST_WITHOUT_MARK = 10
MAX_AGENT = 400
MARK_DIGITS = 16

Timer = Callable[[], float]


class FeedbackSecret(Base):
    """What the marks of one day are made with, the same for every process."""

    __tablename__ = "feedback_secrets"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)


class UnsavedVoteError(Exception):
    """A vote can neither be written before another that waits nor wait with it."""


@dataclass(frozen=True, slots=True)
class Voter:
    """What a request tells of its sender; ``is_private`` where they are not to be told from others, or cannot be."""

    address: str
    agent: str
    is_private: bool


class BallotBox:
    """Writes votes to ``database``; ``timer`` gives seconds that never go back, ``tell`` hears of each."""

    def __init__(
        self,
        database: Engine,
        clock: Callable[[], datetime],
        timer: Timer = time.monotonic,
        tell: Tell = tell_nobody,
        counts: CountedByAll | None = None,
        later: LaterWrites | None = None,
    ) -> None:
        """``later`` keeps votes that the database cannot take, and writes them when it does."""
        self._kept = None if later is None else KeptVotes(later, tell, clock)
        self._database = database
        self._tell = tell
        self._clock = clock
        self._counts = counts
        self._of_reader = OwnWindowLimit(MOST_OF_READER, WINDOW_SECONDS, timer, self._all("votes-reader"))
        self._of_address = OwnWindowLimit(MOST_OF_ADDRESS, WINDOW_SECONDS, timer)
        self._of_address_today = OwnWindowLimit(MOST_OF_ADDRESS_A_DAY, DAY_SECONDS, timer)
        self._of_article = OwnWindowLimit(MOST_OF_ARTICLE, WINDOW_SECONDS, timer, self._all("votes-article"))
        self._without_mark = OwnWindowLimit(MOST_WITHOUT_MARK, WINDOW_SECONDS, timer, self._all("votes-unmarked"))
        self._without_mark_today = OwnWindowLimit(MOST_OF_PLACE, DAY_SECONDS, timer)
        self._secret = DailySecret(self._shared_secret)
        self._salt = DailySecret()

    def put(self, voter: Voter, article: Article, opinion: Opinion, vote: str = "", revision: str = "") -> str:
        """Write one vote and tell its name, as ``kb.feedback.votes.cast`` does.

        Raises:
            TooManyVotesError: there were too many in the last minute, or from this address today.
            SQLAlchemyError: the database is away, or was locked for longer than we wait, and the vote is not kept.
            UnsavedVoteError: it has to wait behind another, and cannot be kept.

        """
        now = self._clock()
        mark = place = None
        if not voter.is_private:
            secret = self._secret_of(now.astimezone(UTC).date())
            mark = _mark(secret, _network(voter.address), voter.agent[:MAX_AGENT])
            place = _mark(secret, _network(voter.address)) if voter.address else None
        is_distinct = self._take(article, self._here(voter, now), mark)
        about = VoteCast(
            *(article.id, article.content_hash, article.audience.is_public, opinion, naive_utc(now)),
            *(vote, revision, mark, place, is_distinct),
        )
        name = new_name()
        if self._kept is not None and self._kept.goes_behind(vote):
            try:
                return self._kept.keep(about, name)
            except OSError as full:
                raise UnsavedVoteError(f"it cannot be kept: {full}") from full
        try:
            with self._database.begin() as connection:
                if self._kept is not None:
                    return self._kept.write(connection, about, name)
                return about.write(connection, self._tell, name)
        except AWAY as error:
            if self._kept is None:
                raise
            try:
                kept = self._kept.keep(about, name)  # it may have been written all the same: never twice
            except OSError as full:
                logger.warning("a vote cannot be kept: %s", full)
                raise error from None
            logger.warning("a vote waits until the database takes it: %s", said_by(error))
            return kept

    def _secret_of(self, today: date) -> bytes:
        """The secret of ``today``; while votes are kept and nothing tells it, one that only this process knows."""
        try:
            return self._secret.of(today)
        except SQLAlchemyError:
            if self._kept is None:
                raise
            return self._salt.of(today)

    def _all(self, name: str) -> Callable[[str, timedelta], int | None] | None:
        """Counts for all processes, where there are several."""
        counts = self._counts
        if counts is None:
            return None
        return lambda key, window: counts.count(name, key, self._clock() + window)

    def _here(self, voter: Voter, now: datetime) -> str | None:
        """The address for the counts in memory, by a secret that is kept nowhere else."""
        return _mark(self._salt.of(now.date()), _network(voter.address)) if voter.address else None

    def _take(self, article: Article, here: str | None, mark: str | None) -> bool:
        """Count one more vote; whether it is the first without a mark from its address, as far as is known here.

        The address comes first: whatever names of browsers and articles somebody goes through, their votes count
        against nobody else's once they were too many.
        """
        if here is not None:
            _take(self._of_address, here)
            _take(self._of_address_today, here)
        is_first = False
        if mark is not None:
            _take(self._of_reader, mark)
        else:
            is_first = here is not None and _take(self._without_mark_today, (here, article.id)) == 1
            _take(self._without_mark, article.id)
        _take(self._of_article, article.id)
        return is_first

    def _shared_secret(self, today: date) -> bytes:
        try:
            with self._database.begin() as connection:
                return secret_of(connection, today)
        except AWAY:  # it may be read where nothing can be written
            with self._database.connect() as connection:
                known = connection.scalar(select(FeedbackSecret.secret).where(FeedbackSecret.day == today))
            if known is None:
                raise
            return bytes(known)


def _take(limit: OwnWindowLimit, key: Hashable) -> int:
    """One more for ``key``; how many there are now, else ``TooManyVotesError``."""
    count = limit.count(key)
    if count is None:
        raise TooManyVotesError
    return count


def _mark(secret: bytes, *whom: str) -> str:
    return hmac.new(secret, "\0".join(whom).encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:MARK_DIGITS]


def secret_of(connection: Connection, today: date) -> bytes:
    """The secret of ``today``, made where there is none; what is left of the days before is thrown away."""
    made = insert_into(connection, FeedbackSecret).values(day=today, secret=draw_secret(today))
    connection.execute(made.on_conflict_do_nothing())
    forget_days_before(connection, today)
    return connection.execute(select(FeedbackSecret.secret).where(FeedbackSecret.day == today)).scalar_one()


def forget_days_before(connection: Connection, today: date) -> None:
    """Throw away the secrets of the days before ``today``, and the marks made with them."""
    connection.execute(delete(FeedbackSecret).where(FeedbackSecret.day < today))
    forget_marks(connection, today)


def retention(settings: RetentionSettings) -> tuple[RetentionRule, ...]:
    """How long votes are kept one by one, and that marks go with their day."""
    votes = RetentionRule("votes", settings.retention_days, forget_older_than)
    return votes, RetentionRule("marks of voters", 0, forget_days_before)


def _network(address: str) -> str:
    """The address; of IPv6 the part that stays the same for one household, since the rest changes by the hour."""
    known = parse_address(address)
    return household(str(known)) if known else address
