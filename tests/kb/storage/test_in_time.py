"""A page waits for the database only so long, and goes on with what was there before."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import OperationalError

from kb.storage.in_time import InTime
from tests.no_threads import no_more_threads

LONG = 120.0


class SlowDatabase:
    """Answers with the numbers of its answers, once it is let."""

    def __init__(self) -> None:
        self.may_answer, self.was_asked = threading.Event(), threading.Semaphore(0)
        self.answers = 0

    def read(self, *_: object) -> int:
        self.was_asked.release()
        assert self.may_answer.wait(LONG)
        self.answers += 1
        return self.answers


def test_what_is_there_in_time_is_read_anew_each_time() -> None:
    database = SlowDatabase()
    database.may_answer.set()
    read = InTime("it", database.read, 0, LONG)
    assert [read(), read(), read.newest()] == [1, 2, 2]


def test_what_is_late_is_had_by_whoever_comes_next_and_asked_for_once() -> None:
    database = SlowDatabase()
    read = InTime("it", database.read, 0, 0.0)
    assert [read(), read(), read.newest()] == [0, 0, 0]
    database.may_answer.set()
    while read.newest() == 0:  # it comes when the database has answered
        pass
    assert database.answers == 1


def test_who_comes_while_it_is_read_waits_for_the_same_answer() -> None:
    database = SlowDatabase()
    read = InTime("it", database.read, 0, LONG)
    with ThreadPoolExecutor() as pool:
        one = pool.submit(read)
        assert database.was_asked.acquire(timeout=LONG)
        other, newest = pool.submit(read), pool.submit(read.newest)
        database.may_answer.set()
        assert [one.result(LONG), newest.result(LONG)] == [1, 1]
        assert other.result(LONG) in (1, 2)


def test_different_questions_have_answers_of_their_own() -> None:
    read = InTime("it", lambda language: f"in {language}", "", LONG)
    assert [read("en"), read("fa"), read.newest("en"), read.newest("ar")] == ["in en", "in fa", "in en", ""]


def test_where_the_database_is_away_what_was_read_before_stays(caplog: pytest.LogCaptureFixture) -> None:
    answers = iter([7])

    def once() -> int:
        for answer in answers:
            return answer
        raise OperationalError("", {}, Exception("the server is gone"))

    read = InTime("the number", once, 0, LONG)
    assert [read(), read()] == [7, 7]
    assert "the number could not be read" in caplog.text
    assert "Traceback" not in caplog.text


def test_where_no_thread_can_be_started_what_was_read_before_stays_and_the_next_reads_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    database = SlowDatabase()
    database.may_answer.set()
    read = InTime("the number", database.read, 0, LONG)
    assert read() == 1
    with no_more_threads():
        assert [read(), read.newest()] == [1, 1]
    assert read() == 2
    assert "the number could not be read: can't start new thread" in caplog.text
