"""Who said that an article is wrong, among all who voted; ``review.queue.complaints`` says what follows."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time

from sqlalchemy import Connection, String, cast, select, tuple_

from kb.catalog.article import ArticleId
from kb.feedback.vote_rows import FeedbackVote
from kb.feedback.votes import VoteReason
from kb.storage.database import few_at_a_time

_Text = tuple[str, str, str]


def complaints_since(
    connection: Connection, since: date, least: int
) -> dict[ArticleId, dict[str, list[tuple[date, int, int]]]]:
    """Each day from ``since`` on, how many readers said on it that something is wrong and how many voted, by article
    and revision; only of revisions of which at least ``least`` said so.

    They are distinct readers: one of each address and day. Who is not told from others does not count.
    """
    row = FeedbackVote
    counted = (row.at >= datetime.combine(since, time.min), row.is_distinct.is_(True))
    columns = (row.language, row.key, row.revision, row.at)
    wrong: dict[_Text, Counter[date]] = {}
    says_so = cast(row.reasons, String).contains(f'"{VoteReason.WRONG}"')
    for language, key, revision, at in connection.execute(
        select(*columns).where(*counted, row.helpful.is_(False), says_so)
    ):
        wrong.setdefault((language, key, revision), Counter())[at.date()] += 1
    texts = sorted(text for text, days in wrong.items() if days.total() >= least)
    votes: dict[_Text, Counter[date]] = {}
    for some in few_at_a_time(texts):
        query = select(*columns).where(*counted, tuple_(row.language, row.key, row.revision).in_(some))
        for language, key, revision, at in connection.execute(query):
            votes.setdefault((language, key, revision), Counter())[at.date()] += 1
    found: dict[ArticleId, dict[str, list[tuple[date, int, int]]]] = {}
    for (language, key, revision), days in votes.items():
        said = wrong[language, key, revision]
        found.setdefault(ArticleId(language, key), {})[revision] = [(day, said[day], days[day]) for day in sorted(days)]
    return found
