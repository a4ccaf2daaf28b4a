"""What fields, choices and acts are called on the pages of the editor."""

from __future__ import annotations

from collections.abc import Mapping

from kb.language.marking import N_

LABELS: Mapping[str, str] = {
    "title": N_("Title"),
    "description": N_("Description"),
    "tags": N_("Tags"),
    "keywords": N_("Keywords"),
    "owner": N_("Owner"),
    "review_in": N_("Review every"),
    "published_on": N_("Published on"),
    "unpublish_on": N_("Removed on"),
    "audience": N_("Who may read it"),
    "status": N_("Status"),
}
"""What the fields of the form are called."""
WORDS: Mapping[str, str] = {
    "draft": N_("Draft"),
    "published": N_("Published"),
    "archived": N_("Archived"),
}
"""What the choices of the form are called."""
ACTS: Mapping[str, str] = {
    "now": N_("The file as it is now, changed outside of the site"),
    "before": N_("As it was before it was edited here"),
    "edit": N_("Edited"),
    "again": N_("Created again"),
    "restore": N_("Restored"),
    "small": N_("Still up to date after a small change of the original"),
    "reviewed": N_("Reviewed"),
    "edited": N_("Edited"),
    "archived": N_("Archived"),
    "undone": N_("Undone"),
    "handed_over": N_("Given another owner"),
    "interval_set": N_("Given another interval"),
    "delete": N_("Deleted"),
    "move": N_("Moved"),
    "links": N_("Links fixed"),
    "import": N_("Imported"),
    "import_undone": N_("Import undone"),
}
"""What was done, in words."""
