"""Who is signed in: one row a session, so that each can be ended, whatever cookies are still about."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Boolean, Connection, DateTime, ForeignKey, String, delete, func, insert, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.accounts import Account, AccountRow, by_id
from kb.accounts.tokens import digest, new_secret
from kb.storage.database import Base

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=30)
SEEN_NOTED = timedelta(minutes=5)


class AccountSession(Base):
    """One row a session, by the hash of its key; with ``keep`` it may rest longer than ``IDLE``."""

    __tablename__ = "account_sessions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("accounts.id"), nullable=False, index=True)
    keep: Mapped[bool] = mapped_column(Boolean, nullable=False)
    seen_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    expires_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)


def begin(connection: Connection, now: datetime, account: int, keep: bool) -> str:
    """A new session of ``account``; its key. Those that are over are cleared away."""
    connection.execute(delete(AccountSession).where(AccountSession.expires_at <= now))
    key = new_secret()
    row = {"digest": digest(key), "account": account, "keep": keep, "seen_at": now, "expires_at": now + LONGEST}
    connection.execute(insert(AccountSession).values(**row))
    return key


def find(connection: Connection, now: datetime, key: str, *, note: bool = True) -> Account | None:
    """Whose session ``key`` is; None where it was ended, is too old or the account was disabled.

    ``note``: that it was seen now, which a database that cannot be written has no room for.
    """
    this = AccountSession.digest == digest(key)
    query = select(AccountSession).join(AccountRow, AccountRow.id == AccountSession.account)
    row = connection.execute(query.where(this, AccountRow.disabled.is_(False))).first()
    if row is None or row.expires_at <= now or (not row.keep and row.seen_at + IDLE <= now):
        return None
    if note and abs(now - row.seen_at) > SEEN_NOTED:
        connection.execute(update(AccountSession).where(this).values(seen_at=now))
    return by_id(connection, row.account)


def begun_at(connection: Connection, key: str) -> datetime | None:
    """When the session ``key`` began; None where there is none."""
    expires = connection.scalar(select(AccountSession.expires_at).where(AccountSession.digest == digest(key)))
    return expires - LONGEST if expires else None


def last_seen(connection: Connection) -> dict[int, datetime]:
    """When each account that has a session was seen last, to ``SEEN_NOTED``."""
    query = select(AccountSession.account, func.max(AccountSession.seen_at)).group_by(AccountSession.account)
    return {row[0]: row[1] for row in connection.execute(query)}


def count_valid(connection: Connection, now: datetime, account: int) -> int:
    """In how many browsers an account is signed in."""
    rested = or_(AccountSession.keep.is_(True), AccountSession.seen_at > now - IDLE)
    valid = (AccountSession.account == account, AccountSession.expires_at > now, rested)
    return connection.scalar(select(func.count()).select_from(AccountSession).where(*valid)) or 0


def end(connection: Connection, key: str) -> None:
    """End one session."""
    connection.execute(delete(AccountSession).where(AccountSession.digest == digest(key)))


def end_all(connection: Connection, account: int, but: str = "") -> None:
    """End the sessions of an account, all but that with the key ``but``."""
    others = (AccountSession.account == account, AccountSession.digest != digest(but))
    connection.execute(delete(AccountSession).where(*others))
