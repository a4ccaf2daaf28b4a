"""States, reasons and decisions in words: in the language of a page, or in English for commands and JSON."""

from __future__ import annotations

from collections.abc import Callable

from babel.support import NullTranslations

from kb.language.interface import SOURCE_LANGUAGE, translations
from review.decisions.decision import DecisionKind
from review.queue.policy import ReviewState
from review.queue.rows import Reason


def _(text: str) -> str:
    """Mark a text for the translation files; it is looked up when it is shown."""
    return text


STATES = {
    ReviewState.FLAGGED: _("Flagged"),
    ReviewState.OVERDUE: _("Overdue"),
    ReviewState.NEVER_REVIEWED: _("Never reviewed"),
    ReviewState.DUE: _("Due"),
    ReviewState.DUE_SOON: _("Due soon"),
    ReviewState.SNOOZED: _("Snoozed"),
    ReviewState.FRESH: _("Fresh"),
    ReviewState.EXEMPT: _("Exempt"),
}
DECISIONS = {
    DecisionKind.REVIEWED: _("Still right"),
    DecisionKind.EDITED: _("Edited"),
    DecisionKind.NEEDS_UPDATE: _("Needs update"),
    DecisionKind.ASSIGNED: _("Assigned"),
    DecisionKind.SNOOZED: _("Snoozed"),
    DecisionKind.ARCHIVED: _("Archived"),
    DecisionKind.FLAGGED: _("Flagged as wrong"),
    DecisionKind.UNFLAGGED: _("Flag taken away"),
    DecisionKind.PLANNED: _("Planned"),
    DecisionKind.UNDONE: _("Taken back"),
    DecisionKind.OUTSIDE: _("Changed outside of the review"),
}
CHECKS = {
    "steps_tried": _("I tried the steps"),
    "screenshots_current": _("Pictures show what people see now"),
    "links_work": _("Links lead where they should"),
    "wording": _("The wording is clear"),
}
REFUSALS = {
    "gone": _("there is no such article any more"),
    "changed": _("the file was changed after this page was made"),
    "decided": _("somebody has decided on it since"),
    "edited": _("the file has been changed since"),
    "not_kept": _("the version of before was not kept"),
}
_PLAIN = {
    "undated": _("No date of review or publication"),
    "exempt": _("Needs no review"),
    "outdated": _("The original changed after this translation was reviewed"),
    "never_reviewed_today": _("Published today, never reviewed"),
    "reviewed_today": _("Reviewed today"),
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
            "flagged": lambda: gettext("Said to be wrong"),
            "complaints": lambda: ngettext(
                "%(num)s reader said that it is wrong", "%(num)s readers said that it is wrong", count
            ),
            "left": lambda: gettext("Whoever should act has left"),
            "assigned": lambda: gettext("Needs work"),
            "views": lambda: ngettext("%(num)s view in 90 days", "%(num)s views in 90 days", count),
            "unhelpful": lambda: ngettext("%(num)s reader was not helped", "%(num)s readers were not helped", count),
            "failed_searches": lambda: ngettext(
                "%(num)s search ended here without success", "%(num)s searches ended here without success", count
            ),
            "links": lambda: ngettext("%(num)s link sent by staff", "%(num)s links sent by staff", count),
        }
        return texts[reason.code]() % {"num": self._number(count)} if reason.code in texts else reason.code
