"""Of several processes one sends the summary of a week, on both kinds of database."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Engine

from search.chat.summary_rows import claim_week, forget_weeks_before, note_week_sent
from search.insights.monthly.claims import PATIENCE

MONDAY, NOW = date(2026, 11, 16), datetime(2026, 11, 23, 8)  # noqa: DTZ001 - as the database has it


def test_one_of_several_sends_and_another_after_a_failure(database: Engine) -> None:
    with database.begin() as connection:
        assert [claim_week(connection, MONDAY, NOW) for _ in range(2)] == [True, False]
        assert claim_week(connection, MONDAY, NOW + PATIENCE)
        assert not claim_week(connection, MONDAY, NOW + PATIENCE)
        note_week_sent(connection, MONDAY, NOW + PATIENCE)
        assert not claim_week(connection, MONDAY, NOW + timedelta(days=3))
        assert claim_week(connection, MONDAY + timedelta(days=7), NOW)
    with database.begin() as connection:
        assert forget_weeks_before(connection, NOW.date()) == 0
        assert forget_weeks_before(connection, NOW.date() + timedelta(days=1)) == 2
