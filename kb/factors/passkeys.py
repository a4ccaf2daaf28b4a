"""The passkeys of accounts: WebAuthn credentials in phones, computers and security keys, each with a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    Row,
    String,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.accounts import AccountRow
from kb.accounts.tokens import digest
from kb.storage.database import Base

MOST = 20
MAX_NAME, MAX_CREDENTIAL = 100, 1400
"""A credential's ID has at most 1023 bytes (WebAuthn, section 4), here in base64url."""


class PasskeyRow(Base):
    """One row a passkey; ``user_handle`` is what it knows its account by: random, the same for all of an account."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    account: Mapped[int] = mapped_column(ForeignKey(AccountRow.id), nullable=False, index=True)
    digest: Mapped[str] = mapped_column(String(64), nullable=False, unique=True)
    credential: Mapped[str] = mapped_column(String(MAX_CREDENTIAL), nullable=False)
    user_handle: Mapped[str] = mapped_column(String(100), nullable=False)
    name: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)
    public_key: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    sign_count: Mapped[int] = mapped_column(BigInteger, nullable=False)
    made_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    used_at: Mapped[datetime | None] = mapped_column(DateTime)


@dataclass(frozen=True)
class NewCredential:
    """What an authenticator made: its ID in base64url, its public key (COSE), and how often it signed."""

    credential: str
    public_key: bytes
    sign_count: int


@dataclass(frozen=True)
class Passkey:
    """A passkey as it is read; times are UTC without a zone."""

    id: int
    account: int
    credential: str
    user_handle: str
    name: str
    public_key: bytes
    sign_count: int
    made_at: datetime
    used_at: datetime | None


def add(connection: Connection, now: datetime, account: int, handle: str, name: str, made: NewCredential) -> bool:
    """Keep a passkey of ``account``; False where somebody has it already, or the account has enough."""
    if len(of_account(connection, account)) >= MOST:
        return False
    known_by = {"account": account, "user_handle": handle, "name": name, "made_at": now}
    row = {"credential": made.credential, "public_key": made.public_key, "sign_count": made.sign_count}
    try:
        with connection.begin_nested():
            connection.execute(insert(PasskeyRow).values(**known_by, **row, digest=digest(made.credential)))
    except IntegrityError:
        return False
    return True


def of_account(connection: Connection, account: int) -> list[Passkey]:
    """The passkeys of ``account``, oldest first."""
    query = select(PasskeyRow).where(PasskeyRow.account == account).order_by(PasskeyRow.id)
    return [_passkey(row) for row in connection.execute(query)]


def owners(connection: Connection) -> frozenset[int]:
    """The accounts that have any."""
    return frozenset(connection.scalars(select(PasskeyRow.account).distinct()))


def find(connection: Connection, credential: str) -> Passkey | None:
    """The passkey with this ID."""
    row = connection.execute(select(PasskeyRow).where(PasskeyRow.digest == digest(credential))).first()
    return _passkey(row) if row else None


def note_use(connection: Connection, now: datetime, passkey: Passkey, sign_count: int) -> bool:
    """Keep how often it signed; False where another sign-in noted as many or more in the meantime."""
    this = [PasskeyRow.id == passkey.id, PasskeyRow.sign_count == passkey.sign_count]
    values = {"sign_count": sign_count, "used_at": now}
    return connection.execute(update(PasskeyRow).where(*this).values(**values)).rowcount == 1


def remove(connection: Connection, account: int, number: int) -> str | None:
    """Forget a passkey of ``account``; its name, None where there is no such."""
    mine = (PasskeyRow.id == number, PasskeyRow.account == account)
    return connection.scalar(delete(PasskeyRow).where(*mine).returning(PasskeyRow.name))


def remove_all(connection: Connection, account: int) -> int:
    """Forget all passkeys of ``account``; how many there were."""
    return connection.execute(delete(PasskeyRow).where(PasskeyRow.account == account)).rowcount


def _passkey(row: Row[Any]) -> Passkey:
    known = (row.id, row.account, row.credential, row.user_handle, row.name)
    return Passkey(*known, row.public_key, row.sign_count, row.made_at, row.used_at)
