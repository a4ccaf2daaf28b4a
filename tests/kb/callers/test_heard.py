"""What is kept of programs that were heard, on both kinds of database and without one."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, create_engine

from kb.callers.heard import MAX_SAID, CallerHeard, Heard
from tests.clock import Clock


def test_what_was_heard_is_kept_once_for_each_and_seen_by_other_processes(database: Engine, clock: Clock) -> None:
    here, elsewhere = Heard(database, clock), Heard(database, clock)
    here.note("git", "ping")
    here.flush()
    assert elsewhere.asked("git") is None
    assert elsewhere.last()["git"].said == "ping"
    clock.later(minutes=1)
    here.note("git", "push x", asks=True)
    asked = clock.now
    clock.later(minutes=1)
    here.flush()
    elsewhere.note("git", "issues\n" + "x" * 500)
    elsewhere.close()
    assert here.asked("git") == asked
    [(name, last)] = here.last().items()
    assert (name, last.at, last.said[:8], len(last.said)) == ("git", clock.now, "issues x", MAX_SAID)


def test_a_note_waits_for_no_database_and_is_known_here_before_it_is_written(database: Engine, clock: Clock) -> None:
    here, elsewhere = Heard(database, clock), Heard(database, clock)
    with database.begin() as holding:
        is_sqlite = database.dialect.name == "sqlite"
        holding.exec_driver_sql("BEGIN IMMEDIATE" if is_sqlite else "LOCK TABLE callers_heard")
        here.note("git", "push x", asks=True)  # would it be written now, it would wait without an end or be lost
        asked = clock.now
        clock.later(minutes=1)
        here.note("git", "ping")
        assert here.asked("git") == asked
    assert elsewhere.last() == {}
    here.flush()
    assert (elsewhere.last()["git"].said, elsewhere.asked("git")) == ("ping", asked)


def test_what_could_not_be_written_waits_behind_what_came_meanwhile(clock: Clock, tmp_path: Path) -> None:
    database = create_engine(f"sqlite:///{tmp_path / 'kb'}")
    heard = Heard(database, clock)
    heard.note("git", "push x", asks=True)
    heard.note("slack", "command")
    heard.flush()  # there is no table yet
    heard.note("git", "ping")
    CallerHeard.__table__.create(database)  # type: ignore[attr-defined]
    heard.flush()
    again = Heard(database, clock)
    assert {name: last.said for name, last in again.last().items()} == {"git": "ping", "slack": "command"}
    assert again.asked("git") == clock.now
    database.dispose()


def test_without_a_database_this_process_remembers(clock: Clock) -> None:
    heard = Heard(None, clock)
    heard.note("git", "push x", asks=True)
    assert heard.asked("git") == clock.now
    assert heard.last()["git"].said == "push x"
