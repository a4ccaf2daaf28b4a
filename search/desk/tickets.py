"""How many tickets a helpdesk says it got, day by day; nothing about any of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Date, Integer, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.storage.database import Base, insert_into

MAX_SOURCE = 40


class ReportedTickets(Base):
    """One row a day and helpdesk (``source``)."""

    __tablename__ = "reported_tickets"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    source: Mapped[str] = mapped_column(String(MAX_SOURCE), primary_key=True)
    tickets: Mapped[int] = mapped_column(Integer, nullable=False)


@dataclass(frozen=True, slots=True)
class DayReport:
    """How many new tickets the helpdesk ``source`` had on ``day``."""

    day: date
    source: str
    tickets: int


def report(connection: Connection, reports: Iterable[DayReport]) -> int:
    """Set the count of each day and helpdesk, whatever it was before; of two for the same the later holds.

    Returns how many counts were set.
    """
    rows = {(one.day, one.source): one.tickets for one in reports}
    made = insert_into(connection, ReportedTickets)
    change = made.on_conflict_do_update(index_elements=["day", "source"], set_={"tickets": made.excluded.tickets})
    if rows:
        connection.execute(
            change, [{"day": day, "source": source, "tickets": count} for (day, source), count in rows.items()]
        )
    return len(rows)


def tickets_by_day(connection: Connection, first: date, last: date) -> dict[date, int]:
    """The tickets of all helpdesks together on the days from ``first`` to ``last`` for which there is a report."""
    row = ReportedTickets
    query = select(row.day, func.sum(row.tickets)).where(row.day.between(first, last)).group_by(row.day)
    return {day: int(tickets) for day, tickets in connection.execute(query)}
