"""The figures of the reports: pure functions of rows, decisions, views and the day.

Weeks begin on Monday; the last one is the week of the day itself, as far as it has come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from kb.catalog.article import Article, ArticleId
from kb.core.intervals import ReviewInterval
from review.decisions.decision import RESETS, Decision, DecisionKind, DecisionStatus
from review.queue.policy import WAITING, Intervals, ReviewState, days_of, later, proven
from review.queue.rows import Row

WEEKS = 26
HEADLINE_WEEKS = 4
AGES = (0, 3, 6, 9, 12, 18, 24)
OUTCOMES = (DecisionKind.REVIEWED, DecisionKind.EDITED, DecisionKind.NEEDS_UPDATE, DecisionKind.ARCHIVED)
"""What a review can come to; putting one off or handing it on is not doing it."""

WEEK = timedelta(days=7)
Span = tuple[date, date]
"""From a day on, until before another."""


@dataclass(frozen=True)
class Week:
    """How often articles were read in the week from ``start`` on, and how often such as were fresh that day."""

    start: date
    views: int = 0
    fresh: int = 0

    @property
    def share(self) -> float | None:
        """The share on fresh articles, 0 to 1; None where nothing was read."""
        return self.fresh / self.views if self.views else None


@dataclass(frozen=True)
class Age:
    """How many articles were reviewed ``low`` whole months ago or more and less than ``below``.

    ``below`` is None where there is no end, ``low`` as well where they were never reviewed.
    """

    low: int | None
    below: int | None
    articles: int


@dataclass(frozen=True)
class Backlog:
    """How many articles of one owner or category wait, by state."""

    name: str
    counts: Mapping[ReviewState, int]

    @property
    def total(self) -> int:
        """All that wait."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Done:
    """What the reviews of the week from ``start`` on came to."""

    start: date
    counts: Mapping[DecisionKind, int]


def first_week(today: date) -> date:
    """The Monday that the first of the ``WEEKS`` weeks begins on."""
    return today - timedelta(days=today.weekday()) - (WEEKS - 1) * WEEK


def first_moment(today: date) -> datetime:
    """When the first of the ``WEEKS`` weeks begins, as the history keeps time."""
    return datetime.combine(first_week(today), time())


def fresh_spans(
    articles: Iterable[Article],
    decisions: Iterable[Decision],
    intervals: Callable[[Article], Intervals],
    flagged: Mapping[ArticleId, date | None],
) -> dict[ArticleId, tuple[Span, ...]]:
    """When each article was fresh, as far as its reviews are known.

    Fresh is what ``policy.judge`` calls fresh, due soon or exempt; before the first known review an article is not, and
    from the day it was flagged on neither. Putting a review off changes nothing. Reviews are known from the file (the
    last one) and from ``decisions``; the intervals are those of now.
    """
    reviews: dict[ArticleId, set[date]] = {}
    for decision in decisions:
        if decision.kind in RESETS and decision.status is DecisionStatus.DONE:
            days = (decision.details.get("reviewed_on"), decision.details.get("previously_on"))
            reviews.setdefault(decision.article, set()).update(date.fromisoformat(day) for day in days if day)
    spans = {}
    for article in articles:
        known = reviews.get(article.id, set()) | ({article.last_reviewed_on} if article.last_reviewed_on else set())
        spans[article.id] = _spans(known, intervals(article), flagged.get(article.id) or date.max)
    return spans


def _spans(reviews: Iterable[date], intervals: Intervals, until: date) -> tuple[Span, ...]:
    if intervals.due.never:
        return ((date.min, until),)
    return tuple((day, min(days_of(day, intervals)[0] or date.max, until)) for day in reviews)


