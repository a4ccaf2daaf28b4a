"""Teams of those who sign in: each has a slug that files name it by and a name that people read, and who is in it.

A slug is given once and never changed: files of articles have it. Roles say what somebody may do, teams only what is
theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, DateTime, ForeignKey, Integer, String, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from kb.core.errors import KbError
from kb.core.text import shorten
from kb.core.values import MAX_SLUG, is_slug
from kb.storage.database import Base

MAX_NAME = 100
MOST_TEAMS = 200
RESERVED = frozenset({"public", "internal", "closed", "nobody", "all", "everyone", "none"})
"""What files say of an audience or an owner in another sense."""


class TeamError(KbError):
    """A team cannot be made or changed as was asked."""


class TeamRow(Base):
    """One row a team."""

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    slug: Mapped[str] = mapped_column(String(MAX_SLUG), nullable=False, unique=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)
    created_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)


class TeamMember(Base):
    """One row for each account in a team."""

    __tablename__ = "team_members"

    team: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)


@dataclass(frozen=True, slots=True)
class Team:
    """A team as it is read; ``members`` are numbers of accounts, those that are disabled among them."""

    id: int
    slug: str
    name: str
    members: frozenset[int] = frozenset()


def may_be_called(slug: str) -> bool:
    """Whether files may name a team by ``slug``."""
    return is_slug(slug) and slug not in RESERVED


def add(connection: Connection, now: datetime, slug: str, name: str) -> Team:
    """Make a team; without a ``name``, which is clean, it is called by its slug.

    Raises:
        TeamError: the slug is none, is taken, or there are ``MOST_TEAMS``.

    """
    if not may_be_called(slug):
        raise TeamError(f"{shorten(slug)} is no slug: up to {MAX_SLUG} of a-z, 0-9 and single hyphens, like support-eu")
    if (connection.scalar(select(func.count()).select_from(TeamRow)) or 0) >= MOST_TEAMS:
        raise TeamError(f"there are {MOST_TEAMS} teams already, which is the most")
    row = {"slug": slug, "name": name[:MAX_NAME] or slug, "created_at": now}
    try:
        with connection.begin_nested():
            connection.execute(insert(TeamRow).values(**row))
    except IntegrityError:
        raise TeamError(f"there is a team {slug} already") from None
    return get(connection, slug)


def everyone(connection: Connection) -> list[Team]:
    """All teams, in the order of their names."""
    members: dict[int, set[int]] = {}
    for team, account in connection.execute(select(TeamMember.team, TeamMember.account)):
        members.setdefault(team, set()).add(account)
    rows = connection.execute(select(TeamRow.id, TeamRow.slug, TeamRow.name))
    found = [Team(row.id, row.slug, row.name, frozenset(members.get(row.id, ()))) for row in rows]
    return sorted(found, key=lambda team: (team.name.casefold(), team.slug))


def get(connection: Connection, slug: str) -> Team:
    """The team with this slug.

    Raises:
        TeamError: there is none.

    """
    found = next((team for team in everyone(connection) if team.slug == slug), None)
    if found is None:
        raise TeamError(f"there is no team {shorten(slug)}")
    return found


def slugs(connection: Connection) -> frozenset[str]:
    """The slugs of all teams."""
    return frozenset(connection.scalars(select(TeamRow.slug)))


def of_account(connection: Connection, account: int) -> frozenset[str]:
    """The slugs of the teams that the account ``account`` is in."""
    return of_accounts(connection, account).get(account, frozenset())


def of_accounts(connection: Connection, account: int | None = None) -> dict[int, frozenset[str]]:
    """The slugs of the teams of each account that is in one; of one account alone where one is given."""
    query = select(TeamMember.account, TeamRow.slug).join(TeamRow, TeamRow.id == TeamMember.team)
    found: dict[int, set[str]] = {}
    for number, slug in connection.execute(query if account is None else query.where(TeamMember.account == account)):
        found.setdefault(number, set()).add(slug)
    return {number: frozenset(theirs) for number, theirs in found.items()}


def rename(connection: Connection, team: Team, name: str) -> None:
    """Call ``team`` by another ``name``, which is clean; its slug stays.

    Raises:
        TeamError: there is nothing of the name.

    """
    if not name:
        raise TeamError("a team needs a name")
    connection.execute(update(TeamRow).where(TeamRow.id == team.id).values(name=name[:MAX_NAME]))


def remove(connection: Connection, team: Team) -> None:
    """Take ``team`` away, and everybody out of it."""
    connection.execute(delete(TeamMember).where(TeamMember.team == team.id))
    connection.execute(delete(TeamRow).where(TeamRow.id == team.id))


def put_in(connection: Connection, team: Team, account: int) -> bool:
    """Put an account into ``team``; False where it is there."""
    try:
        with connection.begin_nested():
            connection.execute(insert(TeamMember).values(team=team.id, account=account))
    except IntegrityError:
        return False
    return True


def take_out(connection: Connection, team: Team, account: int) -> bool:
    """Take an account out of ``team``; False where it is not there."""
    this = (TeamMember.team == team.id, TeamMember.account == account)
    return connection.execute(delete(TeamMember).where(*this)).rowcount > 0
