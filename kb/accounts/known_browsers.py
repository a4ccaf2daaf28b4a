"""Browsers in which somebody signed in before: each has tries of its own, which nobody else can use up.

Whoever polls with wrong passwords uses up the tries for the account of those who come anew, and keeps out nobody who
was here. The cookie is a secret that works for one account or a few who share a browser; it lets nobody in. At each
sign-in it is made anew, so one planted or copied before is worthless (OWASP calls this "device cookies").
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, DateTime, ForeignKey, String, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.tokens import digest, new_secret
from kb.storage.database import Base

VALID = timedelta(days=365)
MOST = 50
"""So many browsers of one account are known, the last ones."""


class AccountDevice(Base):
    """One row a browser and account, by the hash of the secret in its cookie."""

    __tablename__ = "account_devices"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)
    expires_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)


def renew(connection: Connection, now: datetime, key: str, account: int) -> str:
    """The new secret of the browser that had ``key`` (or none), where ``account`` signed in now; the old is over."""
    connection.execute(delete(AccountDevice).where(AccountDevice.expires_at <= now))
    here, made = AccountDevice.digest == digest(key), new_secret()
    connection.execute(delete(AccountDevice).where(here, AccountDevice.account == account))
    connection.execute(update(AccountDevice).where(here).values(digest=digest(made)))
    row = {"digest": digest(made), "account": account, "expires_at": now + VALID}
    connection.execute(insert(AccountDevice).values(**row))
    mine = AccountDevice.account == account
    newest = select(AccountDevice.digest).where(mine).order_by(AccountDevice.expires_at.desc()).limit(MOST)
    connection.execute(delete(AccountDevice).where(mine, AccountDevice.digest.not_in(list(connection.scalars(newest)))))
    return made


def is_known(connection: Connection, now: datetime, key: str, account: int) -> bool:
    """Whether ``account`` signed in before in the browser that has ``key``."""
    this = (AccountDevice.digest == digest(key), AccountDevice.account == account, AccountDevice.expires_at > now)
    return connection.execute(select(AccountDevice.digest).where(*this)).first() is not None


def forget_all(connection: Connection, account: int) -> None:
    """Know no browser of ``account`` any more."""
    connection.execute(delete(AccountDevice).where(AccountDevice.account == account))
