"""What readers and staff did is kept for so long as the setting says: one job forgets it all, wherever it was noted."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from kb.accounts import audit_log
from kb.feedback import ballot_box as feedback_box
from kb.feedback import votes as feedback
from kb.usage import desk_notes as sent_links
from search.log import searches as search_log
from search.widget import deflection


def forget_old(connection: Connection, today: date, days: int, audit_days: int) -> None:
    """Sum up and delete what is older than ``days``, entries of the audit log older than ``audit_days``, and readers'
    marks of the days before ``today``.

    Views and reported tickets are sums already, about nobody: they stay.
    """
    before = today - timedelta(days=days)
    search_log.tidy(connection, before)
    deflection.forget_older_than(connection, before)
    feedback.forget_older_than(connection, before)
    feedback_box.forget_days_before(connection, today)
    sent_links.forget_before(connection, datetime.combine(before, time()))
    audit_log.forget_before(connection, datetime.combine(today - timedelta(days=audit_days), time()))
