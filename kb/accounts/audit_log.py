"""The audit log: who signed in, changed a role, made a token, exported; never with a password or a token in it.

What reviewers decided is in a history of its own (``review.decisions.history``). Entries are only ever added,
and deleted when they are too old.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    DateTime,
    Engine,
    Integer,
    String,
    delete,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from kb.core.roles import Person
from kb.core.setting_groups import RetentionSettings
from kb.storage.database import Base, naive_utc, said_by
from kb.storage.retention import RetentionRule

logger = logging.getLogger(__name__)

MAX_NAME, MAX_ABOUT = 200, 320
MOST_NAMES = 500


class AuditEvent(StrEnum):
    """What happened."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    ACCOUNT_ADDED = "account_added"
    ROLE_CHANGED = "role_changed"
    DISABLED = "disabled"
    ENABLED = "enabled"
    PASSWORD_SET = "password_set"  # noqa: S105 - the name of an event
    LINK_MADE = "link_made"
    RESET_ASKED = "reset_asked"
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    FACTOR_TAKEN = "factor_taken"
    CODES_MADE = "codes_made"
    UNLINKED = "unlinked"
    TOKEN_MADE = "token_made"  # noqa: S105
    TOKEN_REVOKED = "token_revoked"  # noqa: S105
    ADDRESS_MADE = "address_made"
    ADDRESS_REVOKED = "address_revoked"
    TEAM_ADDED = "team_added"
    TEAM_RENAMED = "team_renamed"
    TEAM_REMOVED = "team_removed"
    TEAM_JOINED = "team_joined"
    TEAM_LEFT = "team_left"
    EXPORTED = "exported"
    PROPOSED = "proposed"
    APPROVED = "approved"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    PUBLISHED_BY_PLAN = "published_by_plan"
    TAKEN_AWAY_BY_PLAN = "taken_away_by_plan"
    APPROVAL_OVERRIDDEN = "approval_overridden"
    IMPORTED = "imported"
    IMPORT_UNDONE = "import_undone"
    WEBHOOK_ADDED = "webhook_added"
    WEBHOOK_CHANGED = "webhook_changed"
    WEBHOOK_REMOVED = "webhook_removed"


class AuditEntry(Base):
    """One row an event; ``at`` is UTC without a zone, ``account`` the number of who did it."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False, index=True)
    event: Mapped[str] = mapped_column(String(32), nullable=False, index=True)
    account: Mapped[int | None] = mapped_column(Integer, index=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)
    about: Mapped[str] = mapped_column(String(MAX_ABOUT), nullable=False)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, nullable=False)


@dataclass(frozen=True)
class LoggedEvent:
    """One event as it is read."""

    at: datetime
    event: AuditEvent
    account: int | None
    name: str
    about: str
    details: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The entry for programs."""
        return {
            "at": f"{self.at.isoformat(timespec='seconds')}Z",
            "event": str(self.event),
            "account": self.account,
            "name": self.name,
            "about": self.about,
            "details": self.details,
        }


@dataclass(frozen=True)
class AuditPart:
    """Which entries are asked for: with ``who`` in the name or in what it is about, of one kind, of days of UTC.

    What is not given leaves nothing out; ``last`` is before ``date.max``.
    """

    who: str = ""
    event: AuditEvent | None = None
    first: date | None = None
    last: date | None = None


def record(
    connection: Connection,
    at: datetime,
    event: AuditEvent,
    person: Person,
    about: str = "",
    **details: str | int | list[str],
) -> None:
    """Add an entry at ``at`` (UTC without a zone): ``person`` did ``event``, ``about`` the account or thing named."""
    row = {"at": at, "event": str(event), "account": person.account, "details": details}
    names = {"name": _clean(person.name, MAX_NAME), "about": _clean(about, MAX_ABOUT)}
    connection.execute(insert(AuditEntry).values(**row, **names))


def note_export(database: Engine, now: datetime, person: Person, what: str) -> None:
    """Add that ``person`` took ``what`` out of the site, as a file or at the command line; ``now`` has a zone.

    Where the log cannot be written the export goes on, with a warning in the process's own log: what can be read must
    not depend on what can be written.
    """
    try:
        with database.begin() as connection:
            record(connection, naive_utc(now), AuditEvent.EXPORTED, person, what)
    except SQLAlchemyError as error:
        logger.warning(
            "the export of %s by %s is not in the audit log: %s", what, person.name or "somebody", said_by(error)
        )


def forget_before(connection: Connection, before: datetime) -> int:
    """Delete what happened before ``before`` (UTC without a zone); how many entries."""
    return connection.execute(delete(AuditEntry).where(AuditEntry.at < before)).rowcount


def retention(settings: RetentionSettings) -> tuple[RetentionRule, ...]:
    """How long entries are kept: for a time of their own."""

    def forget(connection: Connection, day: date) -> None:
        forget_before(connection, datetime.combine(day, time()))

    return (RetentionRule("entries of the audit log", settings.audit_days, forget),)


def newest(connection: Connection, limit: int, part: AuditPart | None = None, offset: int = 0) -> list[LoggedEvent]:
    """The last ``limit`` entries of ``part``, newest first, without the ``offset`` last."""
    query = select(AuditEntry).where(*_in(part)).order_by(AuditEntry.id.desc()).limit(limit).offset(offset)
    rows = connection.execute(query)
    return [LoggedEvent(row.at, AuditEvent(row.event), row.account, row.name, row.about, row.details) for row in rows]


def count(connection: Connection, part: AuditPart) -> int:
    """How many entries ``part`` has."""
    return connection.scalar(select(func.count()).select_from(AuditEntry).where(*_in(part))) or 0


def names(connection: Connection) -> list[str]:
    """Everybody who did something, in the order of their names."""
    query = select(AuditEntry.name).where(AuditEntry.name != "").distinct().order_by(AuditEntry.name)
    return list(connection.scalars(query.limit(MOST_NAMES)))


def _in(part: AuditPart | None) -> list[ColumnElement[bool]]:
    if part is None:
        return []
    found: list[ColumnElement[bool]] = []
    if part.who:
        texts = (AuditEntry.name, AuditEntry.about)
        found.append(or_(*(text.icontains(part.who, autoescape=True) for text in texts)))
    if part.event:
        found.append(AuditEntry.event == str(part.event))
    if part.first:
        found.append(AuditEntry.at >= datetime.combine(part.first, time()))
    if part.last:
        found.append(AuditEntry.at < datetime.combine(part.last, time()) + timedelta(days=1))
    return found


def _clean(text: str, limit: int) -> str:
    return text.replace("\0", "")[:limit]
