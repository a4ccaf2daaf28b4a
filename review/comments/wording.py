"""States and acts of the inbox, and why nothing was done, in words."""

from __future__ import annotations

from collections.abc import Mapping

from kb.language.marking import N_
from review.comments.handling import CommentAct, CommentState

STATES: Mapping[str, str] = {
    "open": N_("Not settled"),
    CommentState.NEW: N_("New"),
    CommentState.TAKEN: N_("Taken"),
    CommentState.SETTLED: N_("Settled"),
    "all": N_("All"),
}
"""The views of the inbox, by ``review.comments.inbox.VIEWS``."""
ACTS: Mapping[str, str] = {
    CommentAct.TAKE: N_("Take"),
    CommentAct.SETTLE: N_("Settled"),
    CommentAct.BACK: N_("Back one step"),
}
WHOSE: Mapping[str, str] = {
    "mine": N_("On my articles"),
    "taken": N_("Taken by me"),
}
FAULTS: Mapping[str, str] = {
    "row": N_("Choose at least one comment."),
    "name": N_("Please give your name, so that others know who has taken a comment."),
}
