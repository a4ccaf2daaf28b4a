"""What was done last in this browser, told on its next page with a way to take it back.

It is kept in the session, so it must stay small: a browser drops a cookie of more than 4 KB without a word.
"""

from __future__ import annotations

import json
from typing import Any

from flask import session

from review.decisions.decide import Outcome, Refusal
from review.decisions.decision import DecisionKind

MOST_CHARACTERS = 1500
_KEY = "review_act"


def remember(kind: DecisionKind, outcome: Outcome) -> None:
    """Keep what an act did; it replaces the act before. Refusals that do not fit are only counted."""
    act = told_of(kind, outcome)
    told: list[dict[str, Any]] = []
    for refusal in act["refused"]:
        told.append(refusal)
        if len(json.dumps(told)) > MOST_CHARACTERS:
            told.pop()
            break
    session[_KEY] = {**act, "refused": told, "more": len(outcome.refused) - len(told)}


def told_of(kind: DecisionKind, outcome: Outcome) -> dict[str, Any]:
    """What an act did, with every refusal, for the page that answers it."""
    return {
        "batch": outcome.batch,
        "kind": str(kind),
        "done": len(outcome.done),
        "refused": [_plain(refusal) for refusal in outcome.refused],
        "more": 0,
        "warning": outcome.warnings[0][:300] if outcome.warnings else "",
        "new": True,
    }


def last_act() -> dict[str, Any] | None:
    """The last act as ``remember`` kept it; the first time it is asked for it is ``new``, and then no more."""
    act: dict[str, Any] | None = session.get(_KEY)
    if act and act["new"]:
        session[_KEY] = {**act, "new": False}
    return act


def _plain(refusal: Refusal) -> dict[str, Any]:
    newest = refusal.meanwhile[0] if refusal.meanwhile else None
    return {
        "language": refusal.article.language,
        "key": refusal.article.key,
        "reason": refusal.reason[:300],
        "decision": str(newest.kind) if newest else "",
        "by": newest.person.name if newest else "",
    }
