"""What is older than it may be kept goes, in every table, and what is younger stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from kb.accounts.audit_log import newest, note_export
from kb.core.roles import AT_THE_COMMAND_LINE
from kb.storage.database import connect
from search.desk.tickets import DayReport, report, tickets_by_day
from search.log.recorder import Recorder

TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
OLD, YOUNG = TODAY - timedelta(days=31), TODAY - timedelta(days=29)


@pytest.mark.parametrize(("at", "left"), [(OLD, 0), (YOUNG, 1)])
def test_visits_of_contact_forms_and_sent_links_go_with_the_searches(tmp_path: Path, at: datetime, left: int) -> None:
    database = connect(f"sqlite:///{tmp_path / 'kb.sqlite'}")
    moment = at.replace(tzinfo=None)
    tables = {}
    with database.begin() as connection:
        for table in ("deflection_visits", "sent_links", "feedback_votes"):
            columns = connection.execute(text(f"PRAGMA table_info({table})")).all()
            values = {row[1]: _filler(row[1], row[2], moment) for row in columns}
            names = ", ".join(values)
            connection.execute(
                text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(':' + name for name in values)})"), values
            )
            tables[table] = left
    Recorder(database, lambda: TODAY, retention_days=30, audit_days=5).tidy()
    with database.connect() as connection:
        assert {table: connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in tables} == tables
    database.dispose()


@pytest.mark.parametrize(("days", "left"), [(31, 0), (30, 1)])
def test_the_audit_log_has_a_time_of_its_own(tmp_path: Path, days: int, left: int) -> None:
    database = connect(f"sqlite:///{tmp_path / 'kb.sqlite'}")
    note_export(database, TODAY - timedelta(days=days), AT_THE_COMMAND_LINE, "backup")
    Recorder(database, lambda: TODAY, retention_days=5, audit_days=30).tidy()
    with database.connect() as connection:
        assert len(newest(connection, 10)) == left
    database.dispose()


def test_sums_about_nobody_stay(tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path / 'kb.sqlite'}")
    with database.begin() as connection:
        report(connection, [DayReport(OLD.date(), "zendesk", 4)])
    Recorder(database, lambda: TODAY, retention_days=30).tidy()
    with database.connect() as connection:
        assert tickets_by_day(connection, OLD.date(), TODAY.date()) == {OLD.date(): 4}
    database.dispose()


def _filler(name: str, kind: str, moment: datetime) -> object:
    if "DATETIME" in kind:
        return moment.isoformat(" ")
    if "DATE" in kind:
        return date(moment.year, moment.month, moment.day).isoformat()
    if "INT" in kind or "BOOL" in kind:
        return 1
    return "[]" if "JSON" in kind else name[:8]
