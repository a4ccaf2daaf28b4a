"""What is to be told to whom: written in the transaction in which it happened, taken off when the other side has it.

A try is claimed for a while first, so that no two processes send the same; should one die in between, another tries
again. So a receiver may hear of one thing twice, by the same id, and of none never.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from kb.core.clock import Clock
from kb.core.events import SiteEvent, Tell
from kb.core.text import one_line
from kb.storage.database import naive_utc
from kb.webhooks.webhook_rows import MAX_DETAIL, WebhookDelivery, WebhookMessage, WebhookSubscription

WAITING, SENT, FAILED = "waiting", "sent", "failed"
TEST = "webhook.test"
CLAIMED = timedelta(minutes=2)
PAUSES = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds before the next try, each with a fifth more or less; three days altogether, then somebody has to look."""
JITTER = 0.2
LONGEST_HOLD = timedelta(days=1)
MOST_WAITING = 100_000
"""Of one receiver; more than that it hears nothing new before some has gone."""


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """One thing that one receiver is to be told now; ``attempts`` counts this one."""

    message: str
    subscription: int
    body: str
    attempts: int


def teller(clock: Clock) -> Tell:
    """What rooms tell events with."""

    def tell(connection: Connection, event: SiteEvent) -> None:
        tell_each(connection, [event], clock())

    return tell


def tell_each(
    connection: Connection, events: Iterable[SiteEvent], now: datetime, *, internal: bool | None = None
) -> int:
    """Have whoever wants to hear them told of ``events``; how many deliveries that makes.

    ``internal``: only those who hear of what is for staff as well, or only those who do not.
    """
    listening = _listening(connection, internal)
    if not listening:
        return 0
    messages, deliveries = [], []
    for event in events:
        wanted = [id_ for id_, kinds, inside in listening if event.kind in kinds and (inside or event.is_public)]
        if wanted:
            message = _message(str(event.kind), dict(event.data), now, event.is_public)
            messages.append(message)
            deliveries += [_waiting(message["id"], one, now) for one in wanted]
    if messages:
        connection.execute(insert(WebhookMessage), messages)
        connection.execute(insert(WebhookDelivery), deliveries)
    return len(deliveries)


def tell_test(connection: Connection, subscription: int, now: datetime) -> None:
    """Have one receiver told of nothing but that it is one."""
    message = _message(TEST, {}, now)
    connection.execute(insert(WebhookMessage), [message])
    connection.execute(insert(WebhookDelivery), [_waiting(message["id"], subscription, now)])


def claim_due(connection: Connection, now: datetime, without: Collection[int] = ()) -> DueDelivery | None:
    """One that is due, claimed for whoever asks; None where nothing is but for the subscriptions ``without``."""
    row, at = WebhookDelivery, naive_utc(now)
    due = (row.state == WAITING, row.next_at <= at)
    one = WebhookSubscription
    hears = (one.off == "", one.id.not_in(without), _may_hear())  # asked now: what it may hear can change meanwhile
    wanted = select(row.message, row.subscription, row.attempts, WebhookMessage.body)
    wanted = wanted.join(WebhookMessage, WebhookMessage.id == row.message).join(one, one.id == row.subscription)
    wanted = wanted.where(*due, *hears)
    wanted = wanted.order_by(row.next_at).limit(5).with_for_update(of=row, skip_locked=True)
    for message, subscription, attempts, body in connection.execute(wanted).all():
        mine = update(row).where(row.message == message, row.subscription == subscription, *due)
        if connection.execute(mine.values(next_at=at + CLAIMED, attempts=attempts + 1)).rowcount:
            return DueDelivery(message, subscription, body, attempts + 1)
    return None


def unsent(connection: Connection) -> tuple[int, int]:
    """How many deliveries wait, and how many were given up and are still kept; of receivers that are off, none."""
    row = WebhookDelivery
    hears = select(WebhookSubscription.id).where(WebhookSubscription.off == "")
    counts = select(row.state, func.count()).where(row.state != SENT, row.subscription.in_(hears)).group_by(row.state)
    found = {str(state): int(number) for state, number in connection.execute(counts)}
    return found.get(WAITING, 0), found.get(FAILED, 0)


def note_sent(connection: Connection, due: DueDelivery, now: datetime, status: int) -> None:
    """The receiver has it."""
    _note(connection, due, state=SENT, next_at=naive_utc(now), status=status, detail="")


