"""Which messages are due to go which way, and what is noted of a try: the outbox in the database.

What is to be sent is written in the transaction that keeps the message, and taken off only when the other side has
taken it over. A try is claimed for a while first, so that no two processes send the same; should one die in between,
another tries again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, case, func, select, update

from kb.core.text import one_line
from kb.messages.message_rows import ContactDelivery
from kb.storage.database import naive_utc

WAITING, SENT, FAILED = "waiting", "sent", "failed"
CLAIMED = timedelta(minutes=5)
PAUSES = (1, 2, 5, 15, 30, 60, 120, 240, 480, 720, 720, 720, 720, 720)
"""Minutes before the next try; three days and a half altogether, then somebody has to look."""


class DeliveryWay(StrEnum):
    """Where a message goes."""

    MAIL = "mail"
    """To the team."""
    WEBHOOK = "webhook"
    CONFIRMATION = "confirmation"
    """To the customer: that it arrived."""


def claim_due(connection: Connection, now: datetime) -> tuple[str, DeliveryWay] | None:
    """One that is due, claimed for whoever asks: the reference of its message and its way; None where nothing is."""
    row, at = ContactDelivery, naive_utc(now)
    due = (row.state == WAITING, row.next_at <= at)
    wanted = select(row.message, row.way).where(*due).order_by(row.next_at).limit(5)
    for message, way in connection.execute(wanted.with_for_update(skip_locked=True)).all():
        mine = update(row).where(row.message == message, row.way == way, *due)
        if connection.execute(mine.values(next_at=at + CLAIMED, attempts=row.attempts + 1)).rowcount:
            return message, DeliveryWay(way)
    return None


def note_sent(connection: Connection, message: str, way: DeliveryWay, now: datetime) -> None:
    """The other side has taken it over."""
    _note(connection, message, way, state=SENT, next_at=naive_utc(now), detail="")


def note_failed(connection: Connection, message: str, way: DeliveryWay, now: datetime, why: str) -> bool:
    """It did not go; whether it is given up."""
    row = ContactDelivery
    of_it = (row.message == message, row.way == str(way))
    tries = connection.scalar(select(row.attempts).where(*of_it)) or 1
    is_over = tries > len(PAUSES)
    pause = timedelta(minutes=0 if is_over else PAUSES[tries - 1])
    values = {"state": FAILED if is_over else WAITING, "next_at": naive_utc(now) + pause, "detail": one_line(why, 300)}
    _note(connection, message, way, **values)
    return is_over


def unsent(connection: Connection) -> Mapping[str, int]:
    """How many wait to be sent, by way, and under ``failed`` how many were given up."""
    row = ContactDelivery
    name = case((row.state == FAILED, FAILED), else_=row.way)
    query = select(name, func.count()).where(row.state != SENT).group_by(name)
    return {str(way): number for way, number in connection.execute(query)}


def try_again(connection: Connection, message: str, now: datetime) -> int:
    """Have what did not go yet tried at once, as often as at first; how many ways that are."""
    row = ContactDelivery
    again = update(row).where(row.message == message, row.state != SENT)
    return connection.execute(again.values(state=WAITING, attempts=0, next_at=naive_utc(now))).rowcount


def _note(connection: Connection, message: str, way: DeliveryWay, **values: object) -> None:
    row = ContactDelivery
    connection.execute(update(row).where(row.message == message, row.way == str(way)).values(**values))
