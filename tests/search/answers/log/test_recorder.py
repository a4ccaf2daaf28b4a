"""What is said of answers reaches the database, whatever else is sent in its place."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from kb.storage.collecting import MAX_PENDING
from search.answers.composing.shape import AnswerOutcome, AskedQuestion, ComposedAnswer
from search.answers.log.history import read_asked, sums_by_language
from search.answers.log.recorder import TRIES, AnswerRecorder
from tests.clock import NOON

REFUSED = ComposedAnswer(AskedQuestion("Where is it?", "en"), AnswerOutcome.REFUSED, "en")


def test_what_names_no_question_keeps_nothing_from_being_written(database: Engine) -> None:
    recorder = AnswerRecorder(database, lambda: NOON)
    name = recorder.record("somebody", REFUSED) or ""
    for other in ("\0", "\ud800", "x" * 5_000, "", name.upper() + "'"):
        recorder.mark(other, solved=True)
    recorder.flush()
    recorder.mark(name, solved=False)
    recorder.flush()
    with database.connect() as connection:
        [kept] = read_asked(connection, NOON.date(), NOON.date())
    assert (kept.question, kept.solved) == ("Where is it?", False)


def test_where_the_database_is_away_questions_wait_bounded_and_are_written_later(
    database: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    recorder = AnswerRecorder(database, lambda: NOON)
    name = recorder.record("first", REFUSED) or ""
    recorder.count_unrecorded("en")
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE answers_asked RENAME TO away"))
    with caplog.at_level(logging.WARNING):
        recorder.flush()
    assert "questions could not be written and wait" in caplog.text
    assert "Where is it?" not in caplog.text
    recorder.mark(name, solved=True)
    for number in range(MAX_PENDING + 5):
        recorder.record(f"reader {number}", REFUSED)
    assert recorder.dropped == 6
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO answers_asked"))
    recorder.close()
    with database.connect() as connection:
        asked = read_asked(connection, NOON.date(), NOON.date())
        sums = sums_by_language(connection, asked, NOON.date() - timedelta(days=1), NOON.date())
    assert len(asked) == MAX_PENDING
    assert (sums["en"]["solved"], sums["en"]["unrecorded"]) == (1, 1)


def test_what_is_said_of_a_question_reaches_it_though_another_process_writes_it_later(database: Engine) -> None:
    one, other = (AnswerRecorder(database, lambda: NOON) for _ in range(2))
    name = one.record("somebody", REFUSED) or ""
    other.mark(name, solved=True)
    other.flush()
    one.flush()
    other.flush()
    with database.connect() as connection:
        [kept] = read_asked(connection, NOON.date(), NOON.date())
    assert kept.solved
    other.mark("0" * 16, solved=True)
    for _ in range(TRIES + 1):
        assert other._marks
        other.flush()
    assert not other._marks
