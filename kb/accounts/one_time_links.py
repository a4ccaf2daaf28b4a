"""Links that work once, for a day or an hour: to make the first administrator, and to choose a password."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, DateTime, ForeignKey, String, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.tokens import digest, new_secret
from kb.storage.database import Base

VALID, SHORT = timedelta(hours=24), timedelta(hours=1)
"""How long a link works: one that an administrator made, and one that anybody may have asked for."""
MOST = 3
"""So many links of one account work at the same time, where anybody may ask for them."""
FIRST = None
"""Whose link makes the first administrator: nobody's yet."""


class OneTimeLink(Base):
    """One row a link that was not used yet, by the hash of its secret."""

    __tablename__ = "one_time_links"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    expires_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)


def make(connection: Connection, now: datetime, account: int | None) -> str:
    """The secret of a new link for ``account`` or ``FIRST``; earlier ones for the same work no more."""
    earlier = OneTimeLink.account.is_(None) if account is FIRST else OneTimeLink.account == account
    connection.execute(delete(OneTimeLink).where((OneTimeLink.expires_at <= now) | earlier))
    return _insert(connection, account, now + VALID)


def add(connection: Connection, now: datetime, account: int) -> str | None:
    """The secret of a link for ``account`` beside those it has, for a short time; None where it has enough."""
    mine = (OneTimeLink.account == account, OneTimeLink.expires_at > now)
    count = connection.scalar(select(func.count()).select_from(OneTimeLink).where(*mine)) or 0
    return _insert(connection, account, now + SHORT) if count < MOST else None


def _insert(connection: Connection, account: int | None, expires_at: datetime) -> str:
    secret = new_secret()
    row = {"digest": digest(secret), "account": account, "expires_at": expires_at}
    connection.execute(insert(OneTimeLink).values(**row))
    return secret


def is_valid(connection: Connection, now: datetime, secret: str, *, first: bool) -> bool:
    """Whether a link of this kind can still be used."""
    return connection.execute(select(OneTimeLink.digest).where(*_this(now, secret, first))).first() is not None


def account_of(connection: Connection, now: datetime, secret: str) -> int | None:
    """Whose password a link that can still be used is for."""
    return connection.scalar(select(OneTimeLink.account).where(*_this(now, secret, False)))


def use(connection: Connection, now: datetime, secret: str, *, first: bool) -> bool:
    """Use a link up; False where it is forged, used or too old. Of two at the same time only one is told True."""
    used = delete(OneTimeLink).where(*_this(now, secret, first)).returning(OneTimeLink.digest)
    return connection.execute(used).first() is not None


def end_all(connection: Connection, account: int) -> None:
    """Make the links of ``account`` worthless."""
    connection.execute(delete(OneTimeLink).where(OneTimeLink.account == account))


def _this(now: datetime, secret: str, first: bool) -> list[ColumnElement[bool]]:
    kind = OneTimeLink.account.is_(None) if first else OneTimeLink.account.is_not(None)
    return [OneTimeLink.digest == digest(secret), OneTimeLink.expires_at > now, kind]
