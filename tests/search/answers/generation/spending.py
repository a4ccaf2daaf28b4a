"""One of several processes that have one budget: takes and gives back, and says how often it could."""

from __future__ import annotations

import sys

from kb.core.setting_groups import AnswerSettings
from kb.storage.database import connect
from search.answers.generation.budget import AnswerBudget, Reserved
from tests.clock import NOON, Clock


def main(url: str, tokens: str, questions: str, tries: str) -> None:
    """Spend from the budget in the database at ``url``."""
    database = connect(url)
    settings = AnswerSettings(answers_month_tokens=int(tokens), answers_day=int(questions))
    budget = AnswerBudget(database, settings, Clock(NOON))
    taken = 0
    for _ in range(int(tries)):
        one = budget.take(100)
        if isinstance(one, Reserved):
            taken += 1
            budget.settle(one, 60, {"number": 1})
        else:
            assert "used up" in one, one
    database.dispose()
    sys.stdout.write(str(taken))


if __name__ == "__main__":
    main(*sys.argv[1:])
