"""What is kept of webhooks: who wants to hear of what, what happened, and how far each was told. Times are UTC without
a zone.
"""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    delete,
    exists,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from kb.storage.database import Base
from kb.storage.retention import RetentionRule

MAX_URL, MAX_DETAIL, KEPT_DAYS = 2_000, 300, 30


class WebhookSubscription(Base):
    """One receiver. ``events`` with blanks between them; the secrets are sealed by the key of the data folder, those of
    before a rotation with the times (ISO 8601) until which they count, the oldest first. ``off`` says why it hears
    nothing (``admin``, ``gone``), empty while it does.
    """

    __tablename__ = "webhook_subscriptions"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    url: Mapped[str] = mapped_column(String(MAX_URL), nullable=False)
    events: Mapped[str] = mapped_column(Text, nullable=False)
    internal: Mapped[bool] = mapped_column(Boolean, nullable=False)
    secret: Mapped[str] = mapped_column(String(300), nullable=False)
    old_secrets: Mapped[list[list[str]]] = mapped_column(JSON, nullable=False)
    off: Mapped[str] = mapped_column(String(16), nullable=False)
    made_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    made_by: Mapped[str] = mapped_column(String(200), nullable=False)


class WebhookMessage(Base):
    """One thing that happened, with the very body that is sent: ``id`` stays the same however often that is.
    ``is_public``: it is about nothing but what everybody may read.
    """

    __tablename__ = "webhook_messages"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), nullable=False)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False, index=True)
    body: Mapped[str] = mapped_column(Text, nullable=False)
    is_public: Mapped[bool] = mapped_column(Boolean, nullable=False)


class WebhookDelivery(Base):
    """How far one receiver was told of one thing: ``waiting``, ``sent``, or ``failed`` after the last try."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (Index("ix_webhook_deliveries_due", "state", "next_at"),)

    message: Mapped[str] = mapped_column(ForeignKey("webhook_messages.id"), primary_key=True)
    subscription: Mapped[int] = mapped_column(ForeignKey("webhook_subscriptions.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(16), nullable=False)
    next_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    attempts: Mapped[int] = mapped_column(Integer, nullable=False)
    status: Mapped[int | None] = mapped_column(Integer)
    detail: Mapped[str] = mapped_column(String(MAX_DETAIL), nullable=False)


class WebhookCatalog(Base):
    """Which articles receivers were told of last, for the scope of what everybody may read or of all: ``known`` is
    packed JSON. ``revision`` lets one process alone tell of a change.
    """

    __tablename__ = "webhook_catalogs"

    scope: Mapped[str] = mapped_column(String(16), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, nullable=False)
    known: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)


def forget_before(connection: Connection, day: date) -> int:
    """Delete what happened before ``day``, told or not; how much it was."""
    old = select(WebhookMessage.id).where(WebhookMessage.at < datetime.combine(day, time()))
    connection.execute(delete(WebhookDelivery).where(WebhookDelivery.message.in_(old)))
    unused = ~exists().where(WebhookDelivery.message == WebhookMessage.id)
    gone = delete(WebhookMessage).where(WebhookMessage.at < datetime.combine(day, time()), unused)
    return connection.execute(gone).rowcount


def retention() -> tuple[RetentionRule, ...]:
    """How long deliveries are shown and can be repeated."""
    return (RetentionRule("deliveries of webhooks", KEPT_DAYS, forget_before),)
