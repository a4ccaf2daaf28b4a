"""What is said of answers reaches the database, whatever else is sent in its place."""

from __future__ import annotations

from sqlalchemy import Engine

from search.answers.composing.shape import AnswerOutcome, AskedQuestion, ComposedAnswer
from search.answers.log.history import read_asked
from search.answers.log.recorder import AnswerRecorder
from tests.clock import NOON


def test_what_names_no_question_keeps_nothing_from_being_written(database: Engine) -> None:
    recorder = AnswerRecorder(database, lambda: NOON)
    composed = ComposedAnswer(AskedQuestion("Where is it?", "en"), AnswerOutcome.REFUSED, "en")
    name = recorder.record("somebody", composed) or ""
    for other in ("\0", "\ud800", "x" * 5_000, "", name.upper() + "'"):
        recorder.mark(other, solved=True)
    recorder.flush()
    recorder.mark(name, solved=False)
    recorder.flush()
    with database.connect() as connection:
        [kept] = read_asked(connection, NOON.date(), NOON.date())
    assert (kept.question, kept.solved) == ("Where is it?", False)
