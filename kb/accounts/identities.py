"""Whom an identity provider knows, and by which account we know them."""

from __future__ import annotations

from sqlalchemy import Connection, ForeignKey, Integer, String, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.accounts import Account, by_id
from kb.storage.database import Base

MAX_LENGTH = 300


class AccountIdentity(Base):
    """One row an identity: the issuer and the subject of its ID tokens (OpenID Connect Core 1.0, section 2)."""

    __tablename__ = "account_identities"

    issuer: Mapped[str] = mapped_column(String(MAX_LENGTH), primary_key=True)
    subject: Mapped[str] = mapped_column(String(MAX_LENGTH), primary_key=True)
    account: Mapped[int] = mapped_column(Integer, ForeignKey("accounts.id"), nullable=False, index=True)


def find(connection: Connection, issuer: str, subject: str) -> Account | None:
    """The account of an identity."""
    one = (AccountIdentity.issuer == issuer, AccountIdentity.subject == subject)
    number = connection.scalar(select(AccountIdentity.account).where(*one))
    return by_id(connection, number) if number is not None else None


def is_linked(connection: Connection, issuer: str, account: int) -> bool:
    """Whether ``account`` belongs to somebody whom ``issuer`` knows."""
    query = select(AccountIdentity.subject).where(AccountIdentity.issuer == issuer, AccountIdentity.account == account)
    return connection.scalar(query.limit(1)) is not None


def has_any(connection: Connection, account: int) -> bool:
    """Whether ``account`` belongs to somebody whom any issuer knows."""
    query = select(AccountIdentity.subject).where(AccountIdentity.account == account)
    return connection.scalar(query.limit(1)) is not None


def link(connection: Connection, issuer: str, subject: str, account: int) -> None:
    """Know an identity by ``account`` from now on; nothing happens where another request was first to."""
    try:
        with connection.begin_nested():
            connection.execute(insert(AccountIdentity).values(issuer=issuer, subject=subject, account=account))
    except IntegrityError:
        return


def unlink(connection: Connection, account: int) -> int:
    """Know nobody by ``account`` any more; how many identities led to it."""
    return connection.execute(delete(AccountIdentity).where(AccountIdentity.account == account)).rowcount
