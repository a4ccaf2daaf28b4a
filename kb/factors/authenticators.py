"""The authenticator app of an account: its secret, sealed, and the step whose code was used last."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, DateTime, ForeignKey, Integer, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.accounts import AccountRow
from kb.storage.database import Base, insert_into


class AuthenticatorRow(Base):
    """One row an account; ``confirmed_at`` (UTC without a zone) is empty until a code of the app was right."""

    __tablename__ = "authenticators"

    account: Mapped[int] = mapped_column(ForeignKey(AccountRow.id), primary_key=True)
    secret: Mapped[str] = mapped_column(String(200), nullable=False)
    last_step: Mapped[int] = mapped_column(Integer, nullable=False)
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime)


@dataclass(frozen=True)
class Authenticator:
    """An app as it is read; ``sealed`` is its secret (``kb.factors.sealing``)."""

    sealed: str = field(repr=False)
    confirmed_at: datetime | None


def find(connection: Connection, account: int) -> Authenticator | None:
    """The app of ``account``, also one that was not confirmed yet."""
    row = connection.execute(select(AuthenticatorRow).where(AuthenticatorRow.account == account)).first()
    return Authenticator(row.secret, row.confirmed_at) if row else None


def owners(connection: Connection) -> frozenset[int]:
    """The accounts whose app was confirmed."""
    query = select(AuthenticatorRow.account).where(AuthenticatorRow.confirmed_at.is_not(None))
    return frozenset(connection.scalars(query))


def begin(connection: Connection, account: int, sealed: str) -> bool:
    """Keep the secret of an app that is still to be confirmed, in the place of an earlier one; False where there is one
    that was confirmed, which stays. Of two at the same time the later one is kept.
    """
    begun = insert_into(connection, AuthenticatorRow).values(account=account, secret=sealed, last_step=0)
    instead = begun.on_conflict_do_update(
        index_elements=["account"],
        set_={"secret": sealed, "last_step": 0},
        where=AuthenticatorRow.confirmed_at.is_(None),
    )
    return connection.scalar(instead.returning(AuthenticatorRow.account)) is not None


def use_step(connection: Connection, account: int, step: int) -> bool:
    """Use the code of ``step`` up; False where it or a later one was used before, also a moment ago by another."""
    fresh = (AuthenticatorRow.account == account, AuthenticatorRow.last_step < step)
    return connection.execute(update(AuthenticatorRow).where(*fresh).values(last_step=step)).rowcount == 1


def confirm(connection: Connection, now: datetime, account: int, sealed: str) -> bool:
    """Ask for its codes from now on; False where the secret is not ``sealed`` any more: another was begun meanwhile."""
    this = (AuthenticatorRow.account == account, AuthenticatorRow.secret == sealed)
    return connection.execute(update(AuthenticatorRow).where(*this).values(confirmed_at=now)).rowcount == 1


def remove(connection: Connection, account: int) -> bool:
    """Forget the app; whether there was one."""
    return connection.execute(delete(AuthenticatorRow).where(AuthenticatorRow.account == account)).rowcount > 0
