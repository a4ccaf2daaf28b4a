"""States, reasons and decisions in words: in the language of a page, or in English for commands and JSON."""

from __future__ import annotations

from collections.abc import Callable

from babel.support import NullTranslations

from kb.language.interface import SOURCE_LANGUAGE, translations
from kb.language.marking import N_
from review.decisions.decision import DecisionKind, DecisionStatus
from review.queue.policy import ReviewState
from review.queue.rows import Reason

STATES = {
    ReviewState.FLAGGED: N_("Flagged"),
    ReviewState.OVERDUE: N_("Overdue"),
    ReviewState.NEVER_REVIEWED: N_("Never reviewed"),
    ReviewState.DUE: N_("Due"),
    ReviewState.DUE_SOON: N_("Due soon"),
    ReviewState.SNOOZED: N_("Snoozed"),
    ReviewState.FRESH: N_("Fresh"),
    ReviewState.EXEMPT: N_("Exempt"),
}
DECISIONS = {
    DecisionKind.REVIEWED: N_("Still right"),
    DecisionKind.EDITED: N_("Edited"),
    DecisionKind.NEEDS_UPDATE: N_("Assigned"),
    DecisionKind.ASSIGNED: N_("Assigned"),
    DecisionKind.HANDED_OVER: N_("Given another owner"),
    DecisionKind.INTERVAL_SET: N_("Given another interval"),
    DecisionKind.SNOOZED: N_("Snoozed"),
    DecisionKind.ARCHIVED: N_("Archived"),
    DecisionKind.FLAGGED: N_("Flagged as wrong"),
    DecisionKind.UNFLAGGED: N_("Flag removed"),
    DecisionKind.PLANNED: N_("Planned"),
    DecisionKind.UNDONE: N_("Undone"),
    DecisionKind.OUTSIDE: N_("Changed outside of the review"),
}
CHOICES = {
    DecisionKind.REVIEWED: (N_("Still right"), N_("I checked it, and it is true.")),
    DecisionKind.NEEDS_UPDATE: (N_("Assign"), N_("Somebody has to work on it.")),
    DecisionKind.EDITED: (N_("Edited now"), N_("I changed the Markdown above; save it as reviewed.")),
    DecisionKind.ARCHIVED: (N_("Archive"), N_("Readers no longer need it.")),
    DecisionKind.SNOOZED: (N_("Snooze"), N_("Ask again on another day.")),
}
"""What a reviewer chooses from, and what each means."""
STATUSES = {
    DecisionStatus.UNDONE: N_("undone later"),
    DecisionStatus.VOID: N_("not carried out"),
    DecisionStatus.INTENDED: N_("interrupted"),
}
ORDERS = {
    "priority": N_("Most important first"),
    "due": N_("Due first"),
    "reviewed": N_("Oldest review first"),
    "title": N_("Title"),
    "owner": N_("Owner"),
}
"""The orders of ``review.queue.filters.SORTS``, as they stand in the menu."""
FACETS = {
    "owner": N_("Owner in the file"),
    "responsible": N_("Owner"),
    "category": N_("Category"),
    "language": N_("Language"),
    "tag": N_("Tag"),
}
CHECKS = {
    "steps_tried": N_("I tried the steps"),
    "screenshots_current": N_("Pictures show what people see now"),
    "links_work": N_("Links lead where they should"),
    "wording": N_("The wording is clear"),
}
REFUSALS = {
    "gone": N_("this article no longer exists"),
    "changed": N_("the file was changed after this page was made"),
    "decided": N_("somebody has decided on it since"),
    "edited": N_("the file has been changed since"),
    "same": N_("it says so already"),
    "approval": N_("its category asks for approval by its owner: propose the change in the editor"),
    "not_kept": N_("the earlier version was not kept"),
}
_PLAIN = {
    "undated": N_("No date of review or publication"),
    "exempt": N_("Needs no review"),
    "outdated": N_("The original changed after this translation was reviewed"),
    "never_reviewed_today": N_("Published today, never reviewed"),
    "reviewed_today": N_("Reviewed today"),
}


class Wording:
    """Texts in one language, with numbers as ``number`` writes them; by default in English."""

    def __init__(self, words: NullTranslations | None = None, number: Callable[[int], str] = "{:,}".format) -> None:
        self._words = words or translations(SOURCE_LANGUAGE)
        self._number = number

    def state(self, state: ReviewState) -> str:
        """The name of a state."""
        return self._words.gettext(STATES[state])

    def decision(self, kind: DecisionKind) -> str:
        """The name of a decision."""
        return self._words.gettext(DECISIONS[kind])

    def choice(self, kind: DecisionKind) -> str:
        """A decision as the form offers it."""
        return self._words.gettext(CHOICES[kind][0])

    def meaning(self, kind: DecisionKind) -> str:
        """What that decision says."""
        return self._words.gettext(CHOICES[kind][1])

    def status(self, status: DecisionStatus) -> str:
        """What became of a decision that is not done."""
        return self._words.gettext(STATUSES[status])

    def order(self, name: str) -> str:
        """An order of the queue."""
        return self._words.gettext(ORDERS[name])

    def facet(self, name: str) -> str:
        """What the queue can be narrowed down by."""
        return self._words.gettext(FACETS[name])

    def check(self, name: str) -> str:
        """A line of the checklist."""
        return self._words.gettext(CHECKS[name]) if name in CHECKS else name

    def refusal(self, reason: str) -> str:
        """Why nothing was done to an article."""
        return self._words.gettext(REFUSALS[reason]) if reason in REFUSALS else reason

    def reason(self, reason: Reason) -> str:
        """Why a row stands where it does."""
        plain = f"{reason.code}_today" if reason.code in ("reviewed", "never_reviewed") and not reason.number else ""
        if text := _PLAIN.get(plain or reason.code):
            return self._words.gettext(text)
        text = self._counted(reason)
        return f"{text}: {reason.text}" if reason.text else text

    def _counted(self, reason: Reason) -> str:
        gettext, ngettext, count = self._words.gettext, self._words.ngettext, reason.number
        texts = {
            "reviewed": lambda: ngettext("Reviewed %(num)s day ago", "Reviewed %(num)s days ago", count),
            "never_reviewed": lambda: ngettext(
                "Published %(num)s day ago, never reviewed", "Published %(num)s days ago, never reviewed", count
            ),
            "snoozed": lambda: ngettext("Snoozed for %(num)s more day", "Snoozed for %(num)s more days", count),
            "flagged": lambda: gettext("Reported as wrong"),
            "complaints": lambda: gettext("%(num)s of %(of)s readers in %(days)s days said something is wrong"),
            "left": lambda: gettext("Whoever should act has left"),
            "assigned": lambda: gettext("Needs work"),
            "views": lambda: ngettext("%(num)s view in 90 days", "%(num)s views in 90 days", count),
            "unhelpful": lambda: ngettext("%(num)s reader was not helped", "%(num)s readers were not helped", count),
            "failed_searches": lambda: ngettext(
                "%(num)s search ended here without success", "%(num)s searches ended here without success", count
            ),
            "links": lambda: ngettext("%(num)s link sent by staff", "%(num)s links sent by staff", count),
        }
        numbers = {"num": self._number(count), "of": self._number(reason.of), "days": self._number(reason.days)}
        return texts[reason.code]() % numbers if reason.code in texts else reason.code
