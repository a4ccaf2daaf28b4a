"""The review queue: every published article with its state, the day it is due, its rank and why.

Pure: from the catalog, the rules, what people decided and what readers did to rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from email.utils import parseaddr
from typing import NamedTuple

from kb.accounts.email_address import fold_email
from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.catalog.originals import TranslationState, stand_of
from review.queue.complaints import DayOfVotes, ReadersFlag, readers_flag
from review.queue.policy import WAITING, ReviewState, Verdict, is_outdated, judge, proven
from review.queue.priority import NO_SIGNALS, Signals, priority, staleness
from review.queue.rules import Rules


@dataclass(frozen=True, slots=True)
class Standing:
    """What people decided about an article that its file does not say."""

    flagged_on: date | None = None
    flagged_by: str = ""
    flag: str = ""
    snoozed_until: date | None = None
    snooze: str = ""
    assignee: str = ""
    task: str = ""
    planned_on: date | None = None
    changed_on: date | None = None
    dismissed_on: date | None = None


NO_STANDING = Standing()


class Reason(NamedTuple):
    """One thing that puts a row where it stands; ``review.wording`` says it in words.

    ``number`` is one ``of`` so many in so many ``days``, where such are told.
    """

    code: str
    number: int = 0
    text: str = ""
    of: int = 0
    days: int = 0


_COUNTED = ("views", "unhelpful", "failed_searches", "links")


class Row(NamedTuple):
    """One article in the queue on the day ``today``; ``owner`` answers for it."""

    article: Article
    verdict: Verdict
    owner: str | None
    standing: Standing
    outdated: bool
    priority: float
    signals: Signals
    today: date
    readers_flag: ReadersFlag | None = None
    left: frozenset[str] = frozenset()

    @property
    def state(self) -> ReviewState:
        """Its state."""
        return self.verdict.state

    @property
    def responsible(self) -> str | None:
        """Who should act: the one it was assigned to, else the owner; nobody who can sign in no more."""
        return next((name for name in (self.standing.assignee, self.owner) if name and not self.has_left(name)), None)

    def has_left(self, name: str) -> bool:
        """Whether ``name``, a name or an address, is that of a disabled account."""
        return not self.left.isdisjoint({fold_email(name), fold_email(parseaddr(name)[1])})

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it is here in the queue; worked out for the rows that are shown, not for thousands that are not."""
        return tuple(_reasons(self))

    def is_open(self, today: date) -> bool:
        """Whether it is counted as waiting: it waits itself, or as a translation that nobody put off is outdated."""
        planned = self.standing.planned_on
        put_off = self.state is ReviewState.SNOOZED or (planned is not None and planned > today)
        return self.waits(today) or (self.outdated and not put_off)

    def waits(self, today: date) -> bool:
        """Whether somebody should act on ``today``: not yet where it is planned for later, but always when flagged."""
        planned = self.standing.planned_on
        later = planned is not None and planned > today and self.state is not ReviewState.FLAGGED
        return self.state in WAITING and not later

    @property
    def waiting_since(self) -> date | None:
        """The day from which it waits in its state, put off or not; None where it does not or nobody knows."""
        if self.state is ReviewState.FLAGGED:
            return self.standing.flagged_on or (self.readers_flag.on if self.readers_flag else None)
        began = {
            ReviewState.OVERDUE: self.verdict.overdue_on,
            ReviewState.NEVER_REVIEWED: self.article.published_on,
            ReviewState.DUE: self.verdict.due_on,
        }.get(self.state)
        days = (began, self.standing.snoozed_until, self.standing.planned_on) if self.state in WAITING else ()
        return max((day for day in days if day), default=None)


Complaints = Mapping[ArticleId, Mapping[str, Sequence[DayOfVotes]]]
"""What readers said of a text day by day, by article and content hash."""


