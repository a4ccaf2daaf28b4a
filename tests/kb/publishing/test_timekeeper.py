"""Planned times come true for every process, and are noted once, also after a crash."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kb.accounts.audit_log import AuditEvent
from kb.catalog.article import ArticleId
from kb.catalog.catalog import Catalog
from kb.core.settings import Settings
from kb.library.library import Library
from kb.publishing.timekeeper import Timekeeper
from kb.storage.database import connect
from tests.clock import Clock
from tests.conftest import Collection
from tests.signing_in import Office

BY_PLAN = (AuditEvent.PUBLISHED_BY_PLAN, AuditEvent.TAKEN_AWAY_BY_PLAN)


def noted(office: Office) -> list[tuple[AuditEvent, str]]:
    return [event for event in office.events() if event[0] in BY_PLAN]


def keeper(office: Office, clock: Clock) -> Timekeeper:
    """One as another process has it, with a library and a connection of its own."""
    settings = office.parts.settings
    return Timekeeper(Library(settings.articles_dir, "en", clock=clock), connect(settings.database), clock)


def test_what_is_planned_comes_true_and_is_noted_once_by_several(office: Office, clock: Clock) -> None:
    keepers = [keeper(office, clock) for _ in range(3)]
    for one in keepers:
        one.look()
    assert noted(office) == []
    clock.later(hours=20)  # 9 o'clock in Berlin
    together = [threading.Thread(target=one.look) for one in keepers]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert noted(office) == [(AuditEvent.PUBLISHED_BY_PLAN, "comes")]
    assert all(one._library.catalog.get("en", "comes") for one in keepers)
    clock.later(days=1)
    for one in keepers:
        one.look()
        one.look()
    assert noted(office) == [(AuditEvent.PUBLISHED_BY_PLAN, "comes"), (AuditEvent.TAKEN_AWAY_BY_PLAN, "goes")]


def test_what_came_true_while_no_process_ran_is_noted_at_the_next_start(office: Office, clock: Clock) -> None:
    keeper(office, clock).look()
    clock.later(days=30)
    keeper(office, clock).look()
    assert noted(office) == [(AuditEvent.PUBLISHED_BY_PLAN, "comes"), (AuditEvent.TAKEN_AWAY_BY_PLAN, "goes")]


def test_what_was_planned_otherwise_or_deleted_is_not_noted(
    office: Office, clock: Clock, collection: Collection
) -> None:
    keeper(office, clock).look()
    collection.write("en/comes.md", title="Comes", published_on="2027-01-01")
    (collection.root / "en/goes.md").unlink()
    clock.later(days=2)
    one = keeper(office, clock)
    one.look()
    assert noted(office) == []
    clock.later(days=60)
    one.look()
    assert noted(office) == [(AuditEvent.PUBLISHED_BY_PLAN, "comes")]


def test_an_article_that_was_published_by_hand_is_no_plan(office: Office, clock: Clock, collection: Collection) -> None:
    collection.write("en/new.md", title="New", published_on="2026-11-22")
    one = keeper(office, clock)
    one.look()
    clock.later(days=1)
    one.look()
    assert noted(office) == [(AuditEvent.PUBLISHED_BY_PLAN, "comes")]


class GoingClock(Clock):
    """Goes on by a second whenever it is looked at."""

    def __call__(self) -> datetime:
        self.later(seconds=1)
        return self.now


def test_what_comes_true_while_one_looks_is_noted_as_well(office: Office, clock: Clock, collection: Collection) -> None:
    (collection.root / "en/goes.md").unlink()
    (collection.root / "en/comes.md").unlink()
    names = [f"a{number}" for number in range(6)]
    for number, name in enumerate(names):
        collection.write(f"en/{name}.md", title="A", published_on=f"2026-11-23 {10 + number}:00")
    going = GoingClock(clock.now)
    one = keeper(office, going)
    one.look()
    for number, name in enumerate(names):
        collection.write("en/here.md", title=f"Here {number}")
        one._library.refresh()
        going.now = datetime(2026, 11, 23, 9 + number, tzinfo=UTC) - timedelta(seconds=number + 0.5)
        one.look()
        going.later(minutes=5)
        one.look()
        assert noted(office)[number:] == [(AuditEvent.PUBLISHED_BY_PLAN, name)]


def test_what_goes_wrong_once_does_not_end_the_looking(office: Office, clock: Clock) -> None:
    one = keeper(office, clock)
    one.look()
    wrong = [ZeroDivisionError()]

    def fail_once(_: Catalog) -> None:
        if wrong:
            raise wrong.pop()

    one._library.on_change(fail_once)
    clock.later(hours=20)
    one.look()
    assert not wrong
    one.look()
    assert noted(office) == [(AuditEvent.PUBLISHED_BY_PLAN, "comes")]


CHILD = """
import os, signal, sys
from datetime import datetime, UTC
from pathlib import Path
from sqlalchemy import event
from kb.library.library import Library
from kb.publishing.timekeeper import Timekeeper
from kb.storage.database import connect
url, root, nth = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
engine, count = connect(url), 0
@event.listens_for(engine, "before_cursor_execute")
def die(*_):
    global count
    count += 1
    if count == nth:
        os.kill(os.getpid(), signal.SIGKILL)
clock = lambda: datetime(2026, 12, 24, tzinfo=UTC)
Timekeeper(Library(root, "en", clock=clock), engine, clock).look()
"""


@pytest.mark.slow
def test_a_process_that_is_killed_at_any_statement_loses_and_doubles_nothing(
    office: Office, clock: Clock, collection: Collection, tmp_path: Path
) -> None:
    keeper(office, clock).look()  # planned by a process of before
    database, killed = office.parts.settings.database, 0
    for nth in range(1, 20):
        command = [sys.executable, "-c", CHILD, database, str(collection.root), str(nth)]
        child = subprocess.run(command, cwd=Path(__file__).parents[3], env=dict(os.environ), check=False)
        if child.returncode == 0:
            break
        assert child.returncode == -signal.SIGKILL
        killed += 1
    assert killed >= 4
    clock.later(days=32)
    keeper(office, clock).look()
    assert sorted(noted(office)) == [(AuditEvent.PUBLISHED_BY_PLAN, "comes"), (AuditEvent.TAKEN_AWAY_BY_PLAN, "goes")]


def test_the_running_site_hears_of_it_within_seconds(office: Office, clock: Clock) -> None:
    library, heard = office.parts.library, threading.Event()
    (worker,) = [one for each in office.parts.features for one in each.workers if isinstance(one, Timekeeper)]
    library.refresh()
    library.on_change(lambda _catalog: heard.set())
    worker.start()
    try:
        clock.later(hours=20)
        assert heard.wait(30)
        assert library.catalog.articles[ArticleId("en", "comes")].is_published
    finally:
        worker.close()


def test_without_a_database_articles_come_and_go_all_the_same(collection: Collection, clock: Clock) -> None:
    collection.write("en/comes.md", title="Comes", published_on="2026-11-23")
    settings = Settings(articles_dir=collection.root)
    library = Library(settings.articles_dir, "en", clock=clock)
    assert library.refresh().visible() == []
    clock.later(days=1)
    assert [article.key for article in library.refresh().visible()] == ["comes"]
