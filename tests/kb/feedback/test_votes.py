"""Votes: whose they are, which text they judge, how they are bounded, what is kept of the reader."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from kb.catalog.article import Article
from kb.feedback.ballot_box import (
    DAY_SECONDS,
    MOST_OF_ADDRESS,
    MOST_OF_ADDRESS_A_DAY,
    MOST_OF_ARTICLE,
    MOST_OF_READER,
    MOST_WITHOUT_MARK,
    WINDOW_SECONDS,
    BallotBox,
    Voter,
    forget_days_before,
)
from kb.feedback.form import clean, read_opinion, token
from kb.feedback.votes import (
    MOST_OF_PLACE,
    Judgement,
    Opinion,
    Score,
    TooManyVotesError,
    VoteReason,
    forget_older_than,
    judgement,
    votes_since,
)
from kb.storage.database import connect
from tests.kb.conftest import an_article
from tests.kb.feedback.vote_many import VOTES

YES, NO = Opinion(helpful=True), Opinion(helpful=False)
WRONG = Opinion(False, (VoteReason.WRONG,), "Step 3 is gone.")
RESET = an_article()
EDITED = replace(RESET, body="Another text.")
CLOSE = an_article("account/close")
ANN = Voter("192.0.2.1", "Firefox", is_private=False)
BEN = Voter("192.0.2.2", "Firefox", is_private=False)
PRIVATE = replace(ANN, is_private=True)


@dataclass
class Polling:
    """A ballot box, the time, and what is in the database."""

    engine: Engine
    now: datetime = datetime(2026, 11, 22, 12, tzinfo=UTC)
    seconds: float = 0.0
    box: BallotBox = field(init=False)

    def __post_init__(self) -> None:
        self.box = self.another_box()

    def another_box(self) -> BallotBox:
        """That of another process."""
        return BallotBox(self.engine, lambda: self.now, lambda: self.seconds)

    def put(self, voter: Voter, article: Article = RESET, opinion: Opinion = YES, **more: str) -> str:
        return self.box.put(voter, article, opinion, **more)

    def score(self, article: Article = RESET) -> Score:
        with self.engine.connect() as connection:
            return judgement(connection, article).now

    def said(self, article: Article = RESET) -> Judgement:
        with self.engine.connect() as connection:
            return judgement(connection, article)

    def column(self, sql: str) -> list[object]:
        with self.engine.connect() as connection:
            return list(connection.scalars(text(sql)))

    def marks(self) -> list[object]:
        return self.column("SELECT reader FROM feedback_votes")


@pytest.fixture
def polling(database_url: str) -> Iterator[Polling]:
    engine = connect(database_url)
    yield Polling(engine)
    engine.dispose()


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


class TestTheTextThatIsJudged:
    def test_after_an_edit_the_score_starts_anew_and_the_history_stays(self, polling: Polling) -> None:
        polling.put(ANN, opinion=WRONG)
        assert polling.score(EDITED) == Score()
        polling.put(ANN, EDITED)
        found = polling.said(EDITED)
        assert (found.now, found.before) == (Score(1, 0), Score(0, 1))
        assert [(comment.text, comment.is_current) for comment in found.comments] == [("Step 3 is gone.", False)]
        assert found.reasons == []

    def test_an_edit_taken_back_brings_the_score_back(self, polling: Polling) -> None:
        polling.put(ANN)
        polling.put(ANN, EDITED, NO)
        assert polling.score(RESET) == Score(1, 0)

    def test_a_review_or_a_new_owner_is_no_edit(self, polling: Polling) -> None:
        polling.put(ANN)
        assert polling.score(replace(RESET, last_reviewed_on=date(2026, 11, 22), owner="Ann")) == Score(1, 0)

    def test_a_vote_on_a_page_that_was_open_during_an_edit_counts_for_what_was_read(self, polling: Polling) -> None:
        polling.put(ANN, EDITED, NO, revision=RESET.content_hash)
        assert (polling.score(RESET), polling.score(EDITED)) == (Score(0, 1), Score())

    def test_reasons_given_after_an_edit_belong_to_the_vote_before_it(self, polling: Polling) -> None:
        vote = polling.put(ANN, opinion=NO)
        assert polling.put(ANN, EDITED, WRONG, vote=vote) == vote
        assert polling.score(EDITED) == Score()
        assert polling.said(RESET).reasons == [("wrong", 1)]

    def test_an_answer_to_the_new_text_leaves_the_vote_on_the_old_one(self, polling: Polling) -> None:
        vote = polling.put(ANN, opinion=NO)
        polling.put(ANN, EDITED, YES, vote=vote, revision=EDITED.content_hash)
        assert (polling.score(RESET), polling.score(EDITED)) == (Score(0, 1), Score(1, 0))

    def test_votes_are_told_by_article_and_revision_from_a_day_on(self, polling: Polling) -> None:
        polling.put(ANN)
        polling.now += timedelta(days=1)
        polling.put(BEN, opinion=NO)
        polling.put(BEN, EDITED)
        with polling.engine.connect() as connection:
            found = votes_since(connection, date(2026, 11, 23))
            assert found == {RESET.id: {RESET.content_hash: Score(0, 1), EDITED.content_hash: Score(1, 0)}}
            assert votes_since(connection, date(2026, 11, 22))[RESET.id][RESET.content_hash] == Score(1, 1)

    def test_the_newest_comment_comes_first_and_reasons_by_how_many_gave_them(self, polling: Polling) -> None:
        polling.put(ANN, opinion=Opinion(False, (VoteReason.OTHER, VoteReason.UNCLEAR), "first"))
        polling.now += timedelta(hours=1)
        polling.put(BEN, opinion=Opinion(False, (VoteReason.UNCLEAR,), "second"))
        found = polling.said()
        assert [comment.text for comment in found.comments] == ["second", "first"]
        assert found.reasons == [("unclear", 2), ("other", 1)]


class TestForgetting:
    def test_old_votes_are_deleted_with_their_comments_and_still_counted(self, polling: Polling) -> None:
        polling.put(ANN, opinion=WRONG)
        polling.put(BEN)
        polling.now += timedelta(days=1)
        polling.put(ANN)
        with polling.engine.begin() as connection:
            assert forget_older_than(connection, date(2026, 11, 23)) == 2
            assert forget_older_than(connection, date(2026, 11, 23)) == 0
        assert polling.score() == Score(2, 1)
        assert polling.said().comments == []
        assert len(polling.marks()) == 1

    def test_what_is_forgotten_later_is_added(self, polling: Polling) -> None:
        for _ in range(2):
            polling.put(ANN, opinion=NO)
            polling.now += timedelta(days=1)
            with polling.engine.begin() as connection:
                forget_older_than(connection, polling.now.date())
        assert polling.score() == Score(0, 2)
        assert polling.marks() == []


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


class TestWhatIsSent:
    def test_reasons_are_kept_once_and_in_order(self) -> None:
        plain = {"helpful": False, "reasons": ["other", "wrong", "other"], "comment": " x "}
        assert read_opinion(plain) == Opinion(False, (VoteReason.WRONG, VoteReason.OTHER), "x")

    @pytest.mark.parametrize(
        ("plain", "expected"),
        [
            ({}, "helpful='None' is not true or false"),
            ({"helpful": "yes"}, "helpful='yes'"),
            ({"helpful": 1}, "helpful='1'"),
            ({"helpful": False, "reasons": ["wrong", "ugly"]}, "is not a list of wrong, unclear, missing"),
            ({"helpful": False, "reasons": "wrong"}, "reasons='wrong' is not a list"),
            ({"helpful": False, "reasons": [["wrong"]]}, "is not a list of"),
            ({"helpful": False, "comment": 5}, "comment='5' is not text"),
            ({"helpful": True, "reasons": ["wrong"]}, "go with helpful=false"),
            ({"helpful": True, "comment": "x"}, "go with helpful=false"),
        ],
    )
    def test_what_is_no_vote_is_refused_by_name_and_expectation(self, plain: dict[str, object], expected: str) -> None:
        with pytest.raises(ValueError, match=r".") as caught:
            read_opinion(plain)
        assert expected in str(caught.value)

    @pytest.mark.parametrize(
        ("comment", "kept"),
        [
            ("two\r\nlines\rand\tmore", "two\nlines\nand more"),
            ("a\0b\x1bc\x85d\ud800e", "abcde"),
            ("می\u200cخواهم", "می\u200cخواهم"),
            ("👩\u200d🚀", "👩\u200d🚀"),
            ("x" * 5_000, "x" * 1_000),
            ("🚀" * 5_000, "🚀" * 1_000),
            (" \n ", ""),
        ],
    )
    def test_comments_are_cleaned_and_cut(self, comment: str, kept: str) -> None:
        assert clean(comment) == kept

    @pytest.mark.parametrize("value", [None, 5, "", "0" * 31, "0" * 33, "G" * 32, "0" * 32 + "\n", ["0" * 32]])
    def test_what_is_no_name_of_a_vote_is_none(self, value: object) -> None:
        assert token(value) == ""
