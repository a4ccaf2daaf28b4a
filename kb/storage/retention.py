"""What is known of people is deleted when its time is over, whatever else is switched on or off.

Each room that keeps something of people hands in a rule for it; one thread carries them all out, once a day.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from kb.core.clock import Clock
from kb.storage.background import Repeating
from kb.storage.database import naive_utc, said_by

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 60.0
"""So soon what could not be deleted is tried again, and so late at most a day ends."""


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long something is kept: for ``days`` days before today by UTC, 0 where it goes with its day.

    ``forget`` deletes what is of before the day it is given, or what tells there of whom it is; ``what`` names it in
    the log.
    """

    what: str
    days: int
    forget: Callable[[Connection, date], object]


class Retention(Repeating):
    """Carries out ``rules`` on ``database``, each in a transaction of its own; harmless where there is none."""

    def __init__(self, database: Engine | None, clock: Clock, rules: Iterable[RetentionRule]) -> None:
        super().__init__("retention", self.tidy, SECONDS_BETWEEN_LOOKS)
        self.rules = tuple(rules)
        self._database = database
        self._clock = clock
        self._carried_out: dict[RetentionRule, date] = {}

    def tidy(self) -> None:
        """Carry out each rule that was not yet carried out today. One that fails stops no other."""
        today = naive_utc(self._clock()).date()
        for rule in self.rules:
            if self._database is not None and self._carried_out.get(rule) != today:
                self._carry_out(self._database, rule, today)

    def _carry_out(self, database: Engine, rule: RetentionRule, today: date) -> None:
        try:
            with database.begin() as connection:
                rule.forget(connection, today - timedelta(days=rule.days))
        except Exception as error:
            is_ours = not isinstance(error, SQLAlchemyError)
            logger.warning(
                "old %s could not be deleted; it is tried again in a minute: %s",
                rule.what,
                said_by(error),
                exc_info=is_ours,
            )
        else:
            self._carried_out[rule] = today
