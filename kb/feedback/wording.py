"""What is said below an article, by code: why it did not help, and what became of an answer."""

from __future__ import annotations

from collections.abc import Mapping

from kb.feedback.votes import VoteReason
from kb.language.marking import N_

REASONS: Mapping[str, str] = {
    VoteReason.WRONG: N_("Something is wrong"),
    VoteReason.UNCLEAR: N_("Hard to understand"),
    VoteReason.MISSING: N_("Something I need is missing"),
    VoteReason.PICTURES: N_("Pictures are wrong or missing"),
    VoteReason.OTHER: N_("Something else"),
}
SAID: Mapping[str, str] = {
    "yes": N_("Thank you. You can still change your answer."),
    "no": N_("Thank you. Would you like to tell us why?"),
    "told": N_("Thank you. This helps us improve the article."),
    "too_many": N_("Too many answers came in just now, so yours was not saved. Please try again in a minute."),
    "unsaved": N_("Your answer was not saved. Please try again later."),
}
"""By ``VoteQuestion.said``."""
