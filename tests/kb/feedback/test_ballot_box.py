"""The ballot box: one vote a reader, what is kept of them, how often one votes, two processes at once."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from kb.feedback.ballot_box import (
    DAY_SECONDS,
    MOST_OF_ADDRESS,
    MOST_OF_ADDRESS_A_DAY,
    MOST_OF_ARTICLE,
    MOST_OF_READER,
    MOST_WITHOUT_MARK,
    WINDOW_SECONDS,
    forget_days_before,
)
from kb.feedback.votes import (
    MOST_OF_PLACE,
    Score,
    TooManyVotesError,
)
from kb.storage.database import connect
from tests.kb.conftest import an_article
from tests.kb.feedback.conftest import ANN, BEN, NO, RESET, WRONG, YES, Polling
from tests.kb.feedback.vote_many import VOTES

CLOSE = an_article("account/close")


PRIVATE = replace(ANN, is_private=True)


class TestOneVoteAReader:
    def test_a_second_vote_of_a_reader_changes_the_first(self, polling: Polling) -> None:
        first = polling.put(ANN)
        assert polling.put(ANN, opinion=NO) == first
        assert polling.score() == Score(0, 1)

    def test_readers_are_told_apart_by_address_and_by_browser(self, polling: Polling) -> None:
        for voter in (ANN, BEN, replace(ANN, agent="Safari")):
            polling.put(voter)
        assert polling.score() == Score(3, 0)

    def test_a_reader_votes_on_each_article(self, polling: Polling) -> None:
        polling.put(ANN)
        polling.put(ANN, CLOSE, NO)
        assert (polling.score(), polling.score(CLOSE)) == (Score(1, 0), Score(0, 1))

    def test_one_household_is_one_reader_however_often_its_address_of_ipv6_changes(self, polling: Polling) -> None:
        for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"):
            polling.put(replace(ANN, address=address))
        assert polling.score() == Score(2, 0)

    def test_an_ipv4_address_is_the_same_reader_written_as_ipv6(self, polling: Polling) -> None:
        polling.put(ANN)
        polling.put(replace(ANN, address=f"::ffff:{ANN.address}"))
        assert polling.score() == Score(1, 0)

    @pytest.mark.parametrize("address", ["", "unix:", "not an address"])
    def test_an_address_that_is_none_still_votes(self, polling: Polling, address: str) -> None:
        polling.put(replace(ANN, address=address))
        assert polling.score() == Score(1, 0)

    def test_two_processes_know_the_same_reader(self, polling: Polling) -> None:
        polling.put(ANN)
        polling.another_box().put(ANN, RESET, NO)
        assert polling.score() == Score(0, 1)

    def test_whoever_knows_the_name_of_a_vote_changes_it_from_another_address(self, polling: Polling) -> None:
        vote = polling.put(ANN)
        assert polling.put(BEN, opinion=NO, vote=vote) == vote
        assert polling.score() == Score(0, 1)

    def test_the_name_of_a_vote_is_of_no_use_on_another_article(self, polling: Polling) -> None:
        vote = polling.put(ANN)
        assert polling.put(BEN, CLOSE, NO, vote=vote) != vote
        assert (polling.score(), polling.score(CLOSE)) == (Score(1, 0), Score(0, 1))

    def test_a_vote_stands_after_a_day(self, polling: Polling) -> None:
        vote = polling.put(ANN)
        polling.now += timedelta(days=1)
        polling.put(ANN, opinion=NO, vote=vote)
        assert polling.score() == Score(1, 1)

    def test_no_said_again_without_a_reason_keeps_the_reasons_and_yes_takes_them_back(self, polling: Polling) -> None:
        polling.put(ANN, opinion=WRONG)
        polling.put(ANN, opinion=NO)
        assert polling.said().reasons == [("wrong", 1)]
        polling.put(ANN, opinion=YES)
        polling.put(ANN, opinion=NO)
        assert (polling.said().reasons, polling.said().comments) == ([], [])


class TestWhatIsKeptOfTheReader:
    def test_neither_address_nor_browser_is_written_anywhere(self, tmp_path: Path) -> None:
        polling = Polling(connect(f"sqlite:///{tmp_path / 'kb.sqlite'}"))
        polling.put(ANN, opinion=WRONG)
        polling.engine.dispose()
        written = b"".join(file.read_bytes() for file in tmp_path.glob("kb.sqlite*"))
        assert WRONG.comment.encode() in written
        assert ANN.address.encode() not in written
        assert ANN.agent.encode() not in written

    def test_the_mark_is_another_each_day(self, polling: Polling) -> None:
        polling.put(ANN)
        (before,) = polling.marks()
        polling.now += timedelta(days=1)
        polling.put(ANN)
        (after,) = (mark for mark in polling.marks() if mark)
        assert before != after

    def test_marks_and_secret_are_thrown_away_at_the_first_vote_of_a_later_day(self, polling: Polling) -> None:
        polling.put(ANN)
        (secret,) = polling.column("SELECT secret FROM feedback_secrets")
        polling.now = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
        polling.put(BEN)
        assert len([mark for mark in polling.marks() if mark]) == 1
        assert polling.column("SELECT day FROM feedback_secrets WHERE day < '2026-11-23'") == []
        assert len(polling.column("SELECT day FROM feedback_secrets")) == 1
        assert polling.column("SELECT secret FROM feedback_secrets") != [secret]
        assert polling.score() == Score(2, 0)

    def test_they_can_be_thrown_away_though_nobody_votes(self, polling: Polling) -> None:
        polling.put(ANN)
        with polling.engine.begin() as connection:
            forget_days_before(connection, date(2026, 11, 22))
        assert None not in polling.marks()
        with polling.engine.begin() as connection:
            forget_days_before(connection, date(2026, 11, 23))
        assert polling.marks() == [None]
        assert polling.column("SELECT day FROM feedback_secrets") == []

    def test_a_clock_that_goes_back_a_day_loses_no_vote(self, polling: Polling) -> None:
        polling.put(ANN)
        polling.now -= timedelta(days=1)
        polling.put(ANN, opinion=NO)
        polling.now += timedelta(days=1)
        polling.put(ANN)
        assert polling.score() == Score(1, 1)

    def test_a_private_reader_leaves_no_mark_and_is_counted(self, polling: Polling) -> None:
        polling.put(PRIVATE)
        assert polling.marks() == [None]
        assert polling.column("SELECT day FROM feedback_secrets") == []
        assert polling.score() == Score(1, 0)

    def test_a_private_reader_changes_their_vote_by_its_name(self, polling: Polling) -> None:
        vote = polling.put(PRIVATE)
        polling.put(PRIVATE, opinion=WRONG, vote=vote)
        assert polling.score() == Score(0, 1)
        assert polling.said().reasons == [("wrong", 1)]


class TestBounds:
    def test_a_reader_votes_so_often_a_minute_and_again_after_it(self, polling: Polling) -> None:
        for _ in range(MOST_OF_READER):
            polling.put(ANN)
        with pytest.raises(TooManyVotesError):
            polling.put(ANN, CLOSE)
        polling.put(BEN)
        polling.seconds += WINDOW_SECONDS
        polling.put(ANN)

    def test_an_article_is_judged_so_often_a_minute_by_all_together(self, polling: Polling) -> None:
        for number in range(MOST_OF_ARTICLE):
            polling.put(replace(ANN, address=f"192.0.2.{100 + number}"))
        with pytest.raises(TooManyVotesError):
            polling.put(BEN)
        polling.put(BEN, CLOSE)
        assert polling.score() == Score(MOST_OF_ARTICLE, 0)

    def test_votes_without_a_mark_are_bounded_more_narrowly_and_stop_no_others(self, polling: Polling) -> None:
        for _ in range(MOST_WITHOUT_MARK):
            polling.put(PRIVATE)
        with pytest.raises(TooManyVotesError):
            polling.put(PRIVATE)
        polling.put(ANN)
        assert polling.score() == Score(MOST_WITHOUT_MARK + 1, 0)

    def test_one_address_keeps_nobody_from_an_article_by_names_of_browsers_and_articles(self, polling: Polling) -> None:
        taken = 0
        for number in range(200):
            try:
                polling.put(replace(ANN, agent=f"bot{number}"), CLOSE if number % 7 == 0 else RESET, WRONG)
                taken += 1
            except TooManyVotesError:
                pass
        assert taken <= MOST_OF_ADDRESS
        polling.put(BEN)
        polling.seconds += WINDOW_SECONDS
        with pytest.raises(TooManyVotesError):
            polling.put(replace(ANN, agent="one more"))
        assert polling.score().votes == MOST_OF_PLACE + 1

    def test_people_behind_one_address_both_vote_and_change_it_when_others_there_were_many(
        self, polling: Polling
    ) -> None:
        office = [replace(ANN, agent=f"browser {number}") for number in range(MOST_OF_PLACE)]
        for voter in office:
            polling.put(voter)
        polling.put(office[-1], opinion=NO)
        assert polling.score() == Score(MOST_OF_PLACE - 1, 1)
        with pytest.raises(TooManyVotesError):
            polling.put(replace(ANN, agent="one more"))
        polling.seconds += DAY_SECONDS
        polling.now += timedelta(days=1)
        polling.put(replace(ANN, agent="one more"))

    def test_only_the_first_vote_of_an_address_on_a_day_is_distinct(self, polling: Polling) -> None:
        for voter in (ANN, replace(ANN, agent="Safari"), BEN, PRIVATE, PRIVATE, replace(ANN, address="")):
            polling.put(voter)
        assert sorted(map(bool, polling.column("SELECT is_distinct FROM feedback_votes"))) == [False] * 3 + [True] * 3

    def test_a_day_long_one_address_is_heard_on_few_articles(self, polling: Polling) -> None:
        taken = 0
        for number in range(400):
            polling.seconds += WINDOW_SECONDS / 10
            try:
                polling.put(replace(ANN, agent=f"bot{number}"), an_article(f"a/{number}"))
                taken += 1
            except TooManyVotesError:
                pass
        assert taken == MOST_OF_ADDRESS_A_DAY

    def test_a_clock_that_goes_back_does_not_lengthen_the_minute(self, polling: Polling) -> None:
        for _ in range(MOST_OF_READER):
            polling.put(ANN)
        polling.now -= timedelta(hours=1)
        polling.seconds += WINDOW_SECONDS
        polling.put(ANN)
        assert polling.score() == Score(1, 0)


class TestTheDatabase:
    @pytest.mark.slow
    @pytest.mark.longest
    def test_two_processes_that_cast_a_thousand_votes_each_lose_none(self, polling: Polling, database_url: str) -> None:
        command = [sys.executable, "-m", "tests.kb.feedback.vote_many", database_url]
        root = Path(__file__).parents[3]
        processes = [subprocess.Popen([*command, name], cwd=root) for name in ("a", "b")]
        assert [process.wait(timeout=300) for process in processes] == [0, 0]
        assert polling.score() == Score(VOTES, VOTES)

    def test_a_vote_waits_for_a_database_that_is_locked_for_a_moment(self, polling: Polling) -> None:
        lock = "BEGIN IMMEDIATE" if polling.engine.dialect.name == "sqlite" else "LOCK TABLE feedback_votes"
        with polling.engine.connect() as other:
            other.execute(text(lock))
            release = Timer(0.3, other.rollback)
            release.start()
            polling.put(ANN)
            release.join()
        assert polling.score() == Score(1, 0)

    def test_a_database_that_is_away_is_an_error_and_half_a_vote_is_none(self, polling: Polling) -> None:
        with polling.engine.begin() as connection:
            connection.execute(text("ALTER TABLE feedback_votes RENAME TO away"))
        with pytest.raises(SQLAlchemyError):
            polling.put(ANN)
        with polling.engine.begin() as connection:
            connection.execute(text("ALTER TABLE away RENAME TO feedback_votes"))
        polling.put(ANN)
        assert polling.score() == Score(1, 0)