def weekly_share(
    views: Iterable[tuple[str, str, date, int]], spans: Mapping[ArticleId, Sequence[Span]], today: date
) -> list[Week]:
    """Views (language, key, day, count) by week, oldest first.

    What was read of articles without ``spans``, whose files are gone, is left out.
    """
    first = first_week(today)
    place = {first + timedelta(days=number): number for number in range(7 * WEEKS)}
    fresh_on = {(id_.language, id_.key): _days(known, first) for id_, known in spans.items()}
    total, fresh = [0] * len(place), [0] * len(place)
    for language, key, day, count in views:  # perhaps a million: little is done for each
        known, number = fresh_on.get((language, key)), place.get(day)
        if known is not None and number is not None:
            total[number] += count
            if known[number]:
                fresh[number] += count
    weeks = range(0, len(place), 7)
    return [
        Week(start, sum(total[n : n + 7]), sum(fresh[n : n + 7]))
        for start, n in zip(_starts(today), weeks, strict=True)
    ]


def _days(spans: Sequence[Span], first: date) -> bytes:
    """For each day of all weeks whether it lies in one of ``spans``."""
    found = bytearray(7 * WEEKS)
    for start, end in spans:
        low, high = (min(max((day - first).days, 0), len(found)) for day in (start, end))
        found[low:high] = b"\1" * (high - low)
    return bytes(found)


def headline(weeks: Sequence[Week]) -> tuple[float | None, float | None]:
    """The share of views on fresh articles in the last ``HEADLINE_WEEKS`` weeks, and in as many before them."""
    before, last = weeks[-2 * HEADLINE_WEEKS : -HEADLINE_WEEKS], weeks[-HEADLINE_WEEKS:]
    return _together(last).share, _together(before).share


def _together(weeks: Sequence[Week]) -> Week:
    return Week(weeks[0].start, sum(week.views for week in weeks), sum(week.fresh for week in weeks))


def ages(rows: Iterable[Row], today: date) -> list[Age]:
    """Articles by whole months since their last review, the youngest first and those never reviewed last.

    Articles that need no review are left out.
    """
    counts = Counter(
        _months_since(row.article.last_reviewed_on, today) for row in rows if row.state is not ReviewState.EXEMPT
    )
    bounds = zip(AGES, (*AGES[1:], None), strict=True)
    known = [
        Age(low, below, sum(n for months, n in counts.items() if _is_between(months, low, below)))
        for low, below in bounds
    ]
    return [*known, Age(None, None, counts[None])]


def _months_since(day: date | None, today: date) -> int | None:
    """Whole calendar months; None for no review, also one dated too far ahead to be true."""
    if (day := proven(day, today)) is None:
        return None
    months = max((today.year - day.year) * 12 + today.month - day.month, 0)
    return months - 1 if months and later(day, ReviewInterval(months=months)) > today else months


def _is_between(months: int | None, low: int, below: int | None) -> bool:
    return months is not None and low <= months and (below is None or months < below)


def backlog(rows: Iterable[Row], name_of: Callable[[Row], str]) -> list[Backlog]:
    """What waits by the name that ``name_of`` gives each row, most first; states in the order of ``WAITING``."""
    counts: dict[str, Counter[ReviewState]] = {}
    for row in rows:
        if row.state in WAITING:
            counts.setdefault(name_of(row), Counter())[row.state] += 1
    found = [Backlog(name, {state: states[state] for state in WAITING}) for name, states in counts.items()]
    return sorted(found, key=lambda entry: (-entry.total, entry.name))


def reviews_done(decisions: Iterable[Decision], today: date) -> list[Done]:
    """What was decided by week, oldest first; what was taken back does not count."""
    starts = _starts(today)
    counts: dict[date, Counter[DecisionKind]] = {start: Counter() for start in starts}
    for decision in decisions:
        day = decision.at.date()
        start = day - timedelta(days=day.weekday())
        if decision.status is DecisionStatus.DONE and decision.kind in OUTCOMES and start in counts:
            counts[start][decision.kind] += 1
    return [Done(start, {kind: counts[start][kind] for kind in OUTCOMES}) for start in starts]


def median_days_overdue(rows: Iterable[Row], today: date) -> float | None:
    """For how long the overdue articles have been that; None where none is."""
    days = [
        (today - row.verdict.overdue_on).days
        for row in rows
        if row.state is ReviewState.OVERDUE and row.verdict.overdue_on is not None
    ]
    return median(days) if days else None


def _starts(today: date) -> list[date]:
    return [first_week(today) + week * WEEK for week in range(WEEKS)]
