"""Votes of the moments in which the database takes none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.exc import OperationalError

from kb.core.events import SiteEvent
from kb.feedback.ballot_box import BallotBox, UnsavedVoteError, Voter
from kb.feedback.vote_rows import FeedbackVote
from kb.feedback.votes import MOST_OF_PLACE, Opinion, VoteReason
from kb.storage.kept.kept_writes import MOST_FILES, KeptWrites
from tests.conftest import with_tables
from tests.kb.conftest import an_article

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LID = an_article()
YES, NO = Opinion(helpful=True), Opinion(helpful=False)
WRONG = Opinion(False, (VoteReason.WRONG,), "Step 3 is gone.")
ANN = Voter("192.0.2.1", "Firefox", is_private=False)
NOBODY = Voter("192.0.2.9", "Firefox", is_private=True)


class Booth:
    """A ballot box over a database that may take nothing."""

    def __init__(self, url: str, folder: Path, most: int = MOST_FILES) -> None:
        self.engine: Engine = create_engine(url, connect_args={"timeout": 0})
        self.now, self.loses_answers = NOON, False
        event.listen(self.engine, "commit", self._commit)
        self.later = KeptWrites(folder / "kept", self.engine, lambda: self.now, most)
        self.told: list[SiteEvent] = []
        self.box = self._box(self.later)

    def _box(self, later: KeptWrites) -> BallotBox:
        told = self.told
        return BallotBox(self.engine, lambda: self.now, lambda: 0.0, lambda _, event: told.append(event), later=later)

    def _commit(self, connection: Connection) -> None:
        if self.loses_answers:  # it is carried out, and the connection ends before anybody hears of that
            driver: Any = connection.connection.driver_connection
            driver.commit()
            raise OperationalError("COMMIT", {}, Exception("the connection was lost"))

    def another(self, folder: Path) -> BallotBox:
        """That of a machine with a data folder of its own."""
        return self._box(KeptWrites(folder / "kept", self.engine, lambda: self.now))

    def closed(self) -> Engine:
        self.other = self.engine.connect()
        self.other.exec_driver_sql("BEGIN IMMEDIATE")
        return self.engine

    def open(self) -> None:
        self.other.close()

    def rows(self) -> list[tuple[str, bool, str]]:
        row = FeedbackVote
        with self.engine.connect() as connection:
            return [(one.id, one.helpful, one.comment) for one in connection.execute(select(row))]


@pytest.fixture
def booth(tmp_path: Path) -> Iterator[Booth]:
    made = Booth(with_tables(tmp_path / "kb.sqlite"), tmp_path)
    yield made
    made.engine.dispose()


def test_a_vote_that_waits_has_the_name_by_which_it_is_changed_before_and_after(booth: Booth) -> None:
    booth.closed()
    name = booth.box.put(NOBODY, LID, NO)
    assert booth.box.put(NOBODY, LID, WRONG, vote=name) == name
    booth.open()
    assert booth.box.put(NOBODY, LID, YES, vote=name) == name, "not before what it changes"
    assert booth.rows() == []
    assert booth.told == []
    assert booth.later.carry_out() == 3
    assert booth.rows() == [(name, True, "")]
    assert booth.box.put(NOBODY, LID, NO, vote=name) == name
    assert [one[:2] for one in booth.rows()] == [(name, False)]
    assert len(booth.told) == 4


def test_a_change_waits_behind_a_change_that_waits(booth: Booth) -> None:
    name = booth.box.put(NOBODY, LID, YES)
    booth.closed()
    booth.box.put(NOBODY, LID, NO, vote=name)
    booth.open()
    assert booth.box.put(NOBODY, LID, WRONG, vote=name) == name
    assert booth.rows() == [(name, True, "")]
    assert booth.later.carry_out() == 2
    assert booth.rows() == [(name, False, "Step 3 is gone.")]


@pytest.mark.parametrize("who", [NOBODY, ANN], ids=["by name", "by mark"])
def test_what_was_kept_never_overwrites_what_was_said_after_it(booth: Booth, who: Voter, tmp_path: Path) -> None:
    name = booth.box.put(who, LID, YES)
    booth.closed()
    booth.now += SECOND
    booth.box.put(who, LID, Opinion(False, (), "first words"), vote=name if who.is_private else "")
    booth.open()
    booth.now += SECOND
    elsewhere = booth.another(tmp_path / "other")  # another machine knows nothing of what waits here
    elsewhere.put(who, LID, WRONG, vote=name if who.is_private else "")
    told = len(booth.told)
    assert booth.later.carry_out() == 1
    assert booth.rows() == [(name, False, "Step 3 is gone.")]
    assert len(booth.told) == told
    assert not booth.later.waits(name)


def test_one_reader_who_votes_twice_meanwhile_counts_once(booth: Booth) -> None:
    booth.box.put(ANN, LID, YES)  # their mark is known from here on
    booth.closed()
    booth.box.put(ANN, LID, NO)
    booth.box.put(ANN, LID, WRONG)
    booth.open()
    booth.later.carry_out()
    assert [one[1:] for one in booth.rows()] == [(False, "Step 3 is gone.")]


def test_on_a_day_whose_secret_nobody_knows_yet_a_reader_still_counts_once(booth: Booth) -> None:
    booth.closed()
    booth.box.put(ANN, LID, NO)
    booth.box.put(ANN, LID, YES)
    booth.open()
    booth.later.carry_out()
    assert [one[1] for one in booth.rows()] == [True]


def test_more_than_one_place_has_are_not_counted_though_they_were_kept(booth: Booth) -> None:
    booth.box.put(ANN, LID, YES)
    booth.closed()
    for number in range(MOST_OF_PLACE + 1):
        booth.box.put(Voter("192.0.2.1", f"Browser {number}", is_private=False), LID, YES)
    booth.open()
    booth.later.carry_out()
    with booth.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(FeedbackVote)) == MOST_OF_PLACE


@pytest.mark.parametrize("who", [NOBODY, ANN], ids=["by name", "by mark"])
def test_a_change_that_was_written_although_nobody_was_told_is_told_once(booth: Booth, who: Voter) -> None:
    name = booth.box.put(who, LID, YES)
    booth.told.clear()
    booth.loses_answers = True
    booth.box.put(who, LID, WRONG, vote=name if who.is_private else "")
    booth.loses_answers = False
    assert booth.rows() == [(name, False, "Step 3 is gone.")]
    assert booth.later.waiting() == 1
    booth.later.carry_out()
    assert booth.later.waiting() == 0
    assert len(booth.told) == 1


def test_a_vote_that_is_written_after_its_day_has_no_mark_any_more(booth: Booth) -> None:
    booth.box.put(ANN, an_article(key="other"), YES)  # their mark is known from here on
    booth.closed()
    booth.box.put(ANN, LID, NO)
    booth.open()
    booth.now += timedelta(days=1)
    assert booth.later.carry_out() == 1
    with booth.engine.connect() as connection:
        late = select(FeedbackVote).where(FeedbackVote.key == LID.key)
        assert [(one.reader, one.place, one.helpful) for one in connection.execute(late)] == [(None, None, False)]


def test_a_vote_that_can_neither_wait_behind_another_nor_go_before_it_is_refused(tmp_path: Path) -> None:
    booth = Booth(with_tables(tmp_path / "kb.sqlite"), tmp_path, most=1)
    booth.closed()
    name = booth.box.put(NOBODY, LID, YES)
    booth.open()
    with pytest.raises(UnsavedVoteError, match="1 files wait"):
        booth.box.put(NOBODY, LID, NO, vote=name)
    assert booth.later.carry_out() == 1
    assert booth.rows() == [(name, True, "")]
    booth.engine.dispose()


def test_where_nothing_can_be_kept_whoever_votes_is_told_that_it_was_not_saved(booth: Booth, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("no folder")
    booth.closed()
    with pytest.raises(OperationalError):
        booth.box.put(NOBODY, LID, YES)
    booth.open()
