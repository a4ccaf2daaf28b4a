"""What the model may cost, on both kinds of database and with several processes at it: no count is lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from kb.core.setting_groups import AnswerSettings
from kb.storage.database import connect
from search.answers.generation.answer_use import AnswerUse, dropped_since, forget_older_than, used
from search.answers.generation.budget import AnswerBudget, Reserved
from tests.clock import NOON, Clock
from tests.servers import ROOT

TODAY, PROCESSES, TRIES = NOON.date(), 3, 40


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    opened = connect(database_url)
    yield opened
    opened.dispose()


def budget_of(database: Engine | None, tokens: int = 1_000, questions: int = 10) -> AnswerBudget:
    settings = AnswerSettings(answers_month_tokens=tokens, answers_day=questions)
    return AnswerBudget(database, settings, Clock(NOON))


def test_what_is_reserved_and_not_used_is_given_back_and_what_is_not_left_is_refused(database: Engine) -> None:
    budget = budget_of(database)
    first = budget.take(700)
    assert isinstance(first, Reserved)
    assert "KB_ANSWERS_MONTH_TOKENS" in str(budget.take(700))
    budget.settle(first, 250, {"number": 2, "quote": 1})
    second = budget.take(700)
    assert isinstance(second, Reserved)
    budget.settle(second, 9_000, {"number": 1})  # never more than was reserved is taken back
    with database.begin() as connection:
        assert used(connection, NOON) == AnswerUse(2, 950)
        assert dropped_since(connection, TODAY) == {"number": 3, "quote": 1}
        assert forget_older_than(connection, date(2030, 1, 1)) == 4
        assert used(connection, NOON) == AnswerUse()


def test_a_question_that_is_refused_takes_nothing_of_month_or_day(database: Engine) -> None:
    budget = budget_of(database, questions=1)
    assert isinstance(budget.take(100), Reserved)
    for _ in range(3):
        assert "KB_ANSWERS_DAY" in str(budget.take(100))
    with database.connect() as connection:
        assert used(connection, NOON) == AnswerUse(1, 100)


def test_without_a_database_or_its_tables_nothing_is_spent(tmp_path: Path, database: Engine) -> None:
    assert "no database" in str(budget_of(None).take(1))
    with database.begin() as connection:
        connection.exec_driver_sql("DROP TABLE answer_use")
    told = budget_of(database).take(1)
    assert "cannot be counted" in str(told)
    assert "answer_use" not in str(told) or "SELECT" not in str(told)


@pytest.mark.slow
@pytest.mark.parametrize(("tokens", "questions", "allowed"), [(10**6, 90, 90), (100 * 60, 10**6, None)])
def test_several_processes_have_one_budget_and_lose_no_count(
    database_url: str, database: Engine, tokens: int, questions: int, allowed: int | None
) -> None:
    """Each takes 100 tokens at a time and uses 60 of them."""
    command = [sys.executable, "-m", "tests.search.answers.generation.spending"]
    given = [database_url, str(tokens), str(questions), str(TRIES)]
    running = [
        subprocess.Popen([*command, *given], cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)
    ]
    taken = [int(process.communicate(timeout=240)[0]) for process in running]
    assert [process.returncode for process in running] == [0] * PROCESSES
    with database.connect() as connection:
        assert used(connection, NOON) == AnswerUse(sum(taken), 60 * sum(taken))
        assert dropped_since(connection, TODAY) == {"number": sum(taken)}
    if allowed is not None:
        assert sum(taken) == allowed
    assert 60 * sum(taken) <= tokens
