"""At which step of a guide readers said that it was solved, or that it was not."""

from __future__ import annotations

from sqlalchemy import Connection, select

from kb.catalog.article import Article
from kb.feedback.vote_rows import FeedbackVote
from kb.feedback.votes import HELPFUL, UNHELPFUL, Score
from kb.storage.columns import kept_key


def scores_by_step(connection: Connection, article: Article) -> dict[str, Score]:
    """The votes on the guide ``article`` as it is now, by the anchor of the step; without those cast at none, and those
    too old to be kept one by one.
    """
    row = FeedbackVote
    where = (row.language == article.language, row.key == kept_key(article.key), row.step != "")
    query = select(row.step, HELPFUL, UNHELPFUL).where(*where, row.revision == article.content_hash)
    found = connection.execute(query.group_by(row.step))
    return {step: Score(int(helpful), int(unhelpful)) for step, helpful, unhelpful in found}