def note_failed(
    connection: Connection,
    due: DueDelivery,
    now: datetime,
    status: int | None,
    why: str,
    chance: Callable[[], float],
    hold: timedelta = timedelta(),
) -> None:
    """It has not: it is tried again, not before ``hold`` is over, or given up after the last time. ``chance`` gives
    numbers from 0 to 1.
    """
    is_over = due.attempts > len(PAUSES)
    seconds = 0 if is_over else PAUSES[due.attempts - 1] * (1 + JITTER * (2 * chance() - 1))
    pause = max(timedelta(seconds=seconds), min(hold, LONGEST_HOLD))
    state, detail = FAILED if is_over else WAITING, one_line(why, MAX_DETAIL)
    _note(connection, due, state=state, next_at=naive_utc(now) + pause, status=status, detail=detail)


def let_rest(connection: Connection, subscription: int, now: datetime, pause: timedelta) -> None:
    """Send nothing else to a receiver for ``pause``: it hangs, or asked for that, and others must not wait for it.

    In a transaction of its own: it locks its rows in the order of their keys, so that two who do the same wait for
    each other and not both.
    """
    row, until = WebhookDelivery, naive_utc(now) + min(pause, LONGEST_HOLD)
    waiting = (row.subscription == subscription, row.state == WAITING, row.next_at < until)
    locked = select(row.message).where(*waiting).order_by(row.message).with_for_update()
    connection.execute(update(row).where(*waiting, row.message.in_(locked)).values(next_at=until))


def repeat(connection: Connection, message: str, subscription: int, now: datetime) -> bool:
    """Send one again, under the same id, as often as at first; whether there is such a delivery of what it may hear."""
    row, one = WebhookDelivery, WebhookSubscription
    heard = select(WebhookMessage.id).join(one, one.id == subscription).where(WebhookMessage.id == message, _may_hear())
    again = update(row).where(row.message.in_(heard), row.subscription == subscription)
    return bool(connection.execute(again.values(state=WAITING, attempts=0, next_at=naive_utc(now))).rowcount)


def keep_back(connection: Connection, subscription: int) -> None:
    """Drop what waits for a receiver and is for staff, of which it is to hear nothing more."""
    row = WebhookDelivery
    hidden = select(WebhookMessage.id).where(WebhookMessage.is_public.is_(False))
    mine = (row.subscription == subscription, row.state == WAITING, row.message.in_(hidden))
    connection.execute(delete(row).where(*mine))


def _may_hear() -> ColumnElement[bool]:
    return or_(WebhookMessage.is_public, WebhookSubscription.internal)


def _listening(connection: Connection, internal: bool | None) -> list[tuple[int, frozenset[str], bool]]:
    row = WebhookSubscription
    wanted = select(row.id, row.events, row.internal).where(row.off == "")
    if internal is not None:
        wanted = wanted.where(row.internal == internal)
    found = connection.execute(wanted).all()
    if not found:
        return []
    delivery = WebhookDelivery
    counts = select(delivery.subscription, func.count()).where(delivery.state == WAITING)
    waiting = {row[0]: row[1] for row in connection.execute(counts.group_by(delivery.subscription))}
    return [
        (id_, frozenset(kinds.split()), inside) for id_, kinds, inside in found if waiting.get(id_, 0) < MOST_WAITING
    ]


def _message(kind: str, data: dict[str, object], now: datetime, is_public: bool = True) -> dict[str, object]:
    at = now.astimezone(UTC)
    body = {"type": kind, "timestamp": f"{at:%Y-%m-%dT%H:%M:%S}Z", "data": data}
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    names = {"id": f"msg_{secrets.token_hex(16)}", "kind": kind, "at": naive_utc(now)}
    return {**names, "body": text, "is_public": is_public}


def _waiting(message: object, subscription: int, now: datetime) -> dict[str, object]:
    names = {"message": message, "subscription": subscription, "state": WAITING, "next_at": naive_utc(now)}
    return {**names, "attempts": 0, "status": None, "detail": ""}


def _note(connection: Connection, due: DueDelivery, **values: object) -> None:
    row = WebhookDelivery
    mine = (row.message == due.message, row.subscription == due.subscription)
    connection.execute(update(row).where(*mine).values(**values))


def kinds_in(events: Sequence[str]) -> str:
    """Kinds of events as a row keeps them."""
    return " ".join(sorted(set(events)))
