"""What is older than it may be kept goes, in every table, and what is younger stays, whatever else is switched off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from app import Parts
from kb.accounts.audit_log import newest, note_export
from kb.core.roles import AT_THE_COMMAND_LINE
from kb.core.settings import Settings
from search.desk.tickets import DayReport, report, tickets_by_day
from tests.conftest import Collection, open_site

TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
OLD, YOUNG = TODAY - timedelta(days=31), TODAY - timedelta(days=29)
KEPT_OF_PEOPLE = ("deflection_visits", "sent_links", "feedback_votes", "searches")
"""What is kept for ``KB_RETENTION_DAYS``; the audit log has a time of its own."""


@pytest.fixture
def parts(collection: Collection, request: pytest.FixtureRequest) -> Iterator[Parts]:
    """A site on which nothing runs: nobody records searches."""
    days, audit_days = getattr(request, "param", (30, 5))
    folder = collection.root.parent / "data"
    settings = Settings(articles_dir=collection.root, data_dir=folder, retention_days=days, audit_days=audit_days)
    app: Flask = open_site(settings, models=[], clock=lambda: TODAY)
    yield app.extensions["kb"]
    app.extensions["kb"].close()


def database_of(parts: Parts) -> Engine:
    assert parts.database is not None
    return parts.database


def rows_in(database: Engine, table: str) -> int:
    with database.connect() as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)


def fill(database: Engine, table: str, at: datetime) -> None:
    """One row of ``at`` in every column that is a time."""
    moment = at.replace(tzinfo=None)
    with database.begin() as connection:
        columns = connection.execute(text(f"PRAGMA table_info({table})")).all()
        values = {row[1]: _filler(row[1], row[2], moment) for row in columns}
        names = ", ".join(values)
        connection.execute(
            text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(':' + name for name in values)})"), values
        )


@pytest.mark.parametrize(("at", "left"), [(OLD, 0), (YOUNG, 1)])
def test_visits_of_contact_forms_sent_links_and_votes_go_with_the_searches(
    parts: Parts, at: datetime, left: int
) -> None:
    database = database_of(parts)
    for table in KEPT_OF_PEOPLE:
        fill(database, table, at)
    parts.retention.tidy()
    assert {table: rows_in(database, table) for table in KEPT_OF_PEOPLE} == dict.fromkeys(KEPT_OF_PEOPLE, left)


@pytest.mark.parametrize(("days", "left"), [(31, 0), (30, 1)])
@pytest.mark.parametrize("parts", [(5, 30)], indirect=True)
def test_the_audit_log_has_a_time_of_its_own(parts: Parts, days: int, left: int) -> None:
    database = database_of(parts)
    note_export(database, TODAY - timedelta(days=days), AT_THE_COMMAND_LINE, "backup")
    parts.retention.tidy()
    with database.connect() as connection:
        assert len(newest(connection, 10)) == left


def test_marks_of_voters_and_their_secret_go_with_the_day(parts: Parts) -> None:
    database = database_of(parts)
    for table in ("feedback_votes", "feedback_secrets"):
        fill(database, table, TODAY - timedelta(days=1))
    parts.retention.tidy()
    with database.connect() as connection:
        assert connection.execute(text("SELECT reader, place FROM feedback_votes")).all() == [(None, None)]
    assert rows_in(database, "feedback_secrets") == 0


def test_sums_about_nobody_stay(parts: Parts) -> None:
    database = database_of(parts)
    with database.begin() as connection:
        report(connection, [DayReport(OLD.date(), "zendesk", 4)])
    parts.retention.tidy()
    with database.connect() as connection:
        assert tickets_by_day(connection, OLD.date(), TODAY.date()) == {OLD.date(): 4}


def test_it_all_goes_also_where_nobody_records_searches(parts: Parts) -> None:
    """The recorder is never begun; only what keeps the times is, as ``app.py`` starts it."""
    database = database_of(parts)
    for table in (*KEPT_OF_PEOPLE, "audit_log"):
        fill(database, table, OLD)
    parts.retention.start()
    parts.retention.close()
    assert {table: rows_in(database, table) for table in (*KEPT_OF_PEOPLE, "audit_log")} == dict.fromkeys(
        (*KEPT_OF_PEOPLE, "audit_log"), 0
    )


def test_one_room_that_cannot_delete_keeps_no_other_from_it(parts: Parts, caplog: pytest.LogCaptureFixture) -> None:
    database = database_of(parts)
    others = [table for table in KEPT_OF_PEOPLE if table != "searches"]
    for table in KEPT_OF_PEOPLE:
        fill(database, table, OLD)
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE searches RENAME TO away"))
    parts.retention.tidy()
    assert "old searches could not be deleted" in caplog.text
    assert {table: rows_in(database, table) for table in others} == dict.fromkeys(others, 0)


def test_the_site_looks_as_long_as_it_runs(parts: Parts) -> None:
    database = database_of(parts)
    fill(database, "feedback_votes", OLD)
    parts.start()
    parts.close()
    assert rows_in(database, "feedback_votes") == 0


def _filler(name: str, kind: str, moment: datetime) -> object:
    if "DATETIME" in kind:
        return moment.isoformat(" ")
    if "DATE" in kind:
        return date(moment.year, moment.month, moment.day).isoformat()
    if "INT" in kind or "BOOL" in kind:
        return 1
    return "[]" if "JSON" in kind else name[:8]
