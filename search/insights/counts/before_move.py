"""What another help centre had counted of articles before they came here, beside what is counted here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import Connection

from kb.catalog.article import ArticleId
from kb.exchange.writing.counted_before import CountedBefore
from kb.graphics.tables import Table
from kb.usage.views import views_since

COLUMNS = (
    *("article", "language", "key", "counted_by", "counted_until", "votes_there", "helpful_there"),
    *("views_there", "views_here", "views_in_all"),
)
ALWAYS = date(1970, 1, 1)
"""No view was counted before."""


def before_move_table(
    counted: Mapping[ArticleId, CountedBefore], connection: Connection, title: Callable[[ArticleId], str]
) -> Table:
    """The most viewed there first. Views here are those of all days, since those there have none."""
    here = views_since(connection, ALWAYS) if counted else {}
    rows = []
    for id_, one in sorted(counted.items(), key=lambda each: (-(each[1].views or 0), -(each[1].votes or 0), each[0])):
        share = one.helpful / one.votes if one.helpful is not None and one.votes else None
        views = here.get(id_, 0)
        there = (one.source, one.on, one.votes, share, one.views)
        rows.append((title(id_), *id_, *there, views, None if one.views is None else one.views + views))
    return Table(COLUMNS, rows)
