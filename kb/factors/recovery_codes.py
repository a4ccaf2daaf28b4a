"""Ten codes for the day on which the phone is gone: each works once, and only its hash is kept.

A code has 80 random bits, so that SHA-256 is enough, as for other secrets of ours (``kb.accounts.tokens``).
"""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, ForeignKey, String, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.accounts import AccountRow
from kb.accounts.tokens import digest
from kb.storage.database import Base

COUNT = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz123456789"
"""32 that nobody takes for each other in print: without ``i``, ``l``, ``o`` and ``0``."""
_GROUPS, _GROUP = 4, 4


class RecoveryCode(Base):
    """One row a code that was not used yet."""

    __tablename__ = "recovery_codes"

    account: Mapped[int] = mapped_column(ForeignKey(AccountRow.id), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)


def make(connection: Connection, account: int) -> list[str]:
    """New codes of ``account``, to be shown once; those of before are worthless, also of a moment ago by another."""
    connection.execute(select(AccountRow.id).where(AccountRow.id == account).with_for_update())  # one after the other
    remove(connection, account)
    codes = ["-".join(_group() for _ in range(_GROUPS)) for _ in range(COUNT)]
    connection.execute(insert(RecoveryCode), [{"account": account, "digest": _digest(code)} for code in codes])
    return codes


def use(connection: Connection, account: int, typed: str) -> bool:
    """Use a code up; False where it is none or was used. Of two at the same time only one is told True."""
    this = (RecoveryCode.account == account, RecoveryCode.digest == _digest(typed))
    return connection.execute(delete(RecoveryCode).where(*this)).rowcount == 1


def count(connection: Connection, account: int) -> int:
    """How many are left."""
    mine = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account == account)
    return connection.scalar(mine) or 0


def remove(connection: Connection, account: int) -> None:
    """Make the codes of ``account`` worthless."""
    connection.execute(delete(RecoveryCode).where(RecoveryCode.account == account))


def _group() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_GROUP))


def _digest(typed: str) -> str:
    """The same however a code is written: capitals, blanks and hyphens do not matter."""
    return digest("".join(character for character in typed.lower() if character.isalnum()))
