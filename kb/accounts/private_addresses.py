"""Addresses with a secret for programs that cannot sign in: a calendar, a feed reader.

Each account has at most one, kept as a hash, so that a new one ends the old. It opens what it is for and nothing else,
as far as the account may at that moment, and it ends with all other access (``kb.account_services.endings``) and
with another role.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, DateTime, ForeignKey, String, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.accounts import Account, AccountRow, by_id
from kb.accounts.tokens import digest, new_secret
from kb.storage.database import Base


class PrivateAddress(Base):
    """One row an account, with the hash of its secret."""

    __tablename__ = "private_addresses"

    account: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), nullable=False, unique=True)
    made_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)


def make(connection: Connection, now: datetime, account: int) -> str:
    """The secret of a new address of ``account``; the one before is over."""
    forget(connection, account)
    secret = new_secret()
    connection.execute(insert(PrivateAddress).values(account=account, digest=digest(secret), made_at=now))
    return secret


def find(connection: Connection, secret: str) -> Account | None:
    """Whose address has ``secret``; None where it is forged or over, or the account disabled."""
    query = select(PrivateAddress.account).join(AccountRow, AccountRow.id == PrivateAddress.account)
    this = (PrivateAddress.digest == digest(secret), AccountRow.disabled.is_(False))
    number = connection.scalar(query.where(*this))
    return by_id(connection, number) if number is not None else None


def made_at(connection: Connection, account: int) -> datetime | None:
    """When the address of ``account`` was made, UTC without a zone; None where there is none."""
    return connection.scalar(select(PrivateAddress.made_at).where(PrivateAddress.account == account))


def forget(connection: Connection, account: int) -> bool:
    """End the address of ``account``; whether there was one."""
    return connection.execute(delete(PrivateAddress).where(PrivateAddress.account == account)).rowcount > 0
