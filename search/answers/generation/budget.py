"""Whether a question may be asked of the model, and what it cost in the end."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from kb.core.clock import Clock
from kb.core.setting_groups import AnswerSettings
from kb.storage.database import said_by
from search.answers.generation.answer_use import day_of, month_of, reserve, settle

logger = logging.getLogger(__name__)
_SAID = {
    "month": "the tokens of this month are used up (KB_ANSWERS_MONTH_TOKENS)",
    "day": "the questions of today are used up (KB_ANSWERS_DAY)",
}


@dataclass(frozen=True, slots=True)
class Reserved:
    """So many tokens, taken out of the budget of ``month``."""

    month: str
    tokens: int


class AnswerBudget:
    """The budget of one site. Without a ``database``, or while it fails, there is none: what cannot be counted is not
    spent.
    """

    def __init__(self, database: Engine | None, settings: AnswerSettings, clock: Clock) -> None:
        self._database, self._settings, self._clock = database, settings, clock

    def take(self, tokens: int) -> Reserved | str:
        """Reserve a question and ``tokens``; why there are none where there are none."""
        if self._database is None:
            return "there is no database to count what the model costs"
        now = self._clock()
        try:
            with self._database.connect() as connection, connection.begin() as transaction:
                settings = self._settings
                out = reserve(connection, now, tokens, settings.answers_month_tokens, settings.answers_day)
                if out:
                    transaction.rollback()
                    return _SAID[out]
        except SQLAlchemyError as error:
            return f"what the model costs cannot be counted: {said_by(error)}"
        return Reserved(month_of(now), tokens)

    def settle(self, reserved: Reserved, used_tokens: int, dropped: Mapping[str, int]) -> None:
        """Tell what a question cost; where that cannot be written all that was reserved counts."""
        assert self._database is not None
        unused = max(reserved.tokens - used_tokens, 0)
        try:
            with self._database.begin() as connection:
                settle(connection, reserved.month, unused, day_of(self._clock()), dropped)
        except SQLAlchemyError as error:
            logger.warning("what an answer cost could not be written: %s", said_by(error))
