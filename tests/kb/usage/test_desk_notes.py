"""What was sent for which ticket: kept as it was done, counted for reports, forgotten in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select, text

from kb.catalog.article import ArticleId
from kb.usage.desk_notes import (
    MAX_TICKET,
    DeskNoteRow,
    DeskNotes,
    LinkRate,
    Misfit,
    Note,
    NoteKind,
    did_not_fit,
    forget_before,
    forget_name,
    forget_ticket,
    forget_words,
    found_nothing,
    link_rates,
    links_since,
)
from tests.clock import NOON

START = datetime.fromisoformat("2026-11-01")
RESET, REFUND = ArticleId("en", "account/reset"), ArticleId("fa", "orders/refund")


@dataclass
class Desk:
    """Notes at the time that a test wants."""

    database: Engine
    now: datetime = NOON

    def add(self, kind: NoteKind, ticket: str = "", article: ArticleId | None = None, **more: Any) -> bool:
        return DeskNotes(self.database, lambda: self.now).add(Note(kind, "Ann", ticket, article=article, **more))

    def read(self, query: Any, *more: Any) -> Any:
        with self.database.connect() as connection:
            return query(connection, START, *more)


@pytest.fixture
def desk(database: Engine) -> Desk:
    return Desk(database)


def rows(connection: Connection) -> list[DeskNoteRow]:
    return [row[0] for row in connection.execute(select(DeskNoteRow.ticket))]


def test_links_quotes_and_replies_are_counted_and_nothing_else(desk: Desk) -> None:
    for kind in NoteKind:
        desk.add(kind, "T-1", RESET)
    desk.add(NoteKind.LINK, "", REFUND)
    assert desk.read(links_since) == {RESET: 3, REFUND: 1}


def test_only_what_was_sent_since_then_is_counted(desk: Desk) -> None:
    desk.now = START.replace(tzinfo=UTC) - timedelta(seconds=1)
    desk.add(NoteKind.LINK, "T-1", RESET)
    desk.now += timedelta(seconds=1)
    desk.add(NoteKind.LINK, "T-2", RESET)
    assert desk.read(links_since) == {RESET: 1}
    assert desk.read(link_rates) == {"": LinkRate(1, 1)}


def test_what_was_sent_from_the_end_on_is_not_counted(desk: Desk) -> None:
    for kind in (NoteKind.ASKED, NoteKind.NOTHING, NoteKind.LINK, NoteKind.NOT_THIS):
        desk.add(kind, f"T-{kind}", RESET, question="moon")
    end = NOON.replace(tzinfo=None)
    for query in (links_since, link_rates, found_nothing, did_not_fit):
        assert not desk.read(query, end)
        assert desk.read(query, end + timedelta(seconds=1))


def test_the_link_rate_is_the_share_of_tickets_that_got_an_article(desk: Desk) -> None:
    assert desk.read(link_rates) == {}
    assert LinkRate(0, 0).share is None
    for ticket in ("T-1", "T-1", "T-2", "T-3", "T-4", ""):
        desk.add(NoteKind.ASKED, ticket, language="en")
    desk.add(NoteKind.ASKED, "T-5", language="fa")
    desk.add(NoteKind.LINK, "T-1", RESET)
    desk.add(NoteKind.QUOTE, "T-1", RESET)
    desk.add(NoteKind.NOT_THIS, "T-2", RESET)
    desk.add(NoteKind.LINK, "", RESET)
    assert desk.read(link_rates) == {"en": LinkRate(4, 1), "fa": LinkRate(1, 0)}
    assert LinkRate(4, 1).share == 0.25


def test_a_ticket_counts_once_though_its_notes_tell_several_languages_or_none(desk: Desk) -> None:
    desk.add(NoteKind.LINK, "T-1", RESET)
    desk.add(NoteKind.ASKED, "T-1", language="en")
    desk.add(NoteKind.ASKED, "T-1", language="fa")
    assert desk.read(link_rates) == {"fa": LinkRate(1, 1)}


def test_tickets_that_found_nothing_are_told_newest_first_unless_they_were_answered_after_all(desk: Desk) -> None:
    desk.add(NoteKind.NOTHING, "T-1", question="Where is the moon?", language="en")
    desk.add(NoteKind.NOTHING, "T-2", question="Where is the sun?", language="en")
    desk.now += timedelta(hours=1)
    desk.add(NoteKind.LINK, "T-2", RESET)
    desk.add(NoteKind.LINK, "", RESET)
    desk.add(NoteKind.NOTHING, "", question="ماه کجاست؟", language="fa")
    found = desk.read(found_nothing)
    assert [(one.ticket, one.language, one.question) for one in found] == [
        ("", "fa", "ماه کجاست؟"),
        ("T-1", "en", "Where is the moon?"),
    ]
    assert len(desk.read(found_nothing, None, 1)) == 1


def test_a_ticket_that_was_answered_after_the_time_asked_for_found_something(desk: Desk) -> None:
    desk.add(NoteKind.NOTHING, "T-1", question="Where is the moon?")
    end = desk.now.replace(tzinfo=None) + timedelta(hours=1)
    desk.now += timedelta(hours=2)
    desk.add(NoteKind.LINK, "T-1", RESET)
    assert desk.read(found_nothing, end) == []


def test_articles_that_do_not_answer_a_question_are_told(desk: Desk) -> None:
    desk.add(NoteKind.NOT_THIS, "T-1", RESET, question="Where is the moon?")
    desk.add(NoteKind.LINK, "T-1", REFUND, question="Where is the moon?")
    desk.add(NoteKind.NOT_THIS, "T-2", REFUND, question="Where is the moon?", language="en")
    desk.add(NoteKind.NOT_THIS, "T-3", REFUND, question="Where is the moon?", language="en")
    assert list(desk.read(did_not_fit).items()) == [
        (Misfit("Where is the moon?", "en", REFUND), 2),
        (Misfit("Where is the moon?", "", RESET), 1),
    ]


def test_what_is_too_old_is_forgotten(desk: Desk) -> None:
    desk.add(NoteKind.LINK, "old", RESET)
    desk.now += timedelta(days=1)
    desk.add(NoteKind.LINK, "new", RESET)
    with desk.database.begin() as connection:
        assert forget_before(connection, NOON.replace(tzinfo=None) + timedelta(days=1)) == 1
        assert rows(connection) == ["new"]


def test_a_ticket_is_forgotten_by_its_reference_as_it_was_kept(desk: Desk) -> None:
    desk.add(NoteKind.LINK, " T-1\n", RESET)
    desk.add(NoteKind.LINK, "T-10", RESET)
    with desk.database.begin() as connection:
        assert forget_ticket(connection, " T-1") == 1
        assert rows(connection) == ["T-10"]


def test_a_name_is_taken_out_and_what_was_done_still_counts(desk: Desk) -> None:
    desk.add(NoteKind.LINK, "T-1", RESET)
    with desk.database.begin() as connection:
        assert forget_name(connection, "An") == 0
        assert forget_name(connection, "Ann") == 1
        assert forget_name(connection, "") == 0
        assert connection.scalars(select(DeskNoteRow.name)).all() == [""]
    assert desk.read(links_since) == {RESET: 1}


def test_notes_with_some_words_in_them_are_forgotten_wherever_the_words_stand(desk: Desk) -> None:
    desk.add(NoteKind.ASKED, "ann@example.com")
    desk.add(NoteKind.ASKED, "T-2", question="Ann asks")
    desk.add(NoteKind.WRONG, "T-3", RESET, comment="says Ann")
    desk.add(NoteKind.ASKED, "T-4", question="Bob asks")
    with desk.database.begin() as connection:
        assert forget_words(connection, lambda text: "ann" in text.lower()) == 3
        assert rows(connection) == ["T-4"]


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
