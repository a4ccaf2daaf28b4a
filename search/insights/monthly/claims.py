"""Which of several processes sends what is to go once: the one that has noted so first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, update
from sqlalchemy.orm import InstrumentedAttribute

from kb.storage.database import Base, insert_into

PATIENCE = timedelta(hours=1)
"""After this long a try that failed, or that nobody heard of, is made again."""


def claimed(connection: Connection, row: type[Base], key: Mapping[str, Any], now: datetime) -> bool:
    """Whether whoever asks is the one to send now what ``key`` names in the table of ``row``, which has ``claimed_at``
    and ``sent_at`` (UTC without a zone): of several processes one is told so, and again after ``PATIENCE`` where it
    never went.
    """
    columns: dict[str, InstrumentedAttribute[Any]] = {
        name: getattr(row, name) for name in (*key, "claimed_at", "sent_at")
    }
    first = insert_into(connection, row).values(**key, claimed_at=now).on_conflict_do_nothing()
    if connection.execute(first.returning(*(columns[name] for name in key))).first() is not None:
        return True
    this = [columns[name] == value for name, value in key.items()]
    old = (columns["sent_at"].is_(None), columns["claimed_at"] <= now - PATIENCE)
    return connection.execute(update(row).where(*this, *old).values(claimed_at=now)).rowcount == 1
