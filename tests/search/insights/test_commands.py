"""The commands that forget searches: words, days, tickets, names."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, select

from app import main
from kb.api.repeat_rows import KeptAnswer, KeyedRequest, RepeatClaim, begin
from kb.api.repeat_rows import keep as answer_keep
from kb.core.command_line import Context
from kb.storage.database import connect
from kb.storage.kept.kept_writes import FOLDER, REFUSED, KeptWrites
from kb.storage.kept.written_once import new_name
from kb.usage.desk_notes import DeskNoteRow, DeskNotes, Note, NoteKind
from search.insights.commands import COMMANDS
from search.log.history import read
from tests.conftest import Collection
from tests.postgres import Postgres
from tests.search.insights.conftest import NOON, RESET, TODAY, keep, search


def run(tmp_path: Path, url: str, *arguments: str) -> Any:
    context = Context(None, str(tmp_path), {"KB_DATABASE_URL": url}, *[None] * 2)  # type: ignore[arg-type]
    return CliRunner().invoke(COMMANDS[0], ["forget", *arguments], obj=context)


def note(database: Engine, ticket: str, question: str = "", name: str = "Ann") -> None:
    assert DeskNotes(database, lambda: NOON).add(Note(NoteKind.LINK, name, ticket, question, article=RESET))


def notes(database: Engine) -> list[tuple[str, str]]:
    with database.connect() as connection:
        rows = connection.execute(select(DeskNoteRow.ticket, DeskNoteRow.name).order_by(DeskNoteRow.id))
        return [(ticket, name) for ticket, name in rows]


def test_the_command_forgets_words_or_days(database: Engine, database_url: str, tmp_path: Path) -> None:
    keep(database, search("call ann example"), search("old", after=-86_400), search("new"))
    assert run(tmp_path, database_url, "--query", "ANN  Example").stdout == "1 search deleted\n"
    assert run(tmp_path, database_url, "--before", "2026-11-22").stdout == "1 search deleted\n"
    with database.connect() as connection:
        assert [one.query for one in read(connection, date(2026, 1, 1), TODAY)] == ["new"]


def test_the_command_forgets_words_at_the_desk_as_well(database: Engine, database_url: str, tmp_path: Path) -> None:
    note(database, "T-1", "Is ANN-Example here?")
    note(database, "T-2", "Is Anna here?")
    told = run(tmp_path, database_url, "--query", "ann example").stdout
    assert told == "0 searches deleted, 1 note of the desk deleted\n"
    assert notes(database) == [("T-2", "Ann")]


def test_the_command_forgets_a_ticket_or_a_name(database: Engine, database_url: str, tmp_path: Path) -> None:
    for ticket, name in (("T-1", "Ann"), ("T-1", "Bob"), ("T-2", "Bob")):
        note(database, ticket, name=name)
    assert run(tmp_path, database_url, "--person", "Ann").stdout == "1 note of the desk without a name now\n"
    assert notes(database) == [("T-1", ""), ("T-1", "Bob"), ("T-2", "Bob")]
    assert run(tmp_path, database_url, "--ticket", "T-1").stdout == "2 notes of the desk deleted\n"
    assert notes(database) == [("T-2", "Bob")]


@pytest.mark.parametrize("option", ["--ticket", "--query", "--person"])
def test_what_programs_were_answered_is_forgotten_and_nothing_is_carried_out_again(
    option: str, database: Engine, database_url: str, tmp_path: Path
) -> None:
    asked, now = KeyedRequest("mark", "sender", "request"), NOON.replace(tzinfo=None)
    with database.begin() as connection:
        claim = begin(connection, asked, now)
        assert isinstance(claim, RepeatClaim)
        answer_keep(connection, claim, KeptAnswer(200, "application/json", b'{"question": "I am Ann Example"}'))
    assert run(tmp_path, database_url, "--before", "2026-11-22").stdout == "0 searches deleted\n"
    told = run(tmp_path, database_url, option, "T9").stdout
    assert told.endswith(", 1 kept answer of the API deleted\n")
    with database.begin() as connection:
        assert begin(connection, asked, now) == KeptAnswer(200, "application/json", None)


@pytest.mark.slow
def test_what_waits_on_the_disk_is_forgotten_as_well(postgres: Postgres, tmp_path: Path) -> None:
    with postgres.new_database() as url:
        database = connect(url)
        later = KeptWrites(tmp_path / FOLDER, database, lambda: NOON)
        with postgres.away():
            assert DeskNotes(database, lambda: NOON, later).add(
                *(Note(NoteKind.LINK, "Ann", ticket, article=RESET) for ticket in ("T-1", "T-2"))
            )
        refused = tmp_path / FOLDER / f"1-desk-{new_name()}.json{REFUSED}"
        refused.write_text("T-1")
        assert later.waiting() == 2
        assert run(tmp_path, url, "--ticket", "T-1").stdout == "1 note of the desk deleted\n"
        assert notes(database) == [("T-2", "Ann")]
        assert later.waiting() == 0
        database.dispose()


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--query", "?!"),
        ("--query", "a", "--before", "2026-11-22"),
        ("--ticket", " "),
        ("--person", ""),
        ("--ticket", "T-1", "--person", "Ann"),
        ("--query", "?!", "--ticket", "T-1"),
    ],
)
def test_the_command_asks_for_one_of_them(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    answer = run(tmp_path, f"sqlite:///{tmp_path / 'kb.sqlite'}", *arguments)
    assert answer.exit_code == 2
    assert "give either --query" in answer.output


def test_the_report_of_a_month_is_printed_as_it_is_mailed(collection: Collection, tmp_path: Path) -> None:
    collection.write("en/reset.md", "Reset it.", title="Reset a password", last_reviewed_on="2020-01-01")
    (tmp_path / "data").mkdir()
    folders = ["--articles", str(collection.root), "--data", str(tmp_path / "data")]
    done = CliRunner().invoke(main, ["insights", "report", *folders, "--month", "2026-02"])
    assert done.exit_code == 0, done.output
    assert "Self-service from February 1, 2026 to February 28, 2026" in done.output
    assert "Nothing was searched for in this time." in done.output
    assert "Overdue reviews today: 1\n* Reset a password: due" in done.output
    for wrong in (["--month", "2999-01"], ["--month", "1999-01"], ["--language", "xx"]):
        assert CliRunner().invoke(main, ["insights", "report", *folders, *wrong]).exit_code == 2
