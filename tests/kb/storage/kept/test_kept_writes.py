"""What the database could not take waits on the disk, and is written once when it is back."""

from __future__ import annotations

import logging
import os
import stat
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.exc import OperationalError, ProgrammingError

from kb.catalog.article import ArticleId
from kb.storage.kept import kept_writes
from kb.storage.kept.kept_writes import KeptWrites
from kb.storage.kept.which_database import FACT, name_of
from kb.storage.kept.written_once import WrittenOnce, new_name, retention
from kb.storage.key_check import SiteFact
from kb.usage.views import ArticleViews, ViewCounter
from tests.clock import NOON
from tests.conftest import with_tables

RESET = ArticleId("en", "account/reset")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database that whoever writes is refused by at once while another writes."""
    opened = create_engine(with_tables(tmp_path / "kb.sqlite"), connect_args={"timeout": 0})
    yield opened
    opened.dispose()


@contextmanager
def locked(engine: Engine) -> Iterator[None]:
    """Meanwhile it takes nothing."""
    with engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        yield


def keeper(engine: Engine, folder: Path) -> KeptWrites:
    made = KeptWrites(folder / "kept", engine, lambda: NOON)
    made.takes("fact", write_fact)
    return made


def write_fact(connection: Any, name: str) -> None:
    connection.execute(SiteFact.__table__.insert().values(name=name, value="x"))


def facts(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return sorted(connection.scalars(select(SiteFact.name)))


def test_what_can_be_written_is_written_at_once(engine: Engine, tmp_path: Path) -> None:
    keeper(engine, tmp_path).write("fact", "one")
    assert facts(engine) == ["one"]
    assert not (tmp_path / "kept").exists()


def test_what_cannot_waits_in_its_order_for_its_owner_s_eyes_and_is_written_later(
    engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept = keeper(engine, tmp_path)
    with locked(engine), caplog.at_level(logging.WARNING):
        kept.write("fact", "secret-word")
        kept.write("fact", "two")
        assert kept.carry_out() == 0
    files = sorted((tmp_path / "kept").iterdir())
    assert [stat.S_IMODE(one.stat().st_mode) for one in files] == [0o600, 0o600]
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == 0o700
    assert "secret-word" in files[0].read_text()
    assert "secret-word" not in caplog.text
    assert facts(engine) == []
    assert kept.carry_out() == 2
    assert facts(engine) == ["secret-word", "two"]
    assert list((tmp_path / "kept").iterdir()) == []


def test_another_process_writes_what_one_that_ended_has_kept(engine: Engine, tmp_path: Path) -> None:
    with locked(engine):
        keeper(engine, tmp_path).write("fact", "one")
    assert keeper(engine, tmp_path).carry_out() == 1
    assert facts(engine) == ["one"]


def test_what_was_written_although_nobody_was_told_is_not_written_again(engine: Engine, tmp_path: Path) -> None:
    kept, name = keeper(engine, tmp_path), new_name()
    with engine.begin() as connection:
        kept.note(connection, name)
        write_fact(connection, "one")
    kept.keep("fact", "one", name)  # the answer to COMMIT was lost
    assert kept.waits(name)
    kept.carry_out()
    assert facts(engine) == ["one"]
    assert not kept.waits(name)


def test_what_cannot_be_written_at_all_is_put_aside_and_keeps_nobody_waiting(
    engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept = keeper(engine, tmp_path)
    kept.write("fact", "one")
    with locked(engine):
        kept.write("fact", "one")  # there is one of that name
        kept.write("fact", "two")
    assert kept.carry_out() == 1
    assert facts(engine) == ["one", "two"]
    (aside,) = (tmp_path / "kept").iterdir()
    assert aside.name.endswith(kept_writes.REFUSED)
    assert "cannot be written; the file stays" in caplog.text


@pytest.mark.parametrize(
    "passing",
    [OSError(24, "Too many open files"), MemoryError(), ProgrammingError("INSERT", {}, Exception("no table"))],
)
def test_what_fails_for_a_reason_that_may_pass_is_tried_again_in_its_order(
    engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture, passing: Exception
) -> None:
    kept, failing = keeper(engine, tmp_path), [passing, passing]

    def write(connection: Any, name: str) -> None:
        if failing:
            raise failing.pop()
        write_fact(connection, name)

    kept.takes("later-fact", write)
    with locked(engine):
        for kind, name in (("later-fact", "one"), ("later-fact", "two"), ("fact", "other")):
            kept.write(kind, name)
    assert kept.carry_out() == 1
    assert facts(engine) == ["other"]
    assert kept.carry_out() == 0
    assert caplog.text.count("cannot be written yet") == 1
    assert kept.carry_out() == 2
    assert facts(engine) == ["one", "other", "two"]
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_file_that_is_no_json_is_put_aside(engine: Engine, tmp_path: Path) -> None:
    kept = keeper(engine, tmp_path)
    with locked(engine):
        kept.write("fact", "one")
    (file,) = (tmp_path / "kept").iterdir()
    file.write_text('"on')
    assert kept.carry_out() == 0
    assert [one.name for one in (tmp_path / "kept").iterdir()] == [file.name + kept_writes.REFUSED]


def test_there_is_an_end_to_what_is_kept_and_who_is_refused_hears_of_it(engine: Engine, tmp_path: Path) -> None:
    kept = KeptWrites(tmp_path / "kept", engine, lambda: NOON, most=1)
    kept.takes("fact", write_fact)
    with locked(engine):
        kept.write("fact", "one")
        with pytest.raises(OSError, match="1 files wait"):
            kept.write("fact", "two")


def test_what_was_kept_for_another_database_is_not_written_to_this_one(
    engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def at(database: Engine) -> KeptWrites:
        made = KeptWrites(tmp_path / "kept", database, lambda: NOON, whose=name_of)
        made.takes("fact", write_fact)
        return made

    first, other = at(engine), create_engine(with_tables(tmp_path / "other.sqlite"))
    with locked(engine):
        first.write("fact", "one")
    second = at(other)
    assert [second.carry_out(), second.carry_out()] == [0, 0]
    assert caplog.text.count("was kept for another database") == 1
    assert facts(other) == [FACT]
    assert at(engine).carry_out() == 1
    assert facts(engine) == [FACT, "one"]
    other.dispose()


def test_what_was_kept_for_another_database_ends_as_well(engine: Engine, tmp_path: Path) -> None:
    with locked(engine):
        KeptWrites(tmp_path / "kept", engine, lambda: NOON, whose=lambda _: "one").write("fact", "one")
    (file,) = (tmp_path / "kept").iterdir()
    os.utime(file, (NOON.timestamp(), NOON.timestamp()))
    second = KeptWrites(tmp_path / "kept", engine, lambda: NOON, whose=lambda _: "two")
    second.takes("fact", write_fact)
    second.carry_out()
    second.forget_before(NOON.date())
    assert file.exists()
    second.forget_before(NOON.date() + timedelta(days=1))
    assert not file.exists()


def test_there_is_an_end_to_how_much_is_kept_as_well(engine: Engine, tmp_path: Path) -> None:
    kept = KeptWrites(tmp_path / "kept", engine, lambda: NOON, most_bytes=1_000)
    with locked(engine):
        kept.write("fact", "x" * 1_000)
        with pytest.raises(OSError, match="1 files wait"):
            kept.write("fact", "two")


def test_what_can_never_be_written_takes_no_room_from_what_can(engine: Engine, tmp_path: Path) -> None:
    kept = KeptWrites(tmp_path / "kept", engine, lambda: NOON, most=1)
    (tmp_path / "kept").mkdir()
    for name in (f"1-fact-{new_name()}.json{kept_writes.REFUSED}", f"{kept_writes.DRAFT}x"):
        (tmp_path / "kept" / name).write_text("x")
    with locked(engine):
        kept.write("fact", "one")
    assert kept.waiting() == 2


def test_what_can_never_be_written_and_drafts_are_deleted_after_their_time_and_what_waits_is_not(
    engine: Engine, tmp_path: Path
) -> None:
    kept, folder = keeper(engine, tmp_path), tmp_path / "kept"
    folder.mkdir()
    refused, draft = f"1-fact-{new_name()}.json{kept_writes.REFUSED}", f"{kept_writes.DRAFT}x"
    waits = f"2-fact-{new_name()}.json"
    for name in (refused, draft, waits):
        (folder / name).write_text('"one"')
        os.utime(folder / name, (NOON.timestamp(), NOON.timestamp()))
    [rule] = kept_writes.retention(kept)
    with engine.begin() as connection:
        rule.forget(connection, NOON.date())
        assert sorted(one.name for one in folder.iterdir()) == sorted([refused, draft, waits])
        rule.forget(connection, NOON.date() + timedelta(days=1))
    assert [one.name for one in folder.iterdir()] == [waits]


def test_drafts_that_a_process_left_when_it_died_are_deleted_at_the_next_start(engine: Engine, tmp_path: Path) -> None:
    kept, folder = keeper(engine, tmp_path), tmp_path / "kept"
    folder.mkdir()
    for name, at in ((".draft-old", NOON.timestamp()), (".draft-new", time.time())):
        (folder / name).write_text("half")
        os.utime(folder / name, (at, at))
    old = NOON.timestamp() - 10 * 365 * 86_400
    os.utime(folder / ".draft-old", (old, old))
    kept.start()
    kept.close()
    assert [one.name for one in folder.iterdir()] == [".draft-new"]


def test_counts_that_were_kept_add_up_also_where_some_were_counted_meanwhile(engine: Engine, tmp_path: Path) -> None:
    kept = keeper(engine, tmp_path)
    views = ViewCounter(engine, lambda: NOON, kept)
    for number in (1, 2):
        with locked(engine):
            for _ in range(number):
                views.count(RESET)
            views.flush()
    views.count(RESET)
    views.flush()
    assert kept.carry_out() == 2
    with engine.connect() as connection:
        assert connection.scalar(select(func.sum(ArticleViews.views))) == 4
        assert connection.scalar(select(func.count()).select_from(WrittenOnce)) == 3


def test_what_a_process_counted_is_kept_when_it_ends_while_the_database_is_away(engine: Engine, tmp_path: Path) -> None:
    views = ViewCounter(engine, lambda: NOON, keeper(engine, tmp_path))
    views.count(RESET)
    with locked(engine):
        views.close()
    after = keeper(engine, tmp_path)
    ViewCounter(engine, lambda: NOON, after)
    assert after.carry_out() == 1
    with engine.connect() as connection:
        assert connection.scalar(select(ArticleViews.views)) == 1


def test_of_what_is_known_to_be_written_one_name_stays(engine: Engine, tmp_path: Path) -> None:
    views = ViewCounter(engine, lambda: NOON, keeper(engine, tmp_path))
    for _ in range(5):
        views.count(RESET)
        views.flush()
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(WrittenOnce)) == 1
    with engine.begin() as connection:
        retention().forget(connection, date(2026, 12, 30))
        assert connection.scalar(select(func.count()).select_from(WrittenOnce)) == 0


def test_where_the_disk_takes_nothing_counts_wait_in_memory_as_before(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("no folder")
    views = ViewCounter(engine, lambda: NOON, keeper(engine, tmp_path))
    views.count(RESET)
    with locked(engine):
        views.flush()
    views.flush()
    with engine.connect() as connection:
        assert connection.scalar(select(ArticleViews.views)) == 1


def test_a_database_that_is_away_is_told_where_nothing_can_be_kept(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("no folder")
    with locked(engine), pytest.raises((OSError, OperationalError)):
        keeper(engine, tmp_path).write("fact", "one")
    assert Counter(facts(engine)) == Counter()
