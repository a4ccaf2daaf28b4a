"""What is said below an article, by code: why it did not help, and what became of an answer."""

from __future__ import annotations

from collections.abc import Mapping

from kb.feedback.votes import VoteReason
from kb.language.marking import N_

REASONS: Mapping[str, str] = {
    VoteReason.WRONG: N_("Something in it is wrong"),
    VoteReason.UNCLEAR: N_("It is hard to understand"),
    VoteReason.MISSING: N_("What I need is missing"),
    VoteReason.PICTURES: N_("The pictures do not fit or are missing"),
    VoteReason.OTHER: N_("Something else"),
}
SAID: Mapping[str, str] = {
    "yes": N_("Thank you. You can still change your answer."),
    "no": N_("Thank you. Please tell us why, if you like."),
    "told": N_("Thank you. This helps us to make the article better."),
    "too_many": N_("Too many answers came in just now, so yours was not saved. Please try again in a minute."),
    "unsaved": N_("Your answer was not saved. Please try again later."),
}
"""By ``VoteQuestion.said``."""
