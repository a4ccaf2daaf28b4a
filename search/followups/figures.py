"""What customers answered, as figures by article and by language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, func, select

from kb.catalog.article import ArticleId
from search.followups.followup_rows import Solved, TicketFollowup


@dataclass(frozen=True, slots=True)
class FollowupScore:
    """How many answered, and what; ``satisfied`` is the sum of the marks that ``rated`` of them gave, 1 to 5 each."""

    yes: int = 0
    partly: int = 0
    no: int = 0
    rated: int = 0
    satisfied: int = 0

    @property
    def answers(self) -> int:
        """All answers."""
        return self.yes + self.partly + self.no

    @property
    def solved(self) -> float | None:
        """The share, 0 to 1, that said yes; None where nobody answered."""
        return self.yes / self.answers if self.answers else None

    @property
    def satisfaction(self) -> str | None:
        """The mean mark to one place, None where nobody gave one."""
        return f"{self.satisfied / self.rated:.1f}" if self.rated else None

    def plus(self, other: FollowupScore) -> FollowupScore:
        """Both together."""
        own, others = (self.yes, self.partly, self.no, self.rated, self.satisfied), other
        more = (others.yes, others.partly, others.no, others.rated, others.satisfied)
        return FollowupScore(*map(sum, zip(own, more, strict=True)))


def followup_scores(connection: Connection, since: datetime, until: datetime) -> dict[ArticleId, FollowupScore]:
    """What was answered from ``since`` on and before ``until`` (UTC without a zone), by article."""
    row = TicketFollowup
    counts = [func.sum(case((row.solved == what, 1), else_=0)) for what in Solved]
    columns = (row.language, row.key, *counts, func.count(row.satisfaction), func.sum(row.satisfaction))
    within = (row.answered_at >= since, row.answered_at < until)
    query = select(*columns).where(*within).group_by(row.language, row.key)
    found = connection.execute(query)
    return {ArticleId(code, key): FollowupScore(*(int(one or 0) for one in numbers)) for code, key, *numbers in found}
