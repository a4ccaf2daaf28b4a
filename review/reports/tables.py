"""The reports as tables: one shape for the page, for screen readers and for CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kb.graphics.tables import Cell, Table
from review.queue.policy import WAITING
from review.reports.figures import OUTCOMES, Age, Backlog, Done, Week

Number = Callable[[float], str]

REPORTS = ("freshness", "age", "owners", "categories", "reviews")
COLOURS: Mapping[str, str] = {
    **{str(state): colour for state, colour in zip(WAITING, ("wrong", "danger", "unknown", "warning"), strict=True)},
    **{str(kind): colour for kind, colour in zip(OUTCOMES, ("brand", "note", "warning", "unknown"), strict=True)},
}
"""What the parts of a bar are drawn in."""


def freshness_table(weeks: Sequence[Week]) -> Table:
    """Views by week and their share on fresh articles."""
    rows = [(week.start, week.views, week.fresh, week.share) for week in weeks]
    return Table(("week", "views", "fresh_views", "share"), rows)


def age_table(ages: Sequence[Age], number: Number = str, never: str = "never") -> Table:
    """Articles by months since their last review."""
    return Table(("months", "articles"), [(_months(age, number) or never, age.articles) for age in ages])


def backlog_table(what: str, entries: Sequence[Backlog], name_of: Callable[[str], str] = str) -> Table:
    """What waits, by state; ``what`` the entries are."""
    rows: list[tuple[Cell, ...]] = [
        (name_of(entry.name), *(entry.counts[state] for state in WAITING), entry.total) for entry in entries
    ]
    return Table((what, *map(str, WAITING), "total"), rows)


def reviews_table(weeks: Sequence[Done]) -> Table:
    """Reviews by week and what they came to."""
    rows: list[tuple[Cell, ...]] = [(week.start, *(week.counts[kind] for kind in OUTCOMES)) for week in weeks]
    return Table(("week", *map(str, OUTCOMES)), rows)


def _months(age: Age, number: Number) -> str:
    if age.low is None:
        return ""
    return f"{number(age.low)}+" if age.below is None else f"{number(age.low)}–{number(age.below - 1)}"
