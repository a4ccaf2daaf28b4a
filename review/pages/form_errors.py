"""What is wrong with a form of the review, in words: of one article's decision, and of one for many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from kb.language.marking import N_


class Message(NamedTuple):
    """What is wrong with a field: a text to translate, and what to put into it."""

    text: str
    values: Mapping[str, Any] = {}


class FormError(ValueError):
    """The form cannot be taken as it is; ``errors`` names the fields."""

    def __init__(self, errors: Mapping[str, Message]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


NOT_INTRODUCED = {"name": Message(N_("Say who you are.")), "email": Message(N_("This is not an e-mail address."))}
"""What ``kb.sign_in.access.introduce`` can miss, beside a decision on one article."""
FAULTS: Mapping[str, str] = {
    "name": N_("Please say your name."),
    "email": N_("This is not an e-mail address."),
    "row": N_("Select at least one article."),
    "act": N_("Choose what to do with the selected articles."),
    "checklist": N_("Say what you checked."),
    "confirm_reviewed": N_("Confirm that you checked each of the articles."),
    "confirm_archived": N_("Confirm that readers will no longer find these articles."),
    "assignee": N_("Say who should work on the articles."),
    "until": N_("Choose a day after today and at most a year ahead."),
    "reason": N_("Say why this can wait."),
}
"""By the name that the ``ValueError`` of a form for many articles, or of an introduction, has; none is left out."""
PLAN_FAULTS: Mapping[str, str] = {
    **FAULTS,
    "owner": N_("Say who answers for the articles."),
    "review_in": N_("Write an interval, like 6 months, 52 weeks or never."),
}
"""The same of the form of the plan."""
