"""The words of the reports, in the language of a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from babel.support import NullTranslations
from flask import current_app

from kb.graphics.tables import Cell
from kb.language.interface import interface_language, translations
from kb.language.marking import N_
from kb.site.site import Site
from review.decisions.decision import DecisionKind
from review.queue.policy import WAITING
from review.reports.reader import Names
from review.reports.tables import Number
from review.wording import Wording

TITLES = {
    "freshness": N_("Views on fresh articles, by week"),
    "age": N_("Months since the last review"),
    "owners": N_("What waits, by owner"),
    "categories": N_("What waits, by category"),
    "reviews": N_("Reviews done, by week"),
}
ABOUT = {
    "freshness": N_(
        "Of all that was read in a week, the share on articles that were fresh on that day: reviewed and not yet due "
        "again, not flagged as wrong, or in no need of review. Before its first known review an article counts as not "
        "fresh, so early weeks may look worse than they were."
    ),
    "age": N_("Published articles by whole months. Those that need no review are left out."),
    "owners": N_("Articles that are flagged, overdue, due or were never reviewed."),
    "categories": N_("Articles that are flagged, overdue, due or were never reviewed, with the categories below."),
    "reviews": N_("What reviews came to. Those that were undone do not count."),
}
EMPTY = {
    "freshness": N_("No views counted yet. Every article that is read counts from now on."),
    "age": N_("There are no articles to review."),
    "owners": N_("Nothing waits."),
    "categories": N_("Nothing waits."),
    "reviews": N_("No reviews in the last 26 weeks."),
}
_HEADINGS = {
    "week": N_("Week from"),
    "views": N_("Views"),
    "fresh_views": N_("On fresh articles"),
    "share": N_("Share"),
    "months": N_("Months"),
    "articles": N_("Articles"),
    "owner": N_("Owner"),
    "category": N_("Category"),
    "total": N_("Together"),
}
_DIGITS = "0123456789"


class ReportWording:
    """Texts, days and numbers in one language; ``number`` and ``day`` write them as the pages do.

    ``short_day`` leaves the year out, for an axis.
    """

    def __init__(
        self,
        language: str,
        words: NullTranslations,
        number: Number,
        day: Callable[[date], str],
        short_day: Callable[[date], str],
        category: Callable[[str], str],
    ) -> None:
        self.language = language
        self.number = number
        self._words = words
        self._wording = Wording(words, number)
        self.short_day = short_day
        self._day = day
        self.names = Names(
            number,
            words.gettext("Never reviewed"),
            lambda name: name or words.gettext("Nobody"),
            lambda path: category(path) if path else words.gettext("No category"),
        )

    def title(self, report: str) -> str:
        """What a report is called."""
        return self._words.gettext(TITLES[report])

    def about(self, report: str) -> str:
        """What is counted, and how."""
        return self._words.gettext(ABOUT[report])

    def empty(self, report: str) -> str:
        """What to say where there is nothing to show."""
        return self._words.gettext(EMPTY[report])

    def heading(self, column: str) -> str:
        """The name of a column."""
        if column in map(str, WAITING):
            return self._wording.state(next(state for state in WAITING if state == column))
        return (
            self._words.gettext(_HEADINGS[column])
            if column in _HEADINGS
            else self._wording.decision(DecisionKind(column))
        )

    def cell(self, value: Cell) -> str:
        """One cell of a table."""
        if isinstance(value, str):
            return value
        if isinstance(value, date):
            return self._day(value)
        if isinstance(value, float):
            return self.percent(value)
        return "–" if value is None else self.number(value)

    def percent(self, share: float) -> str:
        """A share from 0 to 1."""
        return self._words.gettext("%(num)s%%") % {"num": self.number(round(share * 100))}

    def digits(self, text: str) -> str:
        """A text with the digits of the language."""
        return "".join(self.number(int(letter)) if letter in _DIGITS else letter for letter in text)


def page_words(site: Site) -> ReportWording:
    """The words of this request's page, which writes numbers and days as its templates do."""
    page: dict[str, Any] = {}
    current_app.update_template_context(page)
    language = site.preferred_language()
    interface = interface_language(language)
    title = site.catalog.category_title
    short_day = partial(site.writing.short_day, interface=interface)
    number, day = page["number"], page["day"]
    return ReportWording(interface, translations(interface), number, day, short_day, lambda path: title(language, path))
