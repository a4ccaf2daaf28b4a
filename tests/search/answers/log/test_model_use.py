"""What answers by a language model cost, and why sentences were dropped."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import Engine

from kb.core.settings import Settings
from search.answers.generation.answer_use import AnswerUse, reserve, settle
from search.answers.grounded.verify import DropReason
from search.answers.log.model_use import _BY_REASON, model_use

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def use(database: Engine) -> None:
    with database.begin() as connection:
        assert reserve(connection, NOW, 900, 5_000, 10) == ""
        settle(connection, "2026-11", 100, "2026-11-29", {"number": 2, "code": 1, "quote": 1})


def test_nothing_is_told_where_no_model_is_set_and_none_was(database: Engine) -> None:
    assert model_use(database, Settings(), NOW, date(2026, 11, 1)) is None
    assert model_use(database, Settings(answers_url="http://model.example/v1"), NOW, date(2026, 11, 1)) is not None


def test_what_was_used_is_told_with_its_limits_and_what_was_dropped_by_its_fault(database: Engine) -> None:
    use(database)
    told = model_use(database, Settings(answers_day=10, answers_month_tokens=5_000), NOW, date(2026, 11, 1))
    assert told is not None
    assert (told.used, told.most_questions, told.most_tokens) == (AnswerUse(1, 800), 10, 5_000)
    assert list(told.dropped.values()) == [3, 1]
    later = model_use(database, Settings(), NOW, date(2026, 11, 30))
    assert later is not None
    assert later.dropped == {}


def test_every_reason_has_words() -> None:
    assert set(_BY_REASON) == set(map(str, DropReason))
