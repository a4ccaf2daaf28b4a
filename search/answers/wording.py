"""What is said around an answer. To be translated."""

from __future__ import annotations

from collections.abc import Mapping

from kb.language.marking import N_
from search.answers.composing.shape import AnswerOutcome, RequestKind

REQUESTS: Mapping[RequestKind, str] = {
    RequestKind.DO: N_("This page cannot do that for you: it only knows the help articles."),
    RequestKind.LOOK_UP: N_("This page cannot see your orders, payments or account: it only knows the help articles."),
    RequestKind.DANGER: N_("If somebody is in danger or something is burning, call the emergency services first."),
}
OUTCOMES: Mapping[AnswerOutcome, str] = {
    AnswerOutcome.ASKED_BACK: N_("What is it about?"),
    AnswerOutcome.REFUSED: N_("The help articles do not surely answer this."),
    AnswerOutcome.NOTHING_ASKED: N_("What would you like to know? Ask as you would ask a person."),
    AnswerOutcome.LATE: N_("Search is still starting up. Please try again in a minute."),
}
