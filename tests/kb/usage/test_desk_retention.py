"""Notes of the desk are forgotten in time, and before it by ticket, name and words."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, select

from kb.usage.desk_notes import DeskNoteRow, NoteKind
from kb.usage.desk_reader import links_since
from kb.usage.desk_retention import forget_before, forget_name, forget_ticket, forget_words
from tests.clock import NOON
from tests.kb.usage.conftest import RESET, Desk


def rows(connection: Connection) -> list[DeskNoteRow]:
    return [row[0] for row in connection.execute(select(DeskNoteRow.ticket))]


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
