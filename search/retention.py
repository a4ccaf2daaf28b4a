"""What readers and staff did is kept for so long as the setting says: one job forgets it all, wherever it was noted."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import Connection

from kb import feedback, feedback_box, sent_links
from search import deflection, search_log


def forget_before(connection: Connection, before: date, today: date) -> None:
    """Sum up and delete what is older than the day ``before``, and readers' marks of the days before ``today``."""
    search_log.tidy(connection, before)
    deflection.forget_older_than(connection, before)
    feedback.forget_older_than(connection, before)
    feedback_box.forget_days_before(connection, today)
    sent_links.forget_before(connection, datetime.combine(before, time()))
