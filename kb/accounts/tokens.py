"""Secrets we hand out and keep only as a hash, and among them the API tokens of an account.

They are 32 random bytes, so SHA-256 without salt is enough: there is nothing to guess. A token may do what its scopes
say and never more than its account may at that moment.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, DateTime, ForeignKey, Integer, Row, Select, String, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.accounts import AccountRow
from kb.core.roles import Action
from kb.storage.database import Base

PREFIX = "kb_"  # so that scanners of repositories and logs can find one that leaked
MAX_NAME = 100
MAX_DAYS = 366
USE_NOTED = timedelta(minutes=5)


class Scope(StrEnum):
    """What a token is for."""

    SEARCH = "search"
    SUGGEST = "suggest"
    TICKETS = "tickets"
    REVIEW = "review"
    INSIGHTS = "insights"
    PROPOSE = "propose"


READING = frozenset({Action.READ, Action.READ_INTERNAL, Action.READ_TEAMS})
ALLOWED: Mapping[Scope, frozenset[Action]] = MappingProxyType(
    {
        Scope.SEARCH: READING,
        Scope.SUGGEST: READING | {Action.ANSWER},
        Scope.TICKETS: frozenset({Action.READ, Action.REPORT_TICKETS}),
        Scope.REVIEW: READING | {Action.REVIEW},
        Scope.INSIGHTS: READING | {Action.INSIGHTS, Action.EXPORT},
        Scope.PROPOSE: READING | {Action.WRITE},
    }
)
"""The actions of each scope; docs/roles.md shows them."""


class ApiToken(Base):
    """One row a token, by its hash; ``scopes`` with blanks between them. Times are UTC without a zone."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    account: Mapped[int] = mapped_column(ForeignKey("accounts.id"), nullable=False, index=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)
    digest: Mapped[str] = mapped_column(String(64), nullable=False, unique=True)
    scopes: Mapped[str] = mapped_column(String(100), nullable=False)
    created_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    expires_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    used_at: Mapped[datetime | None] = mapped_column(DateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime)


@dataclass(frozen=True)
class IssuedToken:
    """A token as its owner sees it later: all but the secret itself."""

    id: int
    account: int
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None

    @property
    def actions(self) -> frozenset[Action]:
        """What may be asked for with it."""
        return frozenset(action for scope in self.scopes for action in ALLOWED[scope])


def new_secret() -> str:
    """A secret nobody can guess, fit for an address."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def make(
    connection: Connection, now: datetime, account: int, name: str, scopes: Iterable[Scope], expires_at: datetime
) -> str:
    """A new token of ``account``, to be shown once."""
    secret = PREFIX + new_secret()
    row = {"account": account, "name": name, "scopes": " ".join(sorted(scopes)), "digest": digest(secret)}
    connection.execute(insert(ApiToken).values(**row, created_at=now, expires_at=expires_at))
    return secret


def find(connection: Connection, now: datetime, secret: str) -> IssuedToken | None:
    """The token that ``secret`` is, unless it is forged, revoked or too old or its account was disabled."""
    query = _valid(now).join(AccountRow, AccountRow.id == ApiToken.account)
    row = connection.execute(query.where(ApiToken.digest == digest(secret), AccountRow.disabled.is_(False))).first()
    return _token(row) if row else None


def note_use(connection: Connection, now: datetime, token: IssuedToken) -> None:
    """Remember when a token was used last, to the five minutes."""
    if token.used_at is None or abs(now - token.used_at) > USE_NOTED:
        connection.execute(update(ApiToken).where(ApiToken.id == token.id).values(used_at=now))


def of_account(connection: Connection, now: datetime, account: int) -> list[IssuedToken]:
    """The tokens of an account that are valid, newest first."""
    query = _valid(now).where(ApiToken.account == account).order_by(ApiToken.id.desc())
    return [_token(row) for row in connection.execute(query)]


def of_everybody(connection: Connection, now: datetime) -> list[IssuedToken]:
    """All tokens that are valid, newest first."""
    return [_token(row) for row in connection.execute(_valid(now).order_by(ApiToken.id.desc()))]


def revoke(connection: Connection, now: datetime, account: int, number: int) -> str | None:
    """Make a token of ``account`` worthless; its name, None where there is no such valid one."""
    mine = (ApiToken.id == number, ApiToken.account == account, ApiToken.revoked_at.is_(None))
    return connection.scalar(update(ApiToken).where(*mine).values(revoked_at=now).returning(ApiToken.name))


def revoke_all(connection: Connection, now: datetime, account: int) -> int:
    """Make all tokens of ``account`` worthless; how many were still good."""
    good = (ApiToken.account == account, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now)
    return connection.execute(update(ApiToken).where(*good).values(revoked_at=now)).rowcount


def _valid(now: datetime) -> Select[Any]:
    return select(ApiToken).where(ApiToken.revoked_at.is_(None), ApiToken.expires_at > now)


def _token(row: Row[Any]) -> IssuedToken:
    scopes = frozenset(map(Scope, row.scopes.split()))
    return IssuedToken(row.id, row.account, row.name, scopes, row.created_at, row.expires_at, row.used_at)
