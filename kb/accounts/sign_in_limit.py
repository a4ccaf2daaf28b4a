"""How often somebody may try to sign in: a few times at once, then ever more slowly, never not at all.

Tries are counted in the database, so that processes share them, before the password is looked at, so that many at the
same time gain nothing. Of who tried, only a hash is kept, and that for a day.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, DateTime, Integer, String, case, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.tokens import digest
from kb.core.networks import household
from kb.storage.database import Base, insert_into

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=5)
FORGOTTEN = timedelta(hours=24)


class SignInTries(Base):
    """How often it was tried for one account or from one address, without success since."""

    __tablename__ = "sign_in_tries"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int] = mapped_column(Integer, nullable=False)
    tried_at: Mapped[datetime] = mapped_column(DateTime, nullable=False, index=True)
    blocked_until: Mapped[datetime] = mapped_column(DateTime, nullable=False)


class TooManyTriesError(Exception):
    """It was tried too often; ``seconds`` to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Subject:
    """Whose tries are counted together; ``free`` of them go without a wait."""

    name: str
    free: int

    @property
    def digest(self) -> str:
        """What is kept of them."""
        return digest(self.name)

    def wait(self, tries: int) -> timedelta:
        """How long to wait after so many."""
        doubled = min(tries - self.free, 10)
        return min(FIRST_WAIT * 2**doubled, LONGEST_WAIT) if doubled >= 0 else timedelta()


def account_subject(email: str) -> Subject:
    """The tries for one account, whether there is one or not."""
    return Subject(f"account {email}", 5)


def device_subject(key: str, account: int) -> Subject:
    """The tries for an account in a browser where it signed in before, or where it is signed in."""
    return Subject(f"device {digest(key)} {account}", 5)


def address_subject(address: str) -> Subject:
    """The tries from one address; an IPv6 network of the size one household gets counts as one."""
    return Subject(f"address {household(address)}", 20)


def code_subject(account: int) -> Subject:
    """The codes of a second factor that are tried for one account."""
    return Subject(f"code {account}", 5)


def device_code_subject(key: str, account: int) -> Subject:
    """The same in a browser where it signed in before."""
    return Subject(f"code device {digest(key)} {account}", 5)


def reset_subject(address: str) -> Subject:
    """How often links for a new password were asked for from one address."""
    return Subject(f"reset {household(address)}", 5)


def count_try(connection: Connection, now: datetime, subject: Subject) -> None:
    """Count one more try.

    Raises:
        TooManyTriesError: it is too early for one.

    """
    first = insert_into(connection, SignInTries).values(
        subject=subject.digest, tries=1, tried_at=now, blocked_until=now
    )
    # A wait longer than the longest was written before the clock was put back: it does not count.
    open_again = or_(SignInTries.blocked_until <= now, SignInTries.blocked_until > now + LONGEST_WAIT)
    more = case((SignInTries.tried_at < now - FORGOTTEN, 1), else_=SignInTries.tries + 1)
    counted = first.on_conflict_do_update(
        index_elements=["subject"], set_={"tries": more, "tried_at": now}, where=open_again
    )
    tries = connection.scalar(counted.returning(SignInTries.tries))
    this = SignInTries.subject == subject.digest
    if tries is None:
        until = connection.scalar(select(SignInTries.blocked_until).where(this)) or now
        raise TooManyTriesError(max(1, math.ceil((until - now).total_seconds())))
    connection.execute(update(SignInTries).where(this).values(blocked_until=now + subject.wait(tries)))


def forget(connection: Connection, now: datetime, counted: Subject, address: Subject | None) -> None:
    """It was the right password: ``counted`` starts anew, its try does not count for the address; old ones go."""
    start_anew(connection, counted)
    connection.execute(delete(SignInTries).where(SignInTries.tried_at < now - FORGOTTEN))
    if address is not None:
        fewer = update(SignInTries).where(SignInTries.subject == address.digest)
        connection.execute(fewer.values(tries=SignInTries.tries - 1, blocked_until=now))


def start_anew(connection: Connection, subject: Subject) -> None:
    """Forget how often it was tried."""
    connection.execute(delete(SignInTries).where(SignInTries.subject == subject.digest))
