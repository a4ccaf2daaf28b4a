"""What answers by a language model have cost, and why sentences of it were not shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from kb.core.setting_groups import AnswerSettings
from kb.language.marking import N_
from search.answers.generation.answer_use import AnswerUse, dropped_since, used

_SIGNS, _QUOTATION = N_("with links, markup or hidden signs"), N_("the quotation does not stand in the article")
_PROMISES, _FACTS = N_("promises, or a way to somewhere else"), N_("with a number, date, code or product of its own")
_OPPOSITE, _FAR = N_("saying the opposite of the article"), N_("too far from what the article says")
_LANGUAGE, _FORM = N_("in another language"), N_("too long, or said twice")
_BY_REASON: Mapping[str, str] = {
    **dict.fromkeys(("link", "markup", "hidden"), _SIGNS),
    **dict.fromkeys(("source", "quote"), _QUOTATION),
    **dict.fromkeys(("elsewhere", "claim", "itself"), _PROMISES),
    **dict.fromkeys(("number", "date", "code", "address", "product"), _FACTS),
    **dict.fromkeys(("negation", "opposite"), _OPPOSITE),
    **dict.fromkeys(("words", "meaning"), _FAR),
    **dict.fromkeys(("length", "repeated"), _FORM),
    "language": _LANGUAGE,
}


@dataclass(frozen=True, slots=True)
class ModelUse:
    """Questions of today and tokens of this month with their limits, and sentences dropped since the first day that is
    looked at, by what was wrong with them (to be translated), the most first.
    """

    used: AnswerUse
    most_questions: int
    most_tokens: int
    dropped: Mapping[str, int]


def model_use(database: Engine, settings: AnswerSettings, now: datetime, first: date) -> ModelUse | None:
    """What there is to tell; None where no model is set and none was.

    Raises:
        SQLAlchemyError: the database cannot be read.

    """
    with database.connect() as connection:
        use, reasons = used(connection, now), dropped_since(connection, first)
    if not (settings.answers_url or use.tokens or reasons):
        return None
    dropped = Counter[str]()
    for reason, count in reasons.items():
        dropped[_BY_REASON.get(reason, _FAR)] += count
    return ModelUse(use, settings.answers_day, settings.answers_month_tokens, dict(dropped.most_common()))
