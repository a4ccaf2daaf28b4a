"""Who wants to hear of what: made, changed and switched off by administrators, with a line in the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, delete, func, insert, select, text, update

from kb.accounts import audit_log
from kb.accounts.audit_log import AuditEvent
from kb.core.clock import Clock
from kb.core.roles import Person
from kb.factors.sealing import BrokenSealError, Sealing
from kb.storage.database import naive_utc
from kb.webhooks.outbox import keep_back, kinds_in, repeat, tell_test
from kb.webhooks.signing import new_secret
from kb.webhooks.typed import SubscriptionError, checked, known
from kb.webhooks.webhook_rows import WebhookDelivery, WebhookMessage, WebhookSubscription

MOST = 20
BOTH_HOURS = 24
"""So long after a rotation what is sent is signed with the secret of before as well."""
MOST_OLD = 3
"""So many of before count at once: the first, which the receiver is most likely to have, and the last ones."""
TWICE = timedelta(seconds=30)
"""Who asks for the same once more within that pressed a button twice, and sees what the first time made."""
BY_ADMIN, GONE = "admin", "gone"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One receiver; ``off`` says why it hears nothing."""

    id: int
    url: str
    events: frozenset[str]
    internal: bool
    off: str
    made_at: datetime
    made_by: str

    @property
    def host(self) -> str:
        """What of its address is no secret."""
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True, slots=True)
class ShownDelivery:
    """How far a receiver was told of one thing."""

    message: str
    kind: str
    at: datetime
    state: str
    attempts: int
    next_at: datetime
    status: int | None
    detail: str
    is_public: bool


