"""What is kept of programs that were heard, on both kinds of database and without one."""

from __future__ import annotations

from sqlalchemy import Engine

from kb.callers.heard import MAX_SAID, Heard
from tests.clock import Clock


def test_what_was_heard_is_kept_once_for_each_and_seen_by_other_processes(database: Engine, clock: Clock) -> None:
    here, elsewhere = Heard(database, clock), Heard(database, clock)
    here.note("git", "ping")
    assert elsewhere.asked("git") is None
    clock.later(minutes=1)
    here.note("git", "push x", asks=True)
    asked = clock.now
    clock.later(minutes=1)
    elsewhere.note("git", "issues\n" + "x" * 500)
    assert here.asked("git") == asked
    [(name, last)] = here.last().items()
    assert (name, last.at, last.said[:8], len(last.said)) == ("git", clock.now, "issues x", MAX_SAID)


def test_without_a_database_this_process_remembers(clock: Clock) -> None:
    heard = Heard(None, clock)
    heard.note("git", "push x", asks=True)
    assert heard.asked("git") == clock.now
    assert heard.last()["git"].said == "push x"
