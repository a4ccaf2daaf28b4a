"""Accounts of those who sign in: who they are and what they may; one administrator always remains."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, DateTime, Integer, Row, String, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts import teams
from kb.accounts.email_address import MAX_EMAIL, as_written, fold_email, is_email
from kb.core.errors import KbError
from kb.core.roles import Person, Role
from kb.core.text import shorten
from kb.storage.database import Base

MAX_NAME = 200
ROLES = {role.name.lower(): role for role in (Role.STAFF, Role.AUTHOR, Role.EDITOR, Role.ADMIN)}
"""The roles an account may have, by name; readers have none."""


class AccountError(KbError):
    """An account cannot be made or changed as was asked."""


class AccountRow(Base):
    """One row an account. They are disabled, never deleted: the history names them."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)
    email: Mapped[str] = mapped_column(String(MAX_EMAIL), nullable=False, unique=True)
    role: Mapped[str] = mapped_column(String(16), nullable=False)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    disabled: Mapped[bool] = mapped_column(Boolean, nullable=False)
    created_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    signed_in_at: Mapped[datetime | None] = mapped_column(DateTime)


@dataclass(frozen=True)
class Account:
    """An account as it is read; times are UTC without a zone, ``email`` is folded, no password: nobody can sign in;
    ``teams`` are the slugs of those it is in.
    """

    id: int
    name: str
    email: str
    role: Role
    password_hash: str | None = field(repr=False)
    disabled: bool
    created_at: datetime
    signed_in_at: datetime | None
    teams: frozenset[str] = frozenset()

    @property
    def person(self) -> Person:
        """Who they are to the pages."""
        return Person(self.role, self.name, self.email, self.id, teams=self.teams)


def add(
    connection: Connection, now: datetime, email: str, name: str, role: Role, password_hash: str | None = None
) -> Account:
    """Make an account.

    Raises:
        AccountError: there is one with this address already, or it is no address.

    """
    address = _checked(email)
    row = {"name": clean_name(name) or address, "email": address, "role": role.name.lower(), "disabled": False}
    try:
        with connection.begin_nested():
            connection.execute(insert(AccountRow).values(**row, password_hash=password_hash, created_at=now))
    except IntegrityError:
        raise AccountError(f"there is an account for {address} already") from None
    return get(connection, address)


def clean_name(name: str) -> str:
    """A name on one line, without anything that does not show, and not too long."""
    return " ".join("".join(character if character.isprintable() else " " for character in name).split())[:MAX_NAME]


def find(connection: Connection, email: str) -> Account | None:
    """The account with this address, written in whatever case.

    One that has it letter for letter comes first: two that older versions told apart and we do not any more both stay.
    """
    return _first(connection, AccountRow.email == as_written(email)) or _first(
        connection, AccountRow.email == fold_email(email)
    )


def get(connection: Connection, email: str) -> Account:
    """The account with this address.

    Raises:
        AccountError: there is none.

    """
    found = find(connection, email)
    if found is None:
        raise AccountError(f"there is no account for {shorten(email)}")
    return found


def by_id(connection: Connection, number: int) -> Account | None:
    """The account with this number."""
    return _first(connection, AccountRow.id == number)


def everyone(connection: Connection) -> list[Account]:
    """All accounts, in the order of their addresses."""
    found, rows = teams.of_accounts(connection), connection.execute(select(AccountRow).order_by(AccountRow.email))
    return [_account(row, found.get(row.id, frozenset())) for row in rows]


def names_of_disabled(connection: Connection) -> frozenset[str]:
    """By what disabled accounts are named elsewhere: names and addresses, folded as addresses; none that is shared."""
    rows = connection.execute(select(AccountRow.name, AccountRow.email, AccountRow.disabled)).all()
    here = {fold_email(text) for row in rows if not row.disabled for text in (row.name, row.email)}
    gone = {fold_email(text) for row in rows if row.disabled for text in (row.name, row.email)}
    return frozenset(gone - here)


def addresses_by_team(connection: Connection) -> dict[str, tuple[str, ...]]:
    """The addresses of those in each team who can sign in, by its slug."""
    found: dict[str, list[str]] = {}
    for account in everyone(connection):
        for slug in account.teams if not account.disabled else ():
            found.setdefault(slug, []).append(account.email)
    return {slug: tuple(addresses) for slug, addresses in found.items()}


def exist(connection: Connection) -> bool:
    """Whether there is any account."""
    return connection.scalar(select(AccountRow.id).limit(1)) is not None


def set_role(connection: Connection, account: Account, role: Role) -> None:
    """Give ``account`` another role.

    Raises:
        AccountError: they are the last administrator who can sign in.

    """
    if role < Role.ADMIN:
        _leave_an_admin(connection, account)
    _change(connection, account.id, role=role.name.lower())


def disable(connection: Connection, account: Account) -> None:
    """Let them sign in no more.

    Raises:
        AccountError: they are the last administrator who can.

    """
    _leave_an_admin(connection, account)
    _change(connection, account.id, disabled=True)


def enable(connection: Connection, account: Account) -> None:
    """Let them sign in again."""
    _change(connection, account.id, disabled=False)


def set_password_hash(connection: Connection, number: int, password_hash: str) -> None:
    """Replace the password of the account ``number``."""
    _change(connection, number, password_hash=password_hash)


def note_sign_in(connection: Connection, number: int, now: datetime) -> None:
    """The account ``number`` signed in."""
    _change(connection, number, signed_in_at=now)


def _checked(email: str) -> str:
    address = fold_email(email)
    if not is_email(address) or len(email) > MAX_EMAIL:
        raise AccountError(f"{shorten(email)} is not an e-mail address")
    return address


def _leave_an_admin(connection: Connection, account: Account) -> None:
    admins = select(AccountRow.id).where(AccountRow.role == "admin", AccountRow.disabled.is_(False))
    # In a fixed order and locked, so that two who demote each other at the same time do not both succeed. SQLite has no
    # such lock, and Python begins a transaction there with what is written first: what is read before may be over.
    if connection.dialect.name == "sqlite":
        _change(connection, account.id, role=AccountRow.role)
    remaining = list(connection.scalars(admins.order_by(AccountRow.id).with_for_update()))
    if remaining == [account.id]:
        raise AccountError(f"{account.email} is the last administrator; make another one first")


def _change(connection: Connection, number: int, **values: object) -> None:
    connection.execute(update(AccountRow).where(AccountRow.id == number).values(**values))


def _first(connection: Connection, where: ColumnElement[bool]) -> Account | None:
    row = connection.execute(select(AccountRow).where(where)).first()
    return _account(row, teams.of_account(connection, row.id)) if row else None


def _account(row: Row[Any], theirs: frozenset[str]) -> Account:
    names = ("id", "name", "email", "role", "password_hash", "disabled", "created_at", "signed_in_at")
    values = {name: getattr(row, name) for name in names}
    return Account(**{**values, "role": ROLES[values["role"]], "teams": theirs})
