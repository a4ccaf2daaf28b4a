"""Votes of the moments in which the database takes none: kept, and counted afterwards, each once and in their order."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from kb.catalog.article import ArticleId
from kb.core.events import EventKind, SiteEvent, Tell
from kb.feedback.vote_rows import FeedbackVote
from kb.feedback.votes import Opinion, OvertakenVoteError, TooManyVotesError, VoteReason, cast
from kb.storage.collecting import LaterWrites
from kb.storage.database import naive_utc

logger = logging.getLogger(__name__)
KIND = "vote"


@dataclass(frozen=True, slots=True)
class VoteCast:
    """One vote as ``kb.feedback.votes.cast`` is told of it; ``at`` is UTC without a zone. Of who voted it has the marks
    alone.
    """

    id: ArticleId
    content_hash: str
    is_public: bool
    opinion: Opinion
    at: datetime
    vote: str
    revision: str
    reader: str | None
    place: str | None
    is_distinct: bool

    def write(self, connection: Connection, tell: Tell, name: str, *, is_late: bool = False) -> str:
        """Write it and tell its name, which is ``name`` where it is a new one; ``is_late`` where it was kept before.

        Raises:
            OvertakenVoteError: it was kept, and a later one is written already.
            TooManyVotesError: too many others voted from there.

        """
        told: dict[str, Any] = {"reader": self.reader, "place": self.place, "is_distinct": self.is_distinct}
        named: dict[str, Any] = {"vote": self.vote, "revision": self.revision, "name": name, "is_late": is_late}
        written = cast(connection, self, self.opinion, self.at.replace(tzinfo=UTC), **told, **named)
        tell(connection, self._event())
        return written

    def plain(self) -> dict[str, Any]:
        """As JSON knows it."""
        return {**asdict(self), "at": self.at.isoformat()}

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> VoteCast:
        """What ``plain()`` gave."""
        said = plain["opinion"]
        reasons = tuple(VoteReason(one) for one in said["reasons"])
        read = {
            "id": ArticleId(*plain["id"]),
            "opinion": Opinion(said["helpful"], reasons, said["comment"], said["step"]),
            "at": datetime.fromisoformat(plain["at"]),
        }
        return cls(**{**plain, **read})

    def _event(self) -> SiteEvent:
        """What is told of a vote: no word that a reader wrote."""
        reasons = [str(reason) for reason in self.opinion.reasons]
        data = {**self.id._asdict(), "helpful": self.opinion.helpful, "reasons": reasons}
        more = {"has_comment": bool(self.opinion.comment)}
        return SiteEvent(EventKind.FEEDBACK_RECEIVED, {**data, **more}, self.is_public)


class KeptVotes:
    """Votes that ``later`` keeps where they cannot be written; ``tell`` hears of each when it is written."""

    def __init__(self, later: LaterWrites, tell: Tell, clock: Callable[[], datetime]) -> None:
        self._later, self._tell, self._clock = later, tell, clock
        later.takes(KIND, self._write)

    def goes_behind(self, vote: str) -> bool:
        """Whether the vote of this name, which another changes, or a change of it is kept still: then that one has to
        wait as well.
        """
        return bool(vote) and self._later.waits(vote)

    def write(self, connection: Connection, about: VoteCast, name: str) -> str:
        """Write a vote now, in a transaction after which it may have to be kept: it is known by its ``name`` then. A
        new vote has that itself; where another was changed, it is noted.
        """
        written = about.write(connection, self._tell, name)
        if written != name:
            self._later.note(connection, name)
        return written

    def keep(self, about: VoteCast, name: str) -> str:
        """Keep a vote, which gets the ``name`` where it is a new one; that by which it can be changed.

        Raises:
            OSError: it cannot be kept.

        """
        self._later.keep(KIND, {"name": name, **about.plain()}, name, about.vote)
        return about.vote or name

    def _write(self, connection: Connection, plain: dict[str, Any]) -> None:
        name = str(plain.pop("name"))
        if connection.scalar(select(FeedbackVote.id).where(FeedbackVote.id == name)) is not None:
            return
        about = VoteCast.read(plain)
        if about.at.date() < naive_utc(self._clock()).date():
            about = replace(about, reader=None, place=None)  # marks end with their day, also those that come late
        try:
            about.write(connection, self._tell, name, is_late=True)
        except OvertakenVoteError:
            logger.info("a vote that was kept does not count: whoever cast it has changed it since")
        except TooManyVotesError:
            logger.info("a vote that was kept does not count: there were too many from its place")
