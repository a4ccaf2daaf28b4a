"""What the states of proposals are called, and what is said where one cannot be published."""

from __future__ import annotations

from collections.abc import Mapping

from kb.language.marking import N_

CHANGED = N_(
    "The article has changed since this was proposed. Its author can edit the proposal: both changes are then merged."
)
STATES: Mapping[str, str] = {
    "draft": N_("Draft"),
    "archived": N_("Archived"),
    "in_review": N_("In review"),
    "approved": N_("Approved"),
    "returned": N_("Returned"),
    "published": N_("Published"),
    "withdrawn": N_("Withdrawn"),
}
"""What a version of an article is."""