class Subscriptions:
    """Those of one site; ``sealing`` keeps their secrets."""

    def __init__(self, database: Engine, clock: Clock, sealing: Sealing) -> None:
        self._database, self._clock, self._sealing = database, clock, sealing

    def everyone(self) -> list[Subscription]:
        """All, the oldest first."""
        with self._database.connect() as connection:
            rows = connection.execute(select(WebhookSubscription).order_by(WebhookSubscription.id)).mappings()
            return [_shown(row) for row in rows]

    def find(self, number: int) -> Subscription | None:
        """The one with this number."""
        with self._database.connect() as connection:
            query = select(WebhookSubscription).where(WebhookSubscription.id == number)
            row = connection.execute(query).mappings().first()
        return _shown(row) if row else None

    def secrets_of(self, number: int) -> tuple[str, ...]:
        """The secrets in force, the newest first.

        Raises:
            BrokenSealError: they were sealed by another key.

        """
        row = WebhookSubscription
        with self._database.connect() as connection:
            query = select(row.secret, row.old_secrets).where(row.id == number)
            secret, old = connection.execute(query).one()
        sealed = [secret, *(one for one, _ in reversed(_in_force(old, naive_utc(self._clock()))))]
        return tuple(self._sealing.open(one, number) for one in sealed)

    def add(self, by: Person, url: str, events: Iterable[str], *, internal: bool) -> tuple[int, str]:
        """Make one: its number, and its secret, which is shown now and never again; of one that was made a moment ago
        in the same words it is that one's.

        Raises:
            SubscriptionError: ``address``, ``events`` or ``most``: what is wrong.

        """
        address, kinds = checked(url), known(events)
        secret, now, one = new_secret(), naive_utc(self._clock()), WebhookSubscription
        with self._database.begin() as connection:
            _one_at_a_time(connection)
            mine = (one.made_by == by.name[:200], one.made_at > now - TWICE)
            same = (one.url == address, one.events == kinds_in(kinds), one.internal == internal, *mine)
            if made := connection.execute(select(one.id, one.secret).where(*same)).first():
                return made.id, self._sealing.open(made.secret, made.id)
            if (connection.scalar(select(func.count()).select_from(WebhookSubscription)) or 0) >= MOST:
                raise SubscriptionError("most")
            row = {"url": address, "events": kinds_in(kinds), "internal": internal, "secret": "", "old_secrets": []}
            new = insert(WebhookSubscription).values(**row, off="", made_at=now, made_by=by.name[:200])
            number = int(connection.execute(new).inserted_primary_key[0])  # type: ignore[index]
            sealed = self._sealing.seal(secret, number)
            self._set(connection, number, secret=sealed)
            audit_log.record(connection, now, AuditEvent.WEBHOOK_ADDED, by, urlsplit(address).hostname or "")
        return number, secret

    def change(self, by: Person, one: Subscription, events: Iterable[str], *, internal: bool) -> None:
        """Have it hear of others.

        Raises:
            SubscriptionError: ``events``: there is none.

        """
        values = {"events": kinds_in(known(events)), "internal": internal}
        with self._database.begin() as connection:
            self._noted(connection, by, one, AuditEvent.WEBHOOK_CHANGED, **values)
            if not internal:
                keep_back(connection, one.id)

    def rotate(self, by: Person, one: Subscription) -> str:
        """Give it another secret, which is told; those of before count for a day. A moment later it is the same one:
        who clicked twice sees one that counts.
        """
        row, now, secret = WebhookSubscription, naive_utc(self._clock()), new_secret()
        until = now + timedelta(hours=BOTH_HOURS)
        with self._database.begin() as connection:
            _one_at_a_time(connection)
            sealed, old = connection.execute(select(row.secret, row.old_secrets).where(row.id == one.id)).one()
            kept = _in_force(old, now)
            try:
                before = self._sealing.open(sealed, one.id)
                if kept and datetime.fromisoformat(kept[-1][1]) > until - TWICE:
                    return before
                kept.append([sealed, until.isoformat()])
            except BrokenSealError:
                kept = []  # nobody can sign with any of them any more
            kept = [*kept[:1], *kept[1:][1 - MOST_OLD :]]
            values = {"secret": self._sealing.seal(secret, one.id), "old_secrets": kept}
            self._noted(connection, by, one, AuditEvent.WEBHOOK_CHANGED, **values)
        return secret

    def switch(self, by: Person, one: Subscription, *, on: bool) -> None:
        """Have it hear nothing, or all that happens from now on and what still waits."""
        self._act(by, one, AuditEvent.WEBHOOK_CHANGED, off="" if on else BY_ADMIN)

    def remove(self, by: Person, one: Subscription) -> None:
        """Take it away with its deliveries."""
        now = naive_utc(self._clock())
        with self._database.begin() as connection:
            connection.execute(delete(WebhookDelivery).where(WebhookDelivery.subscription == one.id))
            connection.execute(delete(WebhookSubscription).where(WebhookSubscription.id == one.id))
            audit_log.record(connection, now, AuditEvent.WEBHOOK_REMOVED, by, one.host)

    def deliveries(self, number: int, most: int) -> list[ShownDelivery]:
        """What it was told last, the newest first."""
        row, message = WebhookDelivery, WebhookMessage
        how_far = (row.state, row.attempts, row.next_at, row.status, row.detail)
        columns = (row.message, message.kind, message.at, *how_far, message.is_public)
        query = select(*columns).join(message, message.id == row.message).where(row.subscription == number)
        with self._database.connect() as connection:
            found = connection.execute(query.order_by(message.at.desc(), message.id).limit(most)).all()
        return [ShownDelivery(*one) for one in found]

    def repeat(self, one: Subscription, message: str) -> bool:
        """Tell it once more; whether there is such a message."""
        with self._database.begin() as connection:
            return repeat(connection, message, one.id, self._clock())

    def test(self, one: Subscription) -> None:
        """Tell it that it is told."""
        with self._database.begin() as connection:
            tell_test(connection, one.id, self._clock())

    def _act(self, by: Person, one: Subscription, event: AuditEvent, **values: object) -> None:
        with self._database.begin() as connection:
            self._noted(connection, by, one, event, **values)

    def _noted(
        self, connection: Connection, by: Person, one: Subscription, event: AuditEvent, **values: object
    ) -> None:
        self._set(connection, one.id, **values)
        audit_log.record(connection, naive_utc(self._clock()), event, by, one.host)

    def _set(self, connection: Connection, number: int, **values: object) -> None:
        connection.execute(update(WebhookSubscription).where(WebhookSubscription.id == number).values(**values))


def _one_at_a_time(connection: Connection) -> None:
    """Whoever makes or changes secrets meanwhile waits: of two clicks the second has to see what the first made."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"LOCK TABLE {WebhookSubscription.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))
    else:  # SQLite lets one write at a time, from its first change on
        connection.execute(update(WebhookSubscription).where(WebhookSubscription.id == 0).values(off=""))


def switch_off(connection: Connection, number: int) -> None:
    """It is gone: the receiver says so."""
    connection.execute(update(WebhookSubscription).where(WebhookSubscription.id == number).values(off=GONE))


def _in_force(old: list[list[str]], now: datetime) -> list[list[str]]:
    return [one for one in old if datetime.fromisoformat(one[1]) > now]


def _shown(row: Any) -> Subscription:
    names = ("id", "url", "internal", "off", "made_at", "made_by")
    return Subscription(**{name: row[name] for name in names}, events=frozenset(row["events"].split()))
