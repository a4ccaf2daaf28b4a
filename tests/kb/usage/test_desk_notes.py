"""What was done at the desk is kept as it was done, and a database that is away breaks nothing."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select, text

from kb.catalog.article import ArticleId
from kb.usage.desk_notes import MAX_TICKET, DeskNoteRow, NoteKind
from tests.clock import NOON
from tests.kb.usage.conftest import RESET, Desk


def test_text_that_no_database_takes_is_cut_and_cleaned(desk: Desk) -> None:
    article = ArticleId("en", "k" * 600)
    odd = "\0a\ud800b\r\n" + "x" * 5000
    assert desk.add(NoteKind.WRONG, odd, article, question=odd, language=odd, anchor=odd, comment=odd)
    with desk.database.connect() as connection:
        row = connection.execute(select(DeskNoteRow.__table__)).one()
    assert row.ticket == ("a?b " + "x" * 200)[:MAX_TICKET]
    for column in DeskNoteRow.__table__.columns:
        longest = getattr(column.type, "length", None)
        value = getattr(row, column.name)
        assert longest is None or (len(value) <= longest and "\0" not in value)


def test_the_time_is_kept_in_utc(desk: Desk) -> None:
    desk.now = datetime.fromisoformat("2026-11-22T14:00:00+02:00")
    desk.add(NoteKind.LINK, "T", RESET)
    with desk.database.connect() as connection:
        assert connection.scalar(select(DeskNoteRow.at)) == NOON.replace(tzinfo=None)


def test_a_database_that_is_away_is_told_and_breaks_nothing(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with desk.database.begin() as connection:
        connection.execute(text("DROP TABLE sent_links"))
    assert desk.add(NoteKind.LINK, "T-1", RESET) is False
    assert "could not be noted" in caplog.text
