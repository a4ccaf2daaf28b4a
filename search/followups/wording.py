"""What is asked and answered, in words."""

from __future__ import annotations

from collections.abc import Mapping

from kb.language.marking import N_
from search.followups.followup_rows import Solved

ANSWERS: Mapping[str, str] = {
    Solved.YES: N_("Yes"),
    Solved.PARTLY: N_("Partly"),
    Solved.NO: N_("No"),
}
"""As the form offers them."""
SOLVED: Mapping[str, str] = {
    Solved.YES: N_("Solved"),
    Solved.PARTLY: N_("Partly solved"),
    Solved.NO: N_("Not solved"),
    "": N_("No answer yet"),
}
"""As staff read them."""
SAID: Mapping[str, str] = {
    "thanks": N_("Thank you. Your answer was sent to whoever helped you."),
    "closed": N_("This question was answered already, or is too old to be answered."),
    "too_many": N_("Too many answers came in just now, so yours was not saved. Please try again in a minute."),
    "unsaved": N_("Your answer was not saved. Please try again later."),
    "choose": N_("Choose one of the answers."),
}
