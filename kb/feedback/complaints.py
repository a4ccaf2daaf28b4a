"""Who said that an article is wrong, told apart as far as it can be; ``review.queue.complaints`` says what follows."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import Connection, select

from kb.catalog.article import ArticleId
from kb.feedback.vote_rows import FeedbackVote
from kb.feedback.votes import VoteReason


def complaints_since(connection: Connection, since: date) -> dict[ArticleId, dict[str, list[date]]]:
    """The days from ``since`` on, on which distinct readers said that something is wrong, by article and revision.

    One of each address and day is distinct; who is not told from others is not.
    """
    row = FeedbackVote
    query = select(row.language, row.key, row.revision, row.at, row.reasons).where(
        row.at >= datetime.combine(since, time.min), row.helpful.is_(False), row.is_distinct.is_(True)
    )
    found: dict[ArticleId, dict[str, list[date]]] = {}
    for language, key, revision, at, reasons in connection.execute(query):
        if VoteReason.WRONG in reasons:
            found.setdefault(ArticleId(language, key), {}).setdefault(revision, []).append(at.date())
    return found
