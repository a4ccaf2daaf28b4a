"""Sign-ins half done: the password was right, and the second factor is still to be shown.

The row is here and its secret in the signed cookie of one browser, so it can be ended and its tries counted, whatever
that browser keeps. It opens nothing but the page that asks for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    DateTime,
    ForeignKey,
    Integer,
    String,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.accounts import Account, AccountRow, by_id
from kb.accounts.tokens import digest, new_secret
from kb.factors.checking import has_factor
from kb.storage.database import Base

VALID, VALID_TO_SET_UP = timedelta(minutes=10), timedelta(minutes=30)
"""How long it may take to show a factor, and to set one up: an app may have to be found and installed first."""
SENT_TWICE = timedelta(seconds=10)
"""So long the form that finished a sign-in may come again: two clicks are two requests, of which the browser reads the
second answer alone.
"""
MOST_WRONG = 5


class HalfSignIn(Base):
    """One row a sign-in, by the hash of its secret; with ``keep`` the session will last. Times are UTC.

    Once it is done, ``entered_by`` is the hash of its secret with the code that finished it.
    """

    __tablename__ = "half_sign_ins"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey(AccountRow.id), nullable=False, index=True)
    keep: Mapped[bool] = mapped_column(Boolean, nullable=False)
    wrong: Mapped[int] = mapped_column(Integer, nullable=False)
    expires_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    entered_by: Mapped[str | None] = mapped_column(String(64))


@dataclass(frozen=True)
class HalfDone:
    """Who is half signed in, whether they want to stay so, and whether they have to set up a factor first."""

    account: Account
    keep: bool
    sets_up: bool


def begin(connection: Connection, now: datetime, account: int, keep: bool) -> str:
    """The secret of a new one of ``account``. Those that are over are cleared away."""
    connection.execute(delete(HalfSignIn).where(HalfSignIn.expires_at <= now))
    secret = new_secret()
    until = now + (VALID if has_factor(connection, account) else VALID_TO_SET_UP)
    row = {"digest": digest(secret), "account": account, "keep": keep, "wrong": 0, "expires_at": until}
    connection.execute(insert(HalfSignIn).values(**row))
    return secret


def find(connection: Connection, now: datetime, secret: str) -> HalfDone | None:
    """Whose sign-in ``secret`` is of; None where it is over, done, or the account disabled."""
    return _read(connection, now, secret, HalfSignIn.entered_by.is_(None))


def enter(connection: Connection, now: datetime, secret: str, typed: str) -> bool:
    """Finish a sign-in by the code that was ``typed``; False where it was over. Of two at a time only one is True."""
    values = {"entered_by": digest(secret + typed), "expires_at": now + SENT_TWICE}
    there = (HalfSignIn.digest == digest(secret), HalfSignIn.entered_by.is_(None))
    return connection.execute(update(HalfSignIn).where(*there).values(**values)).rowcount == 1


def entered(connection: Connection, now: datetime, secret: str, typed: str) -> HalfDone | None:
    """Whose sign-in was finished just now by this very code: the same form was sent twice."""
    return _read(connection, now, secret, HalfSignIn.entered_by == digest(secret + typed))


def count_wrong(connection: Connection, secret: str) -> None:
    """What was shown was wrong; after ``MOST_WRONG`` times the sign-in is over."""
    this = HalfSignIn.digest == digest(secret)
    connection.execute(update(HalfSignIn).where(this).values(wrong=HalfSignIn.wrong + 1))
    connection.execute(delete(HalfSignIn).where(this, HalfSignIn.wrong >= MOST_WRONG, HalfSignIn.entered_by.is_(None)))


def end(connection: Connection, secret: str) -> bool:
    """End a sign-in; False where it was over. Of two at the same time only one is told True."""
    there = (HalfSignIn.digest == digest(secret), HalfSignIn.entered_by.is_(None))
    return connection.execute(delete(HalfSignIn).where(*there)).rowcount == 1


def end_all(connection: Connection, account: int) -> None:
    """End those of ``account``."""
    connection.execute(delete(HalfSignIn).where(HalfSignIn.account == account))


def _read(connection: Connection, now: datetime, secret: str, which: ColumnElement[bool]) -> HalfDone | None:
    row = connection.execute(select(HalfSignIn).where(HalfSignIn.digest == digest(secret), which)).first()
    if row is None or row.expires_at <= now:
        return None
    account = by_id(connection, row.account)
    if account is None or account.disabled:
        return None
    return HalfDone(account, row.keep, sets_up=not has_factor(connection, account.id))
