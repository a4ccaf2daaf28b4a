"""Who wants to hear of what: made, changed and switched off by administrators, with a line in the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from kb.accounts import audit_log
from kb.accounts.audit_log import AuditEvent
from kb.core.clock import Clock
from kb.core.errors import KbError
from kb.core.events import EventKind
from kb.core.roles import Person
from kb.factors.sealing import BrokenSealError, Sealing
from kb.storage.database import naive_utc
from kb.webhooks.outbox import kinds_in, repeat, tell_test
from kb.webhooks.signing import new_secret
from kb.webhooks.webhook_rows import MAX_URL, WebhookDelivery, WebhookMessage, WebhookSubscription

MOST = 20
BOTH_HOURS = 24
"""So long after a rotation what is sent is signed with the secret of before as well."""
BY_ADMIN, GONE = "admin", "gone"


class SubscriptionError(KbError):
    """A subscription cannot be made; the text is a word of ``wording.WRONG``."""


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
        row, now = WebhookSubscription, naive_utc(self._clock())
        with self._database.connect() as connection:
            query = select(row.secret, row.old_secret, row.old_until).where(row.id == number)
            secret, old, until = connection.execute(query).one()
        sealed = [secret, *([old] if old and until and until > now else [])]
        return tuple(self._sealing.open(one, number) for one in sealed)

    def add(self, by: Person, url: str, events: Iterable[str], *, internal: bool) -> tuple[int, str]:
        """Make one: its number, and its secret, which is shown now and never again.

        Raises:
            SubscriptionError: ``address``, ``events`` or ``most``: what is wrong.

        """
        address, kinds = checked(url), known(events)
        secret, now = new_secret(), naive_utc(self._clock())
        with self._database.begin() as connection:
            if (connection.scalar(select(func.count()).select_from(WebhookSubscription)) or 0) >= MOST:
                raise SubscriptionError("most")
            row = {"url": address, "events": kinds_in(kinds), "internal": internal, "secret": "", "old_secret": ""}
            made = insert(WebhookSubscription).values(**row, off="", made_at=now, made_by=by.name[:200])
            number = int(connection.execute(made).inserted_primary_key[0])  # type: ignore[index]
            sealed = self._sealing.seal(secret, number)
            self._set(connection, number, secret=sealed)
            audit_log.record(connection, now, AuditEvent.WEBHOOK_ADDED, by, urlsplit(address).hostname or "")
        return number, secret

    def change(self, by: Person, one: Subscription, events: Iterable[str], *, internal: bool) -> None:
        """Have it hear of others.

        Raises:
            SubscriptionError: ``events``: there is none.

        """
        kinds = known(events)
        self._act(by, one, AuditEvent.WEBHOOK_CHANGED, events=kinds_in(kinds), internal=internal)

    def rotate(self, by: Person, one: Subscription) -> str:
        """Give it another secret, which is told; for a day both count."""
        secret, now = new_secret(), naive_utc(self._clock())
        after = self._sealing.seal(secret, one.id)
        try:
            before = self._sealing.seal(self.secrets_of(one.id)[0], one.id)
        except BrokenSealError:  # then nobody can sign with it any more
            before = ""
        until = now + timedelta(hours=BOTH_HOURS)
        self._act(by, one, AuditEvent.WEBHOOK_CHANGED, secret=after, old_secret=before, old_until=until)
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
        columns = (row.message, message.kind, message.at, row.state, row.attempts, row.next_at, row.status, row.detail)
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
            self._set(connection, one.id, **values)
            audit_log.record(connection, naive_utc(self._clock()), event, by, one.host)

    def _set(self, connection: Connection, number: int, **values: object) -> None:
        connection.execute(update(WebhookSubscription).where(WebhookSubscription.id == number).values(**values))


def switch_off(connection: Connection, number: int) -> None:
    """It is gone: the receiver says so."""
    connection.execute(update(WebhookSubscription).where(WebhookSubscription.id == number).values(off=GONE))


def checked(url: str) -> str:
    """The address where it can be one.

    Raises:
        SubscriptionError: ``address``.

    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SubscriptionError("address") from None
    is_plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url and len(url) <= MAX_URL
    is_whole = parts.scheme in ("https", "http") and parts.hostname and port != 0 and "@" not in parts.netloc
    if not (is_plain and is_whole):
        raise SubscriptionError("address")
    return url


def known(events: Iterable[str]) -> list[str]:
    """Those of ``events`` that there are.

    Raises:
        SubscriptionError: ``events``: there is none of them.

    """
    found = [str(kind) for kind in EventKind if kind in set(events)]
    if not found:
        raise SubscriptionError("events")
    return found


def _shown(row: Any) -> Subscription:
    names = ("id", "url", "internal", "off", "made_at", "made_by")
    return Subscription(**{name: row[name] for name in names}, events=frozenset(row["events"].split()))
