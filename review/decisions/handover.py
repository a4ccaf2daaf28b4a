"""Handing over what waits with somebody who leaves: what they were assigned, and what names them as its owner."""

from __future__ import annotations

from collections.abc import Sequence

from kb.accounts.email_address import fold_email
from review.decisions.decide import Decisions, Outcome
from review.decisions.decision import DecisionKind, Reviewer
from review.decisions.decision_request import DecisionRequest, DecisionTarget
from review.queue.owner_addresses import found_in
from review.queue.rows import Row


def rows_of(rows: Sequence[Row], name: str, email: str) -> list[Row]:
    """The rows that are with somebody of this name and address, assigned to them or owned by them."""
    theirs = {fold_email(name), fold_email(email)}

    def is_with(row: Row) -> bool:
        who = row.standing.assignee or row.owner or ""
        return not theirs.isdisjoint(map(fold_email, (who, *found_in(who))))

    return [row for row in rows if is_with(row)]


def hand_over(decisions: Decisions, rows: Sequence[Row], to: str, by: Reviewer) -> Outcome:
    """Assign ``rows`` to ``to`` as one act, which can be undone; tasks and files stay as they are."""
    order = DecisionRequest(DecisionKind.ASSIGNED, assignee=to)
    return decisions.decide(order, [DecisionTarget(row.article.id) for row in rows], by)