@dataclass(frozen=True)
class Known:
    """What is known beside the files; ``left`` are the names and addresses of those who can sign in no more."""

    standings: Mapping[ArticleId, Standing] = field(default_factory=dict)
    signals: Mapping[ArticleId, Signals] = field(default_factory=dict)
    complaints: Complaints = field(default_factory=dict)
    left: frozenset[str] = frozenset()


def make_queue(catalog: Catalog, today: date, rules: Rules, known: Known) -> list[Row]:
    """Every published article of every audience, the one to begin with first."""
    rows = [make_row(article, catalog, today, rules, known) for article in catalog.published]
    return sorted(rows, key=lambda row: row.priority, reverse=True)  # stable: equals stay in the order of their ids


def make_row(article: Article, catalog: Catalog, today: date, rules: Rules, known: Known) -> Row:
    """One article's row."""
    owner = catalog.owner_of(article)
    standing = known.standings.get(article.id, NO_STANDING)
    signals = known.signals.get(article.id, NO_SIGNALS)
    reviewed_on = proven(article.last_reviewed_on, today)
    said = known.complaints.get(article.id, {}).get(article.content_hash, ())
    by_readers = readers_flag(said, today, reviewed_on, rules.readers_flag)
    verdict = judge(
        today,
        article.last_reviewed_on,
        rules.intervals(article, owner),
        published_on=article.published_on,
        flagged=standing.flagged_on is not None or by_readers is not None,
        snoozed_until=standing.snoozed_until,
    )
    since = reviewed_on or article.published_on
    outdated = _is_outdated(article, reviewed_on, catalog, known)
    rank = priority(staleness(verdict, since, today), signals, verdict.state)
    return Row(article, verdict, owner, standing, outdated, rank, signals, today, by_readers, known.left)


def _is_outdated(article: Article, reviewed_on: date | None, catalog: Catalog, known: Known) -> bool:
    if article.language == catalog.default_language:
        return False
    id_ = ArticleId(catalog.default_language, article.key)
    original = catalog.articles.get(id_)
    if original is None or not original.is_published:
        return False
    said = known.standings.get(id_, NO_STANDING)
    stand = stand_of(catalog, article)
    if stand.original is original and not stand.by_days:  # the file says itself which version it has
        is_settled = bool(said.dismissed_on and original.changed_on and original.changed_on <= said.dismissed_on)
        return stand.state is TranslationState.BEHIND and not is_settled
    seen = reviewed_on, article.changed_on
    # That a later change does not matter takes back nothing that was said of an earlier one.
    return is_outdated(*seen, said.changed_on, None) or is_outdated(*seen, original.updated_on, said.dismissed_on)


def _reasons(row: Row) -> Iterable[Reason]:
    article, standing, state = row.article, row.standing, row.state
    reviewed_on = proven(article.last_reviewed_on, row.today)
    since = reviewed_on or article.published_on
    if standing.flagged_on is not None:
        yield Reason("flagged", text=standing.flag)
    if row.readers_flag:
        flag = row.readers_flag
        yield Reason("complaints", flag.wrong, of=flag.votes, days=flag.days)
    if state is ReviewState.SNOOZED and standing.snoozed_until:
        yield Reason("snoozed", (standing.snoozed_until - row.today).days, standing.snooze)
    if state is ReviewState.EXEMPT:
        yield Reason("exempt")
    elif since is None:
        yield Reason("undated")
    elif reviewed_on is None:
        yield Reason("never_reviewed", max((row.today - since).days, 0))
    else:
        yield Reason("reviewed", max((row.today - since).days, 0))
    if row.outdated:
        yield Reason("outdated")
    if standing.task or standing.assignee:
        yield Reason("assigned", text=standing.task)
    responsible = standing.assignee or row.owner
    if responsible and row.has_left(responsible):
        yield Reason("left", text=responsible)
    yield from (Reason(code, number) for code in _COUNTED if (number := getattr(row.signals, code)))
