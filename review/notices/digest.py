"""What each owner should hear of: the rows of the queue that wait for them, without what they were told before.

Pure; ``review.notices.letter`` puts it into words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from review.notices.sent_notices import Fact
from review.queue.policy import WAITING, ReviewState
from review.queue.rows import Row

OUTDATED, PROPOSED = "outdated", "proposed"
GROUPS = (*(str(state) for state in WAITING), OUTDATED)
"""The groups of a digest, the most important first."""
MOST = 50
"""Articles named in one digest; the others come in the next, so that a first run buries nobody."""
SHORT = 5
"""Articles named as due soon."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row with all that is to be told of it, the most important first."""

    row: Row
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ToApprove:
    """A proposal that waits for the owner of its category: ``number`` is its own, ``title`` that of the article."""

    fact: Fact
    number: int
    title: str
    by: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What one owner (None: nobody's articles) has not heard yet: the news by group, and what is due soon.

    ``proposed`` waits for their approval.
    ``others`` wait as well, known from before or left for next time; ``facts`` are what this digest tells.
    """

    owner: str | None
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    soon: tuple[Row, ...]
    others: int
    facts: tuple[Fact, ...]
    proposed: tuple[ToApprove, ...] = ()


def by_owner(rows: Sequence[Row], today: date, default_language: str) -> dict[str | None, list[Waiting]]:
    """What waits on ``today`` for each responsible owner, in the order of ``rows`` (the most important first).

    What is exempt, snoozed or planned for later waits for nobody, unless it is flagged.
    """
    originals = {row.article.key: row for row in rows if row.article.language == default_language}
    found: dict[str | None, list[Waiting]] = {}
    for row in rows:
        if facts := tuple(_facts(row, today, originals.get(row.article.key))):
            found.setdefault(row.responsible, []).append(Waiting(row, facts))
    return found


def make_digest(
    owner: str | None, waiting: Iterable[Waiting], told: AbstractSet[Fact], proposed: Iterable[ToApprove] = ()
) -> Digest | None:
    """The digest of what was not ``told``; None where there is no news.

    That something will be due soon is told along with other news, and is none by itself.
    """
    waiting = list(waiting)
    soon = [item for item in waiting if item.facts[0].state == ReviewState.DUE_SOON]
    now = [item for item in waiting if item.facts[0].state != ReviewState.DUE_SOON]
    news = [(item.row, new) for item in now if (new := [fact for fact in item.facts if fact not in told])]
    news.sort(key=lambda entry: GROUPS.index(entry[1][0].state))  # stable: by priority within a group
    named = news[:MOST]
    to_approve = tuple(one for one in proposed if one.fact not in told)[:MOST]
    if not named and not to_approve:
        return None
    groups = {group: tuple(row for row, new in named if new[0].state == group) for group in GROUPS}
    coming = sorted((item for item in soon if item.facts[0] not in told), key=lambda item: item.facts[0].since)[:SHORT]
    return Digest(
        owner,
        tuple((group, rows) for group, rows in groups.items() if rows),
        tuple(item.row for item in coming),
        len(now) - len(named),
        (
            *(one.fact for one in to_approve),
            *(fact for _, new in named for fact in new),
            *(item.facts[0] for item in coming),
        ),
        to_approve,
    )


def _facts(row: Row, today: date, original: Row | None) -> Iterable[Fact]:
    standing = row.standing
    if row.waits(today):
        yield _fact(row, row.state, row.waiting_since)
    if row.state in (ReviewState.EXEMPT, ReviewState.SNOOZED) or (standing.planned_on and standing.planned_on > today):
        return
    if row.outdated and original:
        # What comes back from a snooze, or was planned for a day, is news on that day.
        yield _fact(row, OUTDATED, _right_until(row, original), standing.snoozed_until, standing.planned_on)
    elif row.state is ReviewState.DUE_SOON:
        yield _fact(row, ReviewState.DUE_SOON, row.verdict.due_on)


def _fact(row: Row, state: str, *days: date | None) -> Fact:
    since = max((day for day in days if day), default=None)
    return Fact(row.article.id, str(state), since.isoformat() if since else "")


def _right_until(row: Row, original: Row) -> date | None:
    """The last day on which somebody stood for a translation; it stays the same however often the original changes."""
    seen = row.article.last_reviewed_on or row.article.changed_on
    changed_on, dismissed_on = original.standing.changed_on, original.standing.dismissed_on
    if changed_on and (seen is None or changed_on > seen):
        return seen
    return max((day for day in (seen, dismissed_on) if day), default=None)
