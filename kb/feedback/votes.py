"""Votes on articles: was it helpful, and if not, why.

A vote belongs to the text it judged: ``revision`` is the article's content hash. After an edit the score starts anew,
and the votes before it stay. Of the reader nothing is kept but a mark that tells them apart on one day
(``kb.feedback.ballot_box``), and that is erased with the day.
"""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import reduce
from typing import Any, NamedTuple

from sqlalchemy import Connection, case, delete, func, or_, select, update

from kb.catalog.article import Article, ArticleId
from kb.feedback.vote_rows import FeedbackTotal, FeedbackVote, JudgedText
from kb.storage.columns import kept_key
from kb.storage.database import insert_into, naive_utc

MOST_OF_PLACE = 10
"""So many readers behind one address are heard on one article in a day."""
CHANGEABLE = timedelta(days=1)
COMMENTS_SHOWN = 20


class TooManyVotesError(Exception):
    """More votes than one reader casts, one address sends, or one article is judged by."""


class OvertakenVoteError(Exception):
    """Meanwhile whoever voted has said something later."""


class VoteReason(StrEnum):
    """Why an article did not help."""

    WRONG = "wrong"
    UNCLEAR = "unclear"
    MISSING = "missing"
    PICTURES = "pictures"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a reader says of an article, or at a ``step`` of a guide; reasons and comment only where it did not help."""

    helpful: bool
    reasons: tuple[VoteReason, ...] = ()
    comment: str = ""
    step: str = ""


class Score(NamedTuple):
    """How many readers one text helped, and how many it did not."""

    helpful: int = 0
    unhelpful: int = 0

    @property
    def votes(self) -> int:
        """How many voted."""
        return self.helpful + self.unhelpful

    def plus(self, other: Score) -> Score:
        """Both together."""
        return Score(self.helpful + other.helpful, self.unhelpful + other.unhelpful)


HELPFUL = func.coalesce(func.sum(case((FeedbackVote.helpful, 1), else_=0)), 0)
UNHELPFUL = func.coalesce(func.sum(case((FeedbackVote.helpful, 0), else_=1)), 0)
"""How many of the votes that a query is about."""


def cast(
    connection: Connection,
    article: JudgedText,
    opinion: Opinion,
    at: datetime,
    *,
    reader: str | None = None,
    vote: str = "",
    revision: str = "",
    place: str | None = None,
    is_distinct: bool = True,
    name: str = "",
    is_late: bool = False,
) -> str:
    """Write a vote and tell its name, by which whoever knows it may change it for a day.

    ``vote`` names the one to change; where there is none of that name, a known ``reader`` changes theirs on this
    revision, and everybody else casts a new one. Without a ``revision`` it is the vote's own, else the current one.
    That it did not help, said once more without a reason, leaves the reasons given before, and a vote at no step the
    step. ``place`` is the mark of the address: the first vote from there on this revision is distinct. Where it is
    unknown, ``is_distinct`` tells. A new vote gets the ``name`` that is given. One that ``is_late``, written long after
    it was cast, changes none that was cast after it.

    Raises:
        OvertakenVoteError: there is one that was cast after it.
        TooManyVotesError: ``MOST_OF_PLACE`` others from there voted on this article today.

    """
    changes: dict[str, Any] = {"helpful": opinion.helpful, "at": naive_utc(at)}
    details = {"reasons": [str(reason) for reason in opinion.reasons], "comment": opinion.comment}
    if opinion.helpful or opinion.reasons or opinion.comment:
        changes |= details
    if opinion.step:
        changes["step"] = opinion.step
    if vote and _change(connection, article, vote, revision, changes, is_late=is_late):
        return vote
    told = {"revision": revision or article.content_hash, "reader": reader, "place": place}
    row: dict[str, Any] = {**_place(article.id), **told}
    row["is_distinct"] = is_distinct if place is None else _is_first_from(connection, article.id, row)
    statement = insert_into(connection, FeedbackVote).values(
        {"id": name or secrets.token_hex(16), "step": "", **row, **details, **changes}
    )
    keys = ["language", "key", "revision", "reader"]  # no reader differs from no other
    where = FeedbackVote.at <= changes["at"] if is_late else None
    kept = statement.on_conflict_do_update(index_elements=keys, set_=changes, where=where).returning(FeedbackVote.id)
    written = connection.execute(kept).scalar_one_or_none()
    if written is None:
        raise OvertakenVoteError
    return str(written)


def _is_first_from(connection: Connection, id_: ArticleId, row: dict[str, Any]) -> bool:
    """Whether nobody voted from there on this revision yet."""
    here = select(FeedbackVote.reader, FeedbackVote.revision).where(
        FeedbackVote.place == row["place"], *_of(FeedbackVote, id_)
    )
    votes = [(vote.reader, vote.revision) for vote in connection.execute(here)]
    if len(votes) >= MOST_OF_PLACE and (row["reader"], row["revision"]) not in votes:
        raise TooManyVotesError
    return all(revision != row["revision"] for _, revision in votes)


def _change(
    connection: Connection, article: JudgedText, vote: str, revision: str, changes: dict[str, Any], *, is_late: bool
) -> bool:
    where = [*_of(FeedbackVote, article.id), FeedbackVote.id == vote, FeedbackVote.at > changes["at"] - CHANGEABLE]
    if revision:
        where.append(FeedbackVote.revision == revision)
    not_after = [FeedbackVote.at <= changes["at"]] if is_late else []
    if connection.execute(update(FeedbackVote).where(*where, *not_after).values(changes)).rowcount == 1:
        return True
    if is_late and connection.scalar(select(FeedbackVote.id).where(*where)) is not None:
        raise OvertakenVoteError
    return False


def votes_since(connection: Connection, since: date, last: date | None = None) -> dict[ArticleId, dict[str, Score]]:
    """The votes from the day ``since`` on, to the day ``last`` where one is given, by article and revision."""
    columns = (FeedbackVote.language, FeedbackVote.key, FeedbackVote.revision)
    query = select(*columns, HELPFUL, UNHELPFUL).where(FeedbackVote.at >= datetime.combine(since, time.min))
    if last is not None:
        query = query.where(FeedbackVote.at < datetime.combine(last + timedelta(days=1), time.min))
    found: dict[ArticleId, dict[str, Score]] = {}
    for language, key, revision, helpful, unhelpful in connection.execute(query.group_by(*columns)):
        found.setdefault(ArticleId(language, key), {})[revision] = Score(int(helpful), int(unhelpful))
    return found


class Comment(NamedTuple):
    """What one reader wrote with their ``vote``; ``is_current`` tells whether the text is still the one they read."""

    vote: str
    on: date
    reasons: list[str]
    text: str
    is_current: bool


@dataclass(frozen=True)
class Judgement:
    """What readers said of an article: of the text as it is ``now`` and ``before``, why, and in their own words."""

    now: Score
    before: Score
    reasons: list[tuple[str, int]]
    comments: list[Comment]


def judgement(connection: Connection, article: Article) -> Judgement:
    """What readers said of ``article``: the reasons for its text as it is now, and the latest comments on any."""
    scores = _scores(connection, article.id)
    now = scores.pop(article.content_hash, Score())
    before = reduce(Score.plus, scores.values(), Score())
    where = (*_of(FeedbackVote, article.id), FeedbackVote.helpful.is_(False))
    current = select(FeedbackVote.reasons).where(*where, FeedbackVote.revision == article.content_hash)
    counts = Counter(reason for reasons in connection.scalars(current) for reason in reasons)
    columns = (FeedbackVote.id, FeedbackVote.at, FeedbackVote.reasons, FeedbackVote.comment, FeedbackVote.revision)
    written = select(*columns).where(*where, FeedbackVote.comment != "").order_by(FeedbackVote.at.desc())
    comments = [
        Comment(vote, at.date(), reasons, comment, revision == article.content_hash)
        for vote, at, reasons, comment, revision in connection.execute(written.limit(COMMENTS_SHOWN))
    ]
    return Judgement(now, before, counts.most_common(), comments)


def forget_older_than(connection: Connection, day: date) -> int:
    """Delete the votes cast before ``day``, keep how many there were, and tell the same."""
    old = delete(FeedbackVote).where(FeedbackVote.at < datetime.combine(day, time.min))
    columns = (FeedbackVote.language, FeedbackVote.key, FeedbackVote.revision, FeedbackVote.helpful)
    gone: dict[tuple[str, str, str], Score] = {}
    for language, key, revision, helpful in connection.execute(old.returning(*columns)):  # each to one process only
        known = gone.get((language, key, revision), Score())
        gone[language, key, revision] = known.plus(Score(int(helpful), int(not helpful)))
    if not gone:
        return 0
    rows = [
        {"language": language, "key": key, "revision": revision, **found._asdict()}
        for (language, key, revision), found in sorted(gone.items())
    ]
    statement = insert_into(connection, FeedbackTotal)
    added = {name: getattr(FeedbackTotal, name) + statement.excluded[name] for name in ("helpful", "unhelpful")}
    keys = ["language", "key", "revision"]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=added), rows)
    return sum(found.votes for found in gone.values())


def forget_marks(connection: Connection, today: date) -> None:
    """Erase what tells the readers of the days before ``today`` apart."""
    marked = or_(FeedbackVote.reader.is_not(None), FeedbackVote.place.is_not(None))
    past = (marked, FeedbackVote.at < datetime.combine(today, time.min))
    connection.execute(update(FeedbackVote).where(*past).values(reader=None, place=None))


def _scores(connection: Connection, id_: ArticleId) -> dict[str, Score]:
    """Every vote on the article by revision, those forgotten one by one included."""
    votes = select(FeedbackVote.revision, HELPFUL, UNHELPFUL).where(*_of(FeedbackVote, id_))
    totals = select(FeedbackTotal.revision, FeedbackTotal.helpful, FeedbackTotal.unhelpful)
    found: dict[str, Score] = {}
    for query in (votes.group_by(FeedbackVote.revision), totals.where(*_of(FeedbackTotal, id_))):
        for revision, helpful, unhelpful in connection.execute(query):
            found[revision] = found.get(revision, Score()).plus(Score(int(helpful), int(unhelpful)))
    return found


def _place(id_: ArticleId) -> dict[str, str]:
    return {"language": id_.language, "key": kept_key(id_.key)}


def _of(table: type[FeedbackVote | FeedbackTotal], id_: ArticleId) -> list[Any]:
    return [table.language == id_.language, table.key == kept_key(id_.key)]
